package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.instant;
import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.update;
import static java.util.Objects.requireNonNull;

import dev.tributary.check.SchemaChange;
import dev.tributary.registry.Catalogue.SubgraphEntry;
import dev.tributary.registry.Catalogue.VersionId;
import dev.tributary.subgraph.SubgraphSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
  private final Catalogue catalogue;

  JdbcRegistryStore(JdbcDatabase database) {
    this.database = database;
    this.catalogue = new JdbcCatalogue(database, documents);
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
    VersionId id = new VersionId(graph, number);
    return Optional.ofNullable(catalogue.details(Set.of(id)).get(id));
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
  public Optional<byte[]> shownSchema(GraphId graph, String form) {
    return database
        .read(
            connection ->
                query(
                    connection,
                    "select content from shown_schema where graph = ? and form = ?",
                    row -> row.getBytes(1),
                    graph.toString(),
                    form))
        .stream()
        .findFirst();
  }

  @Override
  public void keepShownSchema(GraphId graph, String form, byte[] content) {
    // Of two at once, one stays: that the other did not come to it does no harm.
    database.note(
        connection ->
            update(
                        connection,
                        "update shown_schema set form = ?, content = ? where graph = ?",
                        form,
                        content,
                        graph.toString())
                    == 1
                || update(
                        connection,
                        "insert into shown_schema (form, content, graph) values (?, ?, ?)",
                        form,
                        content,
                        graph.toString())
                    == 1);
  }

  @Override
  public Optional<SupergraphRelease> release(GraphId graph, long number) {
    return database.read(connection -> release(connection, graph, number));
  }

  @Override
  public List<SubgraphVersion> subgraphs(GraphId graph, long number) {
    VersionId id = new VersionId(graph, number);
    List<SubgraphEntry> members = catalogue.members(Set.of(id)).getOrDefault(id, List.of());
    Map<String, String> contents =
        catalogue.documents(
            members.stream().map(SubgraphEntry::documentHash).collect(Collectors.toSet()));
    return members.stream()
        .map(
            one ->
                new SubgraphVersion(
                    one.id(),
                    new SubgraphSource(
                        one.name(), one.url(), requireNonNull(contents.get(one.documentHash()))),
                    one.publishedAt(),
                    one.publishedBy(),
                    one.message()))
        .toList();
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
    return database.write(
        connection -> {
          if (!JdbcPublish.append(connection, release, subgraphs)) {
            return false;
          }
          database.moved(connection, release.version().graph());
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
    return catalogue.gateways(Set.of(graph), since).getOrDefault(graph, List.of());
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
    return catalogue;
  }

  @Override
  public List<AuditEntry> audit(Optional<GraphId> graph, long before, int limit) {
    return database.read(connection -> JdbcAuditLog.read(connection, graph, before, limit));
  }

  @Override
  public Optional<ContractVariant> contract(GraphId graph) {
    return Optional.ofNullable(catalogue.contracts(Set.of(graph)).get(graph));
  }

  @Override
  public List<ContractVariant> contractsOf(GraphId source) {
    return catalogue.contractsOf(Set.of(source)).getOrDefault(source, List.of());
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
}
