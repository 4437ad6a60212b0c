package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.bind;
import static dev.tributary.registry.JdbcDatabase.instant;
import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.timestamp;
import static dev.tributary.registry.JdbcDatabase.update;

import dev.tributary.subgraph.SubgraphSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
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
  public List<SupergraphVersion> newest() {
    record Named(String graph, Bare bare) {}
    return database.read(
        connection -> {
          List<SupergraphVersion> newest = new ArrayList<>();
          for (Named named :
              query(
                  connection,
                  """
                  select v.number, v.sdl_hash, v.published_at, v.published_by, v.message, v.graph
                  from graph g join supergraph_version v on v.graph = g.id and v.number = g.latest
                  order by v.graph
                  limit ?
                  """,
                  row -> new Named(row.getString(6), Bare.read(row)),
                  MOST_GRAPHS)) {
            GraphId graph = GraphId.parse(named.graph).orElseThrow();
            newest.add(named.bare.with(graph, changes(connection, graph, named.bare.number)));
          }
          return newest;
        });
  }

  @Override
  public Optional<SupergraphRelease> release(GraphId graph, long number) {
    return database.read(connection -> release(connection, graph, number));
  }

  @Override
  public List<SubgraphVersion> subgraphs(GraphId graph, long number) {
    return database.read(
        connection ->
            query(
                connection,
                """
                select v.id, v.name, v.url, d.content, v.published_at, v.published_by, v.message
                from supergraph_member m
                join subgraph_version v on v.graph = m.graph and v.id = m.version
                join document d on d.hash = v.sdl_hash
                where m.graph = ? and m.number = ?
                order by m.subgraph
                """,
                row ->
                    new SubgraphVersion(
                        row.getString(1),
                        new SubgraphSource(
                            row.getString(2), row.getString(3), Gzip.text(row.getBytes(4))),
                        instant(row, 5),
                        row.getString(6),
                        row.getString(7)),
                graph.toString(),
                number));
  }

  @Override
  public List<SupergraphVersion> history(GraphId graph, long before, int limit) {
    return database.read(
        connection -> {
          List<SupergraphVersion> versions = new ArrayList<>();
          for (Bare bare :
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
                  limit)) {
            versions.add(bare.with(graph, changes(connection, graph, bare.number)));
          }
          return versions;
        });
  }

  @Override
  public boolean append(SupergraphRelease release, List<SubgraphVersion> subgraphs) {
    SupergraphVersion version = release.version();
    return database.write(
        connection -> {
          if (!moveOn(connection, version)) {
            return false;
          }
          storeDocument(connection, version.contentHash(), release.sdl());
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

  private static final Duration FORGOTTEN = Duration.ofDays(1);
  private static final int MOST_GATEWAYS = 1_000;

  @Override
  public void keep(GraphId graph, SeenGateway gateway) {
    ServingGateway serving = gateway.serving();
    database.note(
        connection -> {
          boolean known =
              update(
                      connection,
                      """
                      update gateway set version = ?, content_hash = ?, seen_at = ?
                      where graph = ? and id = ?
                      """,
                      serving.version(),
                      serving.contentHash(),
                      timestamp(gateway.seenAt()),
                      graph.toString(),
                      serving.id())
                  == 1;
          if (!known) {
            update(
                connection,
                "delete from gateway where graph = ? and seen_at < ?",
                graph.toString(),
                timestamp(gateway.seenAt().minus(FORGOTTEN)));
            update(
                connection,
                """
                insert into gateway (graph, id, version, content_hash, seen_at)
                select ?, ?, ?, ?, ? where (select count(*) from gateway where graph = ?) < ?
                """,
                graph.toString(),
                serving.id(),
                serving.version(),
                serving.contentHash(),
                timestamp(gateway.seenAt()),
                graph.toString(),
                MOST_GATEWAYS);
          }
          return true;
        });
  }

  @Override
  public List<SeenGateway> gateways(GraphId graph, Instant since) {
    return database.read(
        connection ->
            query(
                connection,
                """
                select id, version, content_hash, seen_at from gateway
                where graph = ? and seen_at >= ? order by id
                """,
                row ->
                    new SeenGateway(
                        new ServingGateway(row.getString(1), row.getLong(2), row.getString(3)),
                        instant(row, 4)),
                graph.toString(),
                timestamp(since)));
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
  public ClientStore clients() {
    return new JdbcClientStore(database);
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
    return database.read(
        connection ->
            query(
                    connection,
                    "select rules from lint_rules where graph = ?",
                    row -> row.getString(1),
                    graph.toString())
                .stream()
                .findFirst());
  }

  @Override
  public void setLintRules(GraphId graph, String rules, Instant at, String actor) {
    boolean set =
        database.write(
            connection -> {
              update(connection, "delete from lint_rules where graph = ?", graph.toString());
              update(
                  connection,
                  "insert into lint_rules (graph, rules) values (?, ?)",
                  graph.toString(),
                  rules);
              JdbcAuditLog.write(
                  connection,
                  at,
                  actor,
                  AuditEntry.Action.LINT_RULES_CHANGED,
                  graph.toString(),
                  rules);
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
              update(
                  connection,
                  """
                  insert into token (id, secret_hash, label, role, scope, issued_at, revoked_at)
                  values (?, ?, ?, ?, ?, ?, ?)
                  """,
                  token.id(),
                  token.secretHash(),
                  token.label(),
                  token.role().name(),
                  token.scope().toString(),
                  timestamp(token.issuedAt()),
                  token.revokedAt().map(JdbcDatabase::timestamp).orElse(null));
              JdbcAuditLog.issued(connection, token, actor);
              return true;
            });
    if (!added) {
      throw new RegistryStoreException("there is a token with the id " + token.id() + " already");
    }
  }

  @Override
  public Optional<StoredToken> token(String id) {
    return database.read(
        connection ->
            query(connection, TOKENS + " where id = ?", JdbcRegistryStore::token, id).stream()
                .findFirst());
  }

  @Override
  public List<StoredToken> tokens() {
    return database.read(
        connection ->
            query(connection, TOKENS + " order by issued_at, id", JdbcRegistryStore::token));
  }

  @Override
  public boolean revokeToken(String id, Instant at, String actor) {
    return database.write(
        connection -> {
          boolean revoked =
              update(
                      connection,
                      "update token set revoked_at = ? where id = ? and revoked_at is null",
                      timestamp(at),
                      id)
                  == 1;
          if (revoked) {
            JdbcAuditLog.revoked(connection, id, at, actor);
          }
          return revoked;
        });
  }

  @Override
  public void close() {
    database.close();
  }

  // Reading.

  private static final String TOKENS =
      "select id, secret_hash, label, role, scope, issued_at, revoked_at from token";

  private static StoredToken token(ResultSet row) throws SQLException {
    String scope = row.getString(5);
    return new StoredToken(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        TokenRole.valueOf(row.getString(4)),
        TokenScope.parse(scope)
            .orElseThrow(() -> new RegistryStoreException("a stored token's scope is " + scope)),
        instant(row, 6),
        Optional.ofNullable(row.getObject(7, OffsetDateTime.class)).map(OffsetDateTime::toInstant));
  }

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

  private static Optional<SupergraphRelease> release(
      Connection connection, GraphId graph, long number) throws SQLException {
    List<SubgraphChange> changes = changes(connection, graph, number);
    return query(
            connection,
            """
            select v.number, v.sdl_hash, v.published_at, v.published_by, v.message, d.content, v.hints
            from supergraph_version v join document d on d.hash = v.sdl_hash
            where v.graph = ? and v.number = ?
            """,
            row ->
                new SupergraphRelease(
                    Bare.read(row).with(graph, changes),
                    Gzip.text(row.getBytes(6)),
                    RegistryJson.readHints(row.getString(7))),
            graph.toString(),
            number)
        .stream()
        .findFirst();
  }

  private static List<SubgraphChange> changes(Connection connection, GraphId graph, long number)
      throws SQLException {
    return query(
        connection,
        """
        select kind, subgraph, version from supergraph_change
        where graph = ? and number = ?
        order by subgraph
        """,
        row ->
            new SubgraphChange(
                SubgraphChange.Kind.valueOf(row.getString(1)), row.getString(2), row.getString(3)),
        graph.toString(),
        number);
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

  /**
   * Only what the version changes can be new, so that nothing need be asked about all the others.
   */
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

  private static void storeDocument(Connection connection, String hash, String content)
      throws SQLException {
    boolean known =
        !query(connection, "select 1 from document where hash = ?", row -> true, hash).isEmpty();
    if (!known) {
      update(
          connection,
          "insert into document (hash, content) values (?, ?)",
          hash,
          Gzip.bytes(content));
    }
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
    storeDocument(connection, sdlHash, subgraph.source().sdl());
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
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into supergraph_member (graph, number, subgraph, version) values (?, ?, ?,"
                + " ?)")) {
      for (SubgraphVersion subgraph : subgraphs) {
        bind(
            statement,
            version.graph().toString(),
            version.number(),
            subgraph.name(),
            subgraph.id());
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
