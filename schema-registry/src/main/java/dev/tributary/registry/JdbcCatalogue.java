package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.instant;
import static dev.tributary.registry.JdbcDatabase.query;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The catalogue in SQL that H2 and PostgreSQL both speak. */
final class JdbcCatalogue implements Catalogue {

  private static final int MOST_GRAPHS = 10_000;
  private static final int MOST_PUBLISHED = 200;

  /** Keys in one statement. */
  private static final int MOST_ASKED = 200;

  private static final String ENTRY =
      "s.graph, s.id, s.name, s.url, s.sdl_hash, s.published_at, s.published_by, s.message";

  private final JdbcDatabase database;
  private final Documents documents;

  JdbcCatalogue(JdbcDatabase database, Documents documents) {
    this.database = database;
    this.documents = documents;
  }

  @Override
  public List<GraphId> variants() {
    return database.read(
        connection ->
            query(
                connection,
                "select id from graph order by id limit ?",
                row -> graph(row.getString(1)),
                MOST_GRAPHS));
  }

  @Override
  public Map<GraphId, SupergraphVersion> newest(Set<GraphId> graphs) {
    return database.read(
        connection -> {
          Set<VersionId> newest =
              Set.copyOf(
                  each(
                      connection,
                      "select id, latest from graph where id in (%s)",
                      graphs,
                      JdbcCatalogue::key,
                      row -> new VersionId(graph(row.getString(1)), row.getLong(2))));
          return versions(connection, newest).values().stream()
              .collect(Collectors.toMap(SupergraphVersion::graph, Function.identity()));
        });
  }

  @Override
  public Map<VersionId, SupergraphVersion> versions(Set<VersionId> ids) {
    return database.read(connection -> versions(connection, ids));
  }

  private static Map<VersionId, SupergraphVersion> versions(
      Connection connection, Set<VersionId> ids) throws SQLException {
    Map<VersionId, List<SubgraphChange>> changes =
        grouped(
            each(
                connection,
                """
                select graph, number, kind, subgraph, version from supergraph_change
                where (graph, number) in (%s) order by graph, number, subgraph
                """,
                ids,
                JdbcCatalogue::key,
                row ->
                    Map.entry(
                        version(row),
                        new SubgraphChange(
                            SubgraphChange.Kind.valueOf(row.getString(3)),
                            row.getString(4),
                            row.getString(5)))));
    Map<VersionId, SupergraphVersion> found = new HashMap<>();
    each(
            connection,
            """
            select graph, number, sdl_hash, published_at, published_by, message
            from supergraph_version where (graph, number) in (%s)
            """,
            ids,
            JdbcCatalogue::key,
            row ->
                new SupergraphVersion(
                    graph(row.getString(1)),
                    row.getLong(2),
                    row.getString(3),
                    instant(row, 4),
                    row.getString(5),
                    row.getString(6),
                    changes.getOrDefault(version(row), List.of())))
        .forEach(each -> found.put(new VersionId(each.graph(), each.number()), each));
    return found;
  }

  @Override
  public Map<VersionId, VersionDetail> details(Set<VersionId> ids) {
    return database.read(
        connection -> {
          Map<VersionId, SupergraphVersion> versions = versions(connection, ids);
          Map<VersionId, VersionDetail> found = new HashMap<>();
          each(
                  connection,
                  """
                  select graph, number, hints, schema_changes from supergraph_version
                  where (graph, number) in (%s)
                  """,
                  versions.keySet(),
                  JdbcCatalogue::key,
                  row ->
                      Map.entry(
                          version(row),
                          new VersionDetail(
                              Objects.requireNonNull(versions.get(version(row))),
                              RegistryJson.readHints(row.getString(3)),
                              Optional.ofNullable(row.getBytes(4))
                                  .map(Gzip::text)
                                  .map(RegistryJson::readChanges))))
              .forEach(detail -> found.put(detail.getKey(), detail.getValue()));
          return found;
        });
  }

  @Override
  public Map<VersionId, List<SubgraphEntry>> members(Set<VersionId> ids) {
    return database.read(
        connection ->
            grouped(
                each(
                    connection,
                    "select m.graph, m.number, "
                        + ENTRY
                        + """
                         from supergraph_member m
                        join subgraph_version s on s.graph = m.graph and s.id = m.version
                        where (m.graph, m.number) in (%s) order by m.graph, m.number, m.subgraph
                        """,
                    ids,
                    JdbcCatalogue::key,
                    row -> Map.entry(version(row), entry(row, 3)))));
  }

  @Override
  public Map<SubgraphId, List<SubgraphEntry>> published(Set<SubgraphId> ids) {
    return database.read(
        connection ->
            grouped(
                each(
                        connection,
                        "select "
                            + ENTRY
                            + """
                             from (select v.*, row_number() over (
                                 partition by v.graph, v.name order by v.published_at desc, v.id) as place
                               from subgraph_version v where (v.graph, v.name) in (%s)) s
                            where s.place <=\
                            """
                            + MOST_PUBLISHED
                            + " order by s.graph, s.name, s.place",
                        ids,
                        id -> List.of(id.graph().toString(), id.name()),
                        row -> entry(row, 1))
                    .stream()
                    .map(entry -> Map.entry(new SubgraphId(entry.graph(), entry.name()), entry))
                    .toList()));
  }

