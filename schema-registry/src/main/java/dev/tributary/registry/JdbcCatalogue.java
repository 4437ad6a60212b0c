package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.instant;
import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.timestamp;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
          Map<GraphId, Long> numbers =
              ones(
                  connection,
                  "select id, latest from graph where id in (%s)",
                  GRAPH,
                  graphs,
                  row -> row.getLong(2));
          Set<VersionId> newest =
              numbers.entrySet().stream()
                  .map(graph -> new VersionId(graph.getKey(), graph.getValue()))
                  .collect(Collectors.toSet());
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
        lists(
            connection,
            """
            select graph, number, kind, subgraph, version from supergraph_change
            where (graph, number) in (%s) order by graph, number, subgraph
            """,
            VERSION,
            ids,
            row ->
                new SubgraphChange(
                    SubgraphChange.Kind.valueOf(row.getString(3)),
                    row.getString(4),
                    row.getString(5)));
    return ones(
        connection,
        """
        select graph, number, sdl_hash, published_at, published_by, message
        from supergraph_version where (graph, number) in (%s)
        """,
        VERSION,
        ids,
        row -> {
          VersionId id = VERSION.read().from(row);
          return new SupergraphVersion(
              id.graph(),
              id.number(),
              row.getString(3),
              instant(row, 4),
              row.getString(5),
              row.getString(6),
              changes.getOrDefault(id, List.of()));
        });
  }

  @Override
  public Map<VersionId, VersionDetail> details(Set<VersionId> ids) {
    return database.read(
        connection -> {
          Map<VersionId, SupergraphVersion> versions = versions(connection, ids);
          return ones(
              connection,
              """
              select graph, number, hints, schema_changes from supergraph_version
              where (graph, number) in (%s)
              """,
              VERSION,
              versions.keySet(),
              row ->
                  new VersionDetail(
                      Objects.requireNonNull(versions.get(VERSION.read().from(row))),
                      RegistryJson.readHints(row.getString(3)),
                      Optional.ofNullable(row.getBytes(4))
                          .map(Gzip::text)
                          .map(RegistryJson::readChanges)));
        });
  }

  @Override
  public Map<VersionId, List<SubgraphEntry>> members(Set<VersionId> ids) {
    return database.read(
        connection ->
            lists(
                connection,
                "select m.graph, m.number, "
                    + ENTRY
                    + """
                     from supergraph_member m
                    join subgraph_version s on s.graph = m.graph and s.id = m.version
                    where (m.graph, m.number) in (%s) order by m.graph, m.number, m.subgraph
                    """,
                VERSION,
                ids,
                JdbcCatalogue::entry));
  }

  @Override
  public Map<SubgraphId, List<SubgraphEntry>> published(Set<SubgraphId> ids) {
    return database.read(
        connection ->
            lists(
                connection,
                "select s.graph, s.name, "
                    + ENTRY
                    + """
                     from (select v.*, row_number() over (
                         partition by v.graph, v.name order by v.published_at desc, v.id) as place
                       from subgraph_version v where (v.graph, v.name) in (%s)) s
                    where s.place <=\
                    """
                    + MOST_PUBLISHED
                    + " order by s.graph, s.name, s.place",
                SUBGRAPH,
                ids,
                JdbcCatalogue::entry));
  }

  @Override
  public Map<String, String> documents(Set<String> hashes) {
    return database.read(connection -> documents.contents(connection, hashes));
  }

  @Override
  public Map<GraphId, ContractVariant> contracts(Set<GraphId> graphs) {
    return database.read(
        connection ->
            ones(
                connection,
                JdbcContracts.CONTRACTS + " where graph in (%s)",
                GRAPH,
                graphs,
                JdbcContracts::read));
  }

  @Override
  public Map<GraphId, List<ContractVariant>> contractsOf(Set<GraphId> sources) {
    return database.read(
        connection ->
            lists(
                connection,
                JdbcContracts.CONTRACTS + " where source in (%s) order by graph",
                new Key<>(GRAPH.columns(), row -> graph(row.getString(2))),
                sources,
                JdbcContracts::read));
  }

  @Override
  public Map<GraphId, List<SeenGateway>> gateways(Set<GraphId> graphs, Instant since) {
    return database.read(
        connection ->
            lists(
                connection,
                """
                select graph, id, version, content_hash, seen_at from gateway
                where graph in (%s) and seen_at >= ? order by graph, id
                """,
                GRAPH,
                graphs,
                row ->
                    new SeenGateway(
                        new ServingGateway(row.getString(2), row.getLong(3), row.getString(4)),
                        instant(row, 5)),
                timestamp(since)));
  }

  @Override
  public Map<OperationId, String> operationTexts(Set<OperationId> ids) {
    return database.read(
        connection ->
            ones(
                connection,
                "select graph, hash, document from usage_operation where (graph, hash) in (%s)",
                OPERATION,
                ids,
                row -> Gzip.text(row.getBytes(3))));
  }

  @Override
  public Map<OperationId, List<String>> operationCoordinates(Set<OperationId> ids) {
    return database.read(
        connection ->
            lists(
                connection,
                """
                select graph, hash, coordinate from usage_coordinate
                where (graph, hash) in (%s) order by graph, hash, coordinate
                """,
                OPERATION,
                ids,
                row -> row.getString(3)));
  }

  // Many keys.

  /**
   * What things are looked up by.
   *
   * @param columns that a statement compares
   * @param read from the row of a found thing
   */
  private record Key<K>(Function<K, List<Object>> columns, JdbcDatabase.Row<K> read) {}

  private static final Key<GraphId> GRAPH =
      new Key<>(graph -> List.of(graph.toString()), row -> graph(row.getString(1)));

  private static final Key<VersionId> VERSION =
      new Key<>(
          id -> List.of(id.graph().toString(), id.number()),
          row -> new VersionId(graph(row.getString(1)), row.getLong(2)));

  private static final Key<SubgraphId> SUBGRAPH =
      new Key<>(
          id -> List.of(id.graph().toString(), id.name()),
          row -> new SubgraphId(graph(row.getString(1)), row.getString(2)));

  private static final Key<OperationId> OPERATION =
      new Key<>(
          id -> List.of(id.graph().toString(), id.hash()),
          row -> new OperationId(graph(row.getString(1)), row.getString(2)));

  /**
   * In the order that the statement has them.
   *
   * @param sql with a place for the keys
   * @param rest what it takes after them
   */
  private static <K, T> Map<K, List<T>> lists(
      Connection connection,
      String sql,
      Key<K> key,
      Set<K> keys,
      JdbcDatabase.Row<T> row,
      Object... rest)
      throws SQLException {
    Map<K, List<T>> found = new HashMap<>();
    List<K> all = List.copyOf(keys);
    for (int from = 0; from < all.size(); from += MOST_ASKED) {
      List<List<Object>> asked =
          all.subList(from, Math.min(all.size(), from + MOST_ASKED)).stream()
              .map(key.columns())
              .toList();
      int width = asked.getFirst().size();
      String one =
          width == 1 ? "?" : "(" + String.join(", ", Collections.nCopies(width, "?")) + ")";
      query(
              connection,
              sql.formatted(String.join(", ", Collections.nCopies(asked.size(), one))),
              each -> Map.entry(key.read().from(each), row.from(each)),
              Stream.concat(asked.stream().flatMap(List::stream), Stream.of(rest)).toArray())
          .forEach(
              each ->
                  found
                      .computeIfAbsent(each.getKey(), none -> new ArrayList<>())
                      .add(each.getValue()));
    }
    return found;
  }

  /** The same where there is one for each key at most. */
  private static <K, T> Map<K, T> ones(
      Connection connection, String sql, Key<K> key, Set<K> keys, JdbcDatabase.Row<T> row)
      throws SQLException {
    Map<K, T> found = new HashMap<>();
    lists(connection, sql, key, keys, row)
        .forEach((id, things) -> found.put(id, things.getFirst()));
    return found;
  }

  // Rows.

  private static GraphId graph(String stored) {
    return GraphId.parse(stored)
        .orElseThrow(() -> new RegistryStoreException("a stored graph's name is " + stored));
  }

  /** Behind the two columns of the key. */
  private static SubgraphEntry entry(ResultSet row) throws SQLException {
    return new SubgraphEntry(
        graph(row.getString(3)),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        instant(row, 8),
        row.getString(9),
        row.getString(10));
  }
}
