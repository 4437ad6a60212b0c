package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.bind;
import static dev.tributary.registry.JdbcDatabase.instant;
import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.timestamp;
import static dev.tributary.registry.JdbcDatabase.update;
import static java.util.Objects.requireNonNull;

import dev.tributary.check.SchemaChange;
import dev.tributary.compose.Hint;
import dev.tributary.subgraph.SubgraphSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The store in SQL that H2 and PostgreSQL both speak, at isolation level READ COMMITTED.
 *
 * <p>Versions never change once committed, so reading one in several statements needs no more than
 * that. Writing takes the lock of the graph's row first: two publishes to one graph never
 * interleave.
 */
final class JdbcRegistryStore implements RegistryStore {

  private final JdbcDatabase database;
  private final Documents documents = new Documents();

  JdbcRegistryStore(JdbcDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<SupergraphRelease> latest(GraphId graph) {
    return database.read(
        connection -> {
          long latest = latestNumber(connection, graph);
          return latest == 0 ? Optional.empty() : release(connection, graph, latest);
        });
  }

  private static final int MOST_GRAPHS = 10_000;

  @Override
  public Optional<SupergraphVersion> latestVersion(GraphId graph) {
    return database.read(
        connection -> {
          long latest = latestNumber(connection, graph);
          return versions(connection, graph, latest + 1, 1).stream().findFirst();
        });
  }

  @Override
  public List<SupergraphVersion> newest() {
    record Named(GraphId graph, Bare bare) {}
    return database.read(
        connection -> {
          Map<GraphId, List<SubgraphChange>> changes = new HashMap<>();
          query(
                  connection,
                  """
                  select c.kind, c.subgraph, c.version, c.graph
                  from graph g join supergraph_change c on c.graph = g.id and c.number = g.latest
                  order by c.graph, c.subgraph
                  """,
                  row -> Map.entry(graph(row.getString(4)), change(row)))
              .forEach(
                  change ->
                      changes
                          .computeIfAbsent(change.getKey(), graph -> new ArrayList<>())
                          .add(change.getValue()));
          return query(
                  connection,
                  """
                  select v.number, v.sdl_hash, v.published_at, v.published_by, v.message, v.graph
                  from graph g join supergraph_version v on v.graph = g.id and v.number = g.latest
                  order by v.graph
                  limit ?
                  """,
                  row -> new Named(graph(row.getString(6)), Bare.read(row)),
                  MOST_GRAPHS)
              .stream()
              .map(
                  named ->
                      named.bare.with(named.graph, changes.getOrDefault(named.graph, List.of())))
              .toList();
        });
  }

  private static GraphId graph(String stored) {
    return GraphId.parse(stored)
        .orElseThrow(() -> new RegistryStoreException("a stored graph's name is " + stored));
  }

  @Override
  public Optional<VersionDetail> detail(GraphId graph, long number) {
    record Told(List<Hint> hints, Optional<List<SchemaChange>> changes) {}
    return database.read(
        connection -> {
          Optional<Told> told =
              query(
                      connection,
                      """
                      select hints, schema_changes from supergraph_version
                      where graph = ? and number = ?
                      """,
                      row ->
                          new Told(
                              RegistryJson.readHints(row.getString(1)),
                              Optional.ofNullable(row.getBytes(2))
                                  .map(Gzip::text)
                                  .map(RegistryJson::readChanges)),
                      graph.toString(),
                      number)
                  .stream()
                  .findFirst();
          return told.isEmpty()
              ? Optional.empty()
              : versions(connection, graph, number + 1, 1).stream()
                  .findFirst()
                  .map(version -> new VersionDetail(version, told.get().hints, told.get().changes));
        });
  }

  @Override
  public void keepSchemaChanges(GraphId graph, long number, List<SchemaChange> changes) {
    database.note(
        connection ->
            update(
                    connection,
                    "update supergraph_version set schema_changes = ? where graph = ? and number ="
                        + " ?",
                    Gzip.bytes(RegistryJson.writeChanges(changes)),
                    graph.toString(),
                    number)
                == 1);
  }

  @Override
  public Optional<SupergraphRelease> release(GraphId graph, long number) {
    return database.read(connection -> release(connection, graph, number));
  }

  @Override
  public List<SubgraphVersion> subgraphs(GraphId graph, long number) {
    record Stored(
        String id, String name, String url, String hash, Instant at, String by, String message) {}
    return database.read(
        connection -> {
          List<Stored> stored =
              query(
                  connection,
                  """
                  select v.id, v.name, v.url, v.sdl_hash, v.published_at, v.published_by, v.message
                  from supergraph_member m
                  join subgraph_version v on v.graph = m.graph and v.id = m.version
                  where m.graph = ? and m.number = ?
                  order by m.subgraph
                  """,
                  row ->
                      new Stored(
                          row.getString(1),
                          row.getString(2),
                          row.getString(3),
                          row.getString(4),
                          instant(row, 5),
                          row.getString(6),
                          row.getString(7)),
                  graph.toString(),
                  number);
          Map<String, String> contents =
              documents.contents(connection, stored.stream().map(Stored::hash).distinct().toList());
          return stored.stream()
              .map(
                  one ->
                      new SubgraphVersion(
                          one.id,
                          new SubgraphSource(
                              one.name, one.url, requireNonNull(contents.get(one.hash))),
                          one.at,
                          one.by,
                          one.message))
              .toList();
        });
  }

  @Override
  public List<SupergraphVersion> history(GraphId graph, long before, int limit) {
    return database.read(connection -> versions(connection, graph, before, limit));
  }

  private static List<SupergraphVersion> versions(
      Connection connection, GraphId graph, long before, int limit) throws SQLException {
    List<Bare> page =
        query(
            connection,
            """
            select number, sdl_hash, published_at, published_by, message
            from supergraph_version
            where graph = ? and number < ?
            order by number desc
            limit ?
            """,
            Bare::read,
            graph.toString(),
            before,
            limit);
    if (page.isEmpty()) {
      return List.of();
    }
    Map<Long, List<SubgraphChange>> changes = new HashMap<>();
    query(
            connection,
            """
            select kind, subgraph, version, number from supergraph_change
            where graph = ? and number between ? and ?
            order by number, subgraph
            """,
            row -> Map.entry(row.getLong(4), change(row)),
            graph.toString(),
            page.getLast().number,
            page.getFirst().number)
        .forEach(
            change ->
                changes
                    .computeIfAbsent(change.getKey(), number -> new ArrayList<>())
                    .add(change.getValue()));
    return page.stream()
        .map(bare -> bare.with(graph, changes.getOrDefault(bare.number, List.of())))
        .toList();
  }

  private static SubgraphChange change(ResultSet row) throws SQLException {
    return new SubgraphChange(
        SubgraphChange.Kind.valueOf(row.getString(1)), row.getString(2), row.getString(3));
  }

  @Override
  public boolean append(SupergraphRelease release, List<SubgraphVersion> subgraphs) {
    SupergraphVersion version = release.version();
    return database.write(
        connection -> {
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
          database.moved(connection, version.graph());
          return true;
        });
  }

  @Override
  public void watch(Watcher watcher) {
    database.watch(watcher);
  }

  @Override
  public void keep(GraphId graph, SeenGateway gateway) {
    database.note(
        connection -> {
          JdbcGateways.keep(connection, graph, gateway);
          return true;
        });
  }

  @Override
  public List<SeenGateway> gateways(GraphId graph, Instant since) {
    return database.read(connection -> JdbcGateways.since(connection, graph, since));
  }

  @Override
  public UsageStore usage() {
    return new JdbcUsageStore(database);
  }

  @Override
  public TrafficStore traffic() {
    return new JdbcTrafficStore(database);
  }

  @Override
  public AlertStore alerts() {
    return new JdbcAlertStore(database);
  }

  @Override
  public ClientStore clients() {
    return new JdbcClientStore(database);
  }

  @Override
  public DocumentStore documents() {
    return new JdbcDocumentStore(database);
  }

  @Override
  public Catalogue catalogue() {
    return new JdbcCatalogue(database, documents);
  }

  @Override
  public List<AuditEntry> audit(Optional<GraphId> graph, long before, int limit) {
    return database.read(connection -> JdbcAuditLog.read(connection, graph, before, limit));
  }

  @Override
  public Optional<ContractVariant> contract(GraphId graph) {
    return database.read(connection -> JdbcContracts.of(connection, graph));
  }

  @Override
  public List<ContractVariant> contractsOf(GraphId source) {
    return database.read(connection -> JdbcContracts.ofSource(connection, source));
  }

  @Override
  public void setContract(ContractVariant contract, Instant at, String actor) {
    boolean set =
        database.write(
            connection -> {
              JdbcContracts.set(connection, contract, at, actor);
              return true;
            });
    if (!set) {
      throw new RegistryStoreException("somebody else changes " + contract.graph());
    }
  }

  @Override
  public boolean removeContract(GraphId graph, Instant at, String actor) {
    return database.write(connection -> JdbcContracts.remove(connection, graph, at, actor));
  }

  @Override
  public Optional<String> lintRules(GraphId graph) {
    return database.read(connection -> JdbcLintRules.of(connection, graph));
  }

  @Override
  public void setLintRules(GraphId graph, String rules, Instant at, String actor) {
    boolean set =
        database.write(
            connection -> {
              JdbcLintRules.set(connection, graph, rules, at, actor);
              return true;
            });
    if (!set) {
      throw new RegistryStoreException("somebody else changes the rules of " + graph);
    }
  }

  @Override
  public void addToken(StoredToken token, String actor) {
    boolean added =
        database.write(
            connection -> {
              JdbcTokens.add(connection, token, actor);
              return true;
            });
    if (!added) {
      throw new RegistryStoreException("there is a token with the id " + token.id() + " already");
    }
  }

  @Override
  public Optional<StoredToken> token(String id) {
    return database.read(connection -> JdbcTokens.of(connection, id));
  }

  @Override
  public List<StoredToken> tokens() {
    return database.read(JdbcTokens::all);
  }

  @Override
  public boolean revokeToken(String id, Instant at, String actor) {
    return database.write(connection -> JdbcTokens.revoke(connection, id, at, actor));
  }

  @Override
  public void close() {
    database.close();
  }

  // Reading.

  private static long latestNumber(Connection connection, GraphId graph) throws SQLException {
    return query(
            connection,
            "select latest from graph where id = ?",
            row -> row.getLong(1),
            graph.toString())
        .stream()
        .findFirst()
        .orElse(0L);
  }

  private Optional<SupergraphRelease> release(Connection connection, GraphId graph, long number)
      throws SQLException {
    Optional<SupergraphVersion> version =
        versions(connection, graph, number + 1, 1).stream()
            .filter(found -> found.number() == number)
            .findFirst();
    if (version.isEmpty()) {
      return Optional.empty();
    }
    String hints =
        query(
                connection,
                "select hints from supergraph_version where graph = ? and number = ?",
                row -> row.getString(1),
                graph.toString(),
                number)
            .getFirst();
    return Optional.of(
        new SupergraphRelease(
            version.get(),
            documents.content(connection, version.get().contentHash()),
            RegistryJson.readHints(hints)));
  }

  /** A version's own row. */
  private record Bare(
      long number, String contentHash, Instant publishedAt, String publishedBy, String message) {

    static Bare read(ResultSet row) throws SQLException {
      return new Bare(
          row.getLong(1), row.getString(2), instant(row, 3), row.getString(4), row.getString(5));
    }

    SupergraphVersion with(GraphId graph, List<SubgraphChange> changes) {
      return new SupergraphVersion(
          graph, number, contentHash, publishedAt, publishedBy, message, changes);
    }
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

  // Writing.

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