  @Override
  public Map<String, String> documents(Set<String> hashes) {
    return database.read(connection -> documents.contents(connection, hashes));
  }

  @Override
  public Map<GraphId, ContractVariant> contracts(Set<GraphId> graphs) {
    return database.read(
        connection ->
            each(
                    connection,
                    JdbcContracts.CONTRACTS + " where graph in (%s)",
                    graphs,
                    JdbcCatalogue::key,
                    JdbcContracts::read)
                .stream()
                .collect(Collectors.toMap(ContractVariant::graph, Function.identity())));
  }

  @Override
  public Map<GraphId, List<ContractVariant>> contractsOf(Set<GraphId> sources) {
    return database.read(
        connection ->
            each(
                    connection,
                    JdbcContracts.CONTRACTS + " where source in (%s) order by graph",
                    sources,
                    JdbcCatalogue::key,
                    JdbcContracts::read)
                .stream()
                .collect(Collectors.groupingBy(ContractVariant::source)));
  }

  @Override
  public Map<GraphId, List<SeenGateway>> gateways(Set<GraphId> graphs, Instant since) {
    return database.read(
        connection ->
            grouped(
                each(
                        connection,
                        """
                        select graph, id, version, content_hash, seen_at from gateway
                        where graph in (%s) order by graph, id
                        """,
                        graphs,
                        JdbcCatalogue::key,
                        row ->
                            Map.entry(
                                graph(row.getString(1)),
                                new SeenGateway(
                                    new ServingGateway(
                                        row.getString(2), row.getLong(3), row.getString(4)),
                                    instant(row, 5))))
                    .stream()
                    .filter(seen -> !seen.getValue().seenAt().isBefore(since))
                    .toList()));
  }

  @Override
  public Map<OperationId, String> operationTexts(Set<OperationId> ids) {
    return database.read(
        connection ->
            each(
                    connection,
                    "select graph, hash, document from usage_operation where (graph, hash) in (%s)",
                    ids,
                    JdbcCatalogue::key,
                    row -> Map.entry(operation(row), Gzip.text(row.getBytes(3))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  @Override
  public Map<OperationId, List<String>> operationCoordinates(Set<OperationId> ids) {
    return database.read(
        connection ->
            grouped(
                each(
                    connection,
                    """
                    select graph, hash, coordinate from usage_coordinate
                    where (graph, hash) in (%s) order by graph, hash, coordinate
                    """,
                    ids,
                    JdbcCatalogue::key,
                    row -> Map.entry(operation(row), row.getString(3)))));
  }

  // Many keys.

  private static List<Object> key(GraphId graph) {
    return List.of(graph.toString());
  }

  private static List<Object> key(VersionId id) {
    return List.of(id.graph().toString(), id.number());
  }

  private static List<Object> key(OperationId id) {
    return List.of(id.graph().toString(), id.hash());
  }

  /**
   * @param sql with a place for the keys
   */
  private static <K, T> List<T> each(
      Connection connection,
      String sql,
      Collection<K> keys,
      Function<K, List<Object>> columns,
      JdbcDatabase.Row<T> row)
      throws SQLException {
    List<T> found = new ArrayList<>();
    List<K> all = List.copyOf(keys);
    for (int from = 0; from < all.size(); from += MOST_ASKED) {
      List<List<Object>> asked =
          all.subList(from, Math.min(all.size(), from + MOST_ASKED)).stream().map(columns).toList();
      int width = asked.getFirst().size();
      String one =
          width == 1 ? "?" : "(" + String.join(", ", Collections.nCopies(width, "?")) + ")";
      found.addAll(
          query(
              connection,
              sql.formatted(String.join(", ", Collections.nCopies(asked.size(), one))),
              row,
              asked.stream().flatMap(List::stream).toArray()));
    }
    return found;
  }

  private static <K, V> Map<K, List<V>> grouped(List<Map.Entry<K, V>> rows) {
    return rows.stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  // Rows.

  private static GraphId graph(String stored) {
    return GraphId.parse(stored)
        .orElseThrow(() -> new RegistryStoreException("a stored graph's name is " + stored));
  }

  private static VersionId version(ResultSet row) throws SQLException {
    return new VersionId(graph(row.getString(1)), row.getLong(2));
  }

  private static OperationId operation(ResultSet row) throws SQLException {
    return new OperationId(graph(row.getString(1)), row.getString(2));
  }

  private static SubgraphEntry entry(ResultSet row, int first) throws SQLException {
    return new SubgraphEntry(
        graph(row.getString(first)),
        row.getString(first + 1),
        row.getString(first + 2),
        row.getString(first + 3),
        row.getString(first + 4),
        instant(row, first + 5),
        row.getString(first + 6),
        row.getString(first + 7));
  }
}
