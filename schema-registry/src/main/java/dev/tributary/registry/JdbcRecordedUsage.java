package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.update;
import static dev.tributary.registry.UsageColumns.columns;
import static dev.tributary.registry.UsageColumns.totals;

import dev.tributary.check.ClientUse;
import dev.tributary.check.RecordedOperation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Recorded usage in SQL that H2 and PostgreSQL both speak. */
final class JdbcRecordedUsage implements RecordedUsage {

  private static final String SUMS = columns("coalesce(sum(d.%s), 0)", ", ");

  private final JdbcDatabase database;

  JdbcRecordedUsage(JdbcDatabase database) {
    this.database = database;
  }

  private record Client(String name, String version) {}

  @Override
  public long executions(GraphId graph, LocalDate since) {
    return sum(
        "select coalesce(sum(executions), 0) from usage_client_day where graph = ? and used_on >="
            + " ?",
        graph.toString(),
        since);
  }

  @Override
  public List<OperationUsage> operations(GraphId graph, LocalDate since, int offset, int limit) {
    return database.read(
        connection -> {
          List<String> page =
              query(
                  connection,
                  """
                  select hash from usage_operation_day where graph = ? and used_on >= ?
                  group by hash order by sum(executions) desc, hash limit ? offset ?
                  """,
                  row -> row.getString(1),
                  graph.toString(),
                  since,
                  limit,
                  offset);
          return usagesOf(connection, graph, page, since);
        });
  }

  /** In the order of the hashes; without those of which nothing ran. */
  private static List<OperationUsage> usagesOf(
      Connection connection, GraphId graph, List<String> hashes, LocalDate since)
      throws SQLException {
    if (hashes.isEmpty()) {
      return List.of();
    }
    // As pairs: of a list of hashes alone, H2 would make no use of the index, and read every
    // document.
    String these = String.join(", ", Collections.nCopies(hashes.size(), "(?, ?)"));
    record Ran(UsageTotals totals, long clients) {}
    Map<String, Ran> ran = new HashMap<>();
    // One by one: asked for all of them, H2 reads all rows of these days.
    for (String hash : hashes) {
      query(
              connection,
              """
              select count(distinct d.client), %s from usage_day d
              where d.graph = ? and d.hash = ? and d.used_on >= ? group by d.hash
              """
                  .formatted(SUMS),
              row -> new Ran(totals(row, 2), row.getLong(1)),
              graph.toString(),
              hash,
              since)
          .forEach(totals -> ran.put(hash, totals));
    }
    Map<String, OperationUsage> usages = new HashMap<>();
    query(
            connection,
            """
            select hash, name, kind, last_seen from usage_operation
            where (graph, hash) in (%s) and last_seen >= ?
            """
                .formatted(these),
            row -> {
              Ran totals =
                  ran.getOrDefault(
                      row.getString(1), new Ran(new UsageTotals(0, 0, 0, 0, Latencies.NONE), 0));
              return new OperationUsage(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  totals.totals,
                  totals.clients,
                  row.getObject(4, LocalDate.class));
            },
            parameters(graph, hashes, since))
        .forEach(usage -> usages.put(usage.hash(), usage));
    return hashes.stream()
        .filter(ran::containsKey)
        .flatMap(hash -> Optional.ofNullable(usages.get(hash)).stream())
        .toList();
  }

  private static Object[] parameters(GraphId graph, List<String> hashes, LocalDate since) {
    return Stream.concat(
            hashes.stream().flatMap(hash -> Stream.of(graph.toString(), hash)), Stream.of(since))
        .toArray();
  }

