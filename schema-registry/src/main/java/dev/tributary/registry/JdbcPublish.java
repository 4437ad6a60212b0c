package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.bind;
import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.timestamp;
import static dev.tributary.registry.JdbcDatabase.update;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** One version of a graph as it is written, within a transaction. */
final class JdbcPublish {

  private JdbcPublish() {}

  /**
   * @return false when the graph has moved on from the version before
   */
  static boolean append(
      Connection connection, SupergraphRelease release, List<SubgraphVersion> subgraphs)
      throws SQLException {
    SupergraphVersion version = release.version();
    if (!moveOn(connection, version)) {
      return false;
    }
    Documents.store(connection, version.contentHash(), release.sdl());
    storeVersion(connection, release);
    for (SubgraphVersion subgraph : subgraphs) {
      if (isNew(connection, version, subgraph)) {
        storeSubgraph(connection, version.graph(), subgraph);
      }
    }
    storeMembers(connection, version, subgraphs);
    storeChanges(connection, version);
    JdbcAuditLog.published(connection, version);
    return true;
  }

  /** Takes the graph's row from the version before to this one, and its lock until the commit. */
  private static boolean moveOn(Connection connection, SupergraphVersion version)
      throws SQLException {
    String graph = version.graph().toString();
    return version.number() == 1
        ? update(connection, "insert into graph (id, latest) values (?, 1)", graph) == 1
        : update(
                connection,
                "update graph set latest = ? where id = ? and latest = ?",
                version.number(),
                graph,
                version.number() - 1)
            == 1;
  }

  /** Only what the version changes can be new: nothing need be asked about all the others. */
  private static boolean isNew(
      Connection connection, SupergraphVersion version, SubgraphVersion subgraph)
      throws SQLException {
    return version.changes().stream().anyMatch(c -> c.versionId().equals(subgraph.id()))
        && query(
                connection,
                "select 1 from subgraph_version where graph = ? and id = ?",
                row -> true,
                version.graph().toString(),
                subgraph.id())
            .isEmpty();
  }

  private static void storeVersion(Connection connection, SupergraphRelease release)
      throws SQLException {
    SupergraphVersion version = release.version();
    update(
        connection,
        """
        insert into supergraph_version
          (graph, number, sdl_hash, hints, published_at, published_by, message)
        values (?, ?, ?, ?, ?, ?, ?)
        """,
        version.graph().toString(),
        version.number(),
        version.contentHash(),
        RegistryJson.writeHints(release.hints()),
        timestamp(version.publishedAt()),
        version.publishedBy(),
        version.message());
  }

  private static void storeSubgraph(Connection connection, GraphId graph, SubgraphVersion subgraph)
      throws SQLException {
    String sdlHash = ContentHash.ofDocument(subgraph.source().sdl());
    Documents.store(connection, sdlHash, subgraph.source().sdl());
    update(
        connection,
        """
        insert into subgraph_version
          (graph, id, name, url, sdl_hash, published_at, published_by, message)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        graph.toString(),
        subgraph.id(),
        subgraph.name(),
        subgraph.source().url(),
        sdlHash,
        timestamp(subgraph.publishedAt()),
        subgraph.publishedBy(),
        subgraph.message());
  }

  private static void storeMembers(
      Connection connection, SupergraphVersion version, List<SubgraphVersion> subgraphs)
      throws SQLException {
    String graph = version.graph().toString();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into supergraph_member (graph, number, subgraph, version) values (?, ?, ?,"
                + " ?)")) {
      for (SubgraphVersion subgraph : subgraphs) {
        bind(statement, graph, version.number(), subgraph.name(), subgraph.id());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static void storeChanges(Connection connection, SupergraphVersion version)
      throws SQLException {
    for (SubgraphChange change : version.changes()) {
      update(
          connection,
          """
          insert into supergraph_change (graph, number, subgraph, kind, version)
          values (?, ?, ?, ?, ?)
          """,
          version.graph().toString(),
          version.number(),
          change.subgraph(),
          change.kind().name(),
          change.versionId());
    }
  }
}
