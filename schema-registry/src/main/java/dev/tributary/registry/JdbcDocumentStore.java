package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.instant;
import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.timestamp;
import static dev.tributary.registry.JdbcDatabase.update;

import dev.tributary.registry.AuditEntry.Action;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Trusted documents in SQL. */
final class JdbcDocumentStore implements DocumentStore {

  /** In one line of the audit log. */
  private static final int IDS_NAMED = 5;

  private final JdbcDatabase database;

  JdbcDocumentStore(JdbcDatabase database) {
    this.database = database;
  }

  @Override
  public DocumentSet documents(GraphId graph) {
    return database.read(
        connection -> {
          // In this order: documents may be newer than the revision, which is then looked at again.
          long revision =
              query(
                      connection,
                      "select revision from document_settings where graph = ?",
                      row -> row.getLong(1),
                      graph.toString())
                  .stream()
                  .findFirst()
                  .orElse(0L);
          return new DocumentSet(
              graph,
              revision,
              query(
                  connection,
                  """
                  select id, content, added_at, added_by from trusted_document
                  where graph = ? order by id
                  """,
                  row ->
                      new TrustedDocument(
                          row.getString(1), row.getString(2), instant(row, 3), row.getString(4)),
                  graph.toString()));
        });
  }

  @Override
  public boolean add(
      GraphId graph, long from, List<TrustedDocument> added, Instant at, String actor) {
    return database.write(
        connection -> {
          if (!moveOn(connection, graph, from)) {
            return false;
          }
          for (TrustedDocument document : added) {
            update(
                connection,
                """
                insert into trusted_document (graph, id, content, added_at, added_by)
                values (?, ?, ?, ?, ?)
                """,
                graph.toString(),
                document.id(),
                document.text(),
                timestamp(document.addedAt()),
                document.addedBy());
          }
          String named =
              added.stream()
                  .limit(IDS_NAMED)
                  .map(TrustedDocument::id)
                  .collect(Collectors.joining(", "));
          JdbcAuditLog.write(
              connection,
              at,
              actor,
              Action.DOCUMENTS_ADDED,
              graph.toString(),
              added.size() <= IDS_NAMED
                  ? named
                  : "%s and %d more".formatted(named, added.size() - IDS_NAMED));
          database.moved(connection, graph);
          return true;
        });
  }

  @Override
  public boolean remove(GraphId graph, long from, String id, Instant at, String actor) {
    return database.write(
        connection -> {
          if (!moveOn(connection, graph, from)
              || update(
                      connection,
                      "delete from trusted_document where graph = ? and id = ?",
                      graph.toString(),
                      id)
                  == 0) {
            return false;
          }
          JdbcAuditLog.write(connection, at, actor, Action.DOCUMENT_REMOVED, graph.toString(), id);
          database.moved(connection, graph);
          return true;
        });
  }

  /** Takes the graph's row to the next revision, and its lock until the commit. */
  private static boolean moveOn(Connection connection, GraphId graph, long from)
      throws SQLException {
    return from == 0
        ? update(
                connection,
                "insert into document_settings (graph, revision) values (?, 1)",
                graph.toString())
            == 1
        : update(
                connection,
                "update document_settings set revision = ? where graph = ? and revision = ?",
                from + 1,
                graph.toString(),
                from)
            == 1;
  }
}