  @Override
  public Optional<OperationDetail> operation(GraphId graph, String hash, LocalDate since) {
    Optional<OperationUsage> usage =
        database.read(connection -> usagesOf(connection, graph, List.of(hash), since)).stream()
            .findFirst();
    return usage.map(
        found ->
            database.read(
                connection ->
                    new OperationDetail(
                        found,
                        document(connection, graph, hash),
                        new TreeSet<>(JdbcUsageStore.coordinates(connection, graph, hash)),
                        query(
                            connection,
                            """
                            select d.client, d.version, count(distinct d.hash), %s from usage_day d
                            where d.graph = ? and d.hash = ? and d.used_on >= ?
                            group by d.client, d.version order by sum(d.executions) desc
                            """
                                .formatted(SUMS),
                            JdbcRecordedUsage::client,
                            graph.toString(),
                            hash,
                            since),
                        query(
                            connection,
                            """
                            select d.used_on, %s from usage_day d
                            where d.graph = ? and d.hash = ? and d.used_on >= ?
                            group by d.used_on order by d.used_on
                            """
                                .formatted(SUMS),
                            JdbcRecordedUsage::day,
                            graph.toString(),
                            hash,
                            since))));
  }

  private static ClientUsage client(ResultSet row) throws SQLException {
    return new ClientUsage(row.getString(1), row.getString(2), totals(row, 4), row.getLong(3));
  }

  private static DayUsage day(ResultSet row) throws SQLException {
    return new DayUsage(row.getObject(1, LocalDate.class), totals(row, 2));
  }

  private static String document(Connection connection, GraphId graph, String hash)
      throws SQLException {
    return query(
            connection,
            "select document from usage_operation where graph = ? and hash = ?",
            row -> Gzip.text(row.getBytes(1)),
            graph.toString(),
            hash)
        .stream()
        .findFirst()
        .orElse("");
  }

  @Override
  public List<ClientUsage> clients(GraphId graph, LocalDate since, int limit) {
    return database.read(
        connection -> {
          Map<Client, Long> operations = new HashMap<>();
          query(
                  connection,
                  """
                  select client, version, count(*) from usage_client_operation
                  where graph = ? and last_seen >= ? group by client, version
                  """,
                  row -> Map.entry(new Client(row.getString(1), row.getString(2)), row.getLong(3)),
                  graph.toString(),
                  since)
              .forEach(client -> operations.put(client.getKey(), client.getValue()));
          return query(
              connection,
              """
              select d.client, d.version, %s from usage_client_day d
              where d.graph = ? and d.used_on >= ?
              group by d.client, d.version
              order by sum(d.executions) desc, d.client, d.version limit ?
              """
                  .formatted(SUMS),
              row -> {
                Client client = new Client(row.getString(1), row.getString(2));
                return new ClientUsage(
                    client.name(),
                    client.version(),
                    totals(row, 3),
                    operations.getOrDefault(client, 0L));
              },
              graph.toString(),
              since,
              limit);
        });
  }

  @Override
  public List<DayUsage> days(GraphId graph, LocalDate since) {
    return database.read(
        connection ->
            query(
                connection,
                """
                select d.used_on, %s from usage_client_day d
                where d.graph = ? and d.used_on >= ? group by d.used_on order by d.used_on
                """
                    .formatted(SUMS),
                JdbcRecordedUsage::day,
                graph.toString(),
                since));
  }

  /** Days are added up first: an operation has many, and uses many coordinates. */
  private static final String BY_OPERATION =
      """
      (select hash, sum(executions) as executions from usage_operation_day
       where graph = ? and used_on >= ? group by hash)
      """;

  @Override
  public List<CoordinateUsage> coordinates(GraphId graph, LocalDate since) {
    return database.read(
        connection -> {
          Map<String, Long> executions = new HashMap<>();
          query(
                  connection,
                  """
                  select hash, sum(executions) from usage_operation_day
                  where graph = ? and used_on >= ? group by hash
                  """,
                  row -> Map.entry(row.getString(1), row.getLong(2)),
                  graph.toString(),
                  since)
              .forEach(operation -> executions.put(operation.getKey(), operation.getValue()));
          Map<String, long[]> found = new HashMap<>();
          boolean isH2 = connection.getMetaData().getDatabaseProductName().equals("H2");
          if (isH2) {
            // It writes a result of so many rows to a file first, unless it is read as it comes.
            update(connection, "set lazy_query_execution true");
          }
          try {
            query(
                connection,
                "select coordinate, hash from usage_coordinate where graph = ?",
                row -> {
                  Long ran = executions.get(row.getString(2));
                  if (ran != null) {
                    long[] sums = found.computeIfAbsent(row.getString(1), none -> new long[2]);
                    sums[0] += ran;
                    sums[1]++;
                  }
                  return true;
                },
                graph.toString());
          } finally {
            if (isH2) {
              // The connection is lent to others next.
              update(connection, "set lazy_query_execution false");
            }
          }
          return found.entrySet().stream()
              .map(use -> new CoordinateUsage(use.getKey(), use.getValue()[0], use.getValue()[1]))
              .sorted(Comparator.comparing(CoordinateUsage::coordinate))
              .toList();
        });
  }

  @Override
  public long executionsUsing(GraphId graph, String coordinate, LocalDate since) {
    return sum(
        """
        select coalesce(sum(d.executions), 0) from usage_coordinate c
        join usage_operation_day d on d.graph = c.graph and d.hash = c.hash
        where c.graph = ? and c.coordinate = ? and d.used_on >= ?
        """,
        graph.toString(),
        coordinate,
        since);
  }

  @Override
  public List<RecordedOperation> using(
      GraphId graph, String coordinate, LocalDate since, int limit) {
    return withClients(
        graph,
        since,
        read(
            """
            select o.hash, o.name, o.document, d.executions
            from %s d join usage_operation o on o.graph = ? and o.hash = d.hash
            join usage_coordinate c on c.graph = o.graph and c.hash = o.hash and c.coordinate = ?
            order by d.executions desc, o.hash limit ?
            """
                .formatted(BY_OPERATION),
            graph.toString(),
            since,
            graph.toString(),
            coordinate,
            limit));
  }

  @Override
  public List<RecordedOperation> recorded(GraphId graph, LocalDate since, int limit) {
    return read(
        """
        select o.hash, o.name, o.document, d.executions
        from %s d join usage_operation o on o.graph = ? and o.hash = d.hash
        order by d.executions desc, o.hash limit ?
        """
            .formatted(BY_OPERATION),
        graph.toString(),
        since,
        graph.toString(),
        limit);
  }

  private List<RecordedOperation> read(String sql, Object... parameters) {
    return database.read(
        connection ->
            query(
                connection,
                sql,
                row ->
                    new RecordedOperation(
                        row.getString(1),
                        row.getString(2),
                        Gzip.text(row.getBytes(3)),
                        row.getLong(4),
                        List.of()),
                parameters));
  }

  @Override
  public List<RecordedOperation> withClients(
      GraphId graph, LocalDate since, List<RecordedOperation> operations) {
    return database.read(
        connection -> {
          List<RecordedOperation> found = new ArrayList<>();
          for (RecordedOperation operation : operations) {
            found.add(
                new RecordedOperation(
                    operation.hash(),
                    operation.name(),
                    operation.document(),
                    operation.executions(),
                    clientsOf(connection, graph, operation.hash(), since)));
          }
          return found;
        });
  }

  private static List<ClientUse> clientsOf(
      Connection connection, GraphId graph, String hash, LocalDate since) throws SQLException {
    return query(
        connection,
        """
        select client, version, sum(executions) from usage_day
        where graph = ? and hash = ? and used_on >= ?
        group by client, version order by sum(executions) desc, client, version limit ?
        """,
        row -> new ClientUse(row.getString(1), row.getString(2), row.getLong(3)),
        graph.toString(),
        hash,
        since,
        MOST_CLIENTS);
  }

  private long sum(String sql, Object... parameters) {
    return database.read(
        connection -> query(connection, sql, row -> row.getLong(1), parameters).getFirst());
  }
}
