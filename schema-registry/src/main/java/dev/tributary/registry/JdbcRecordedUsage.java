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
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Recorded usage in SQL that H2 and PostgreSQL both speak. */
final class JdbcRecordedUsage implements RecordedUsage {

  private static final String SUMS = columns("coalesce(sum(d.%s), 0)", ", ");

  /** Operations in one statement. */
  private static final int MOST_ASKED = 200;

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
              OperationReadings.most(connection, graph, since, offset, limit).stream()
                  .map(OperationReadings.Ran::hash)
                  .toList();
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
                .formatted(pairs(hashes)),
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

  /** Of a list of hashes alone, H2 would make no use of the index, and read every document. */
  private static String pairs(List<String> hashes) {
    return String.join(", ", Collections.nCopies(hashes.size(), "(?, ?)"));
  }

  private static Object[] parameters(GraphId graph, List<String> hashes, Object... rest) {
    return Stream.concat(
            hashes.stream().flatMap(hash -> Stream.of(graph.toString(), hash)), Stream.of(rest))
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

  @Override
  public List<CoordinateUsage> coordinates(GraphId graph, LocalDate since) {
    return database.read(
        connection -> {
          Map<String, Long> executions = new HashMap<>();
          OperationReadings.all(connection, graph, since)
              .forEach(operation -> executions.put(operation.hash(), operation.executions()));
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
    return database.read(
        connection -> OperationReadings.using(connection, graph, coordinate, since));
  }

  @Override
  public List<RecordedOperation> using(
      GraphId graph, String coordinate, LocalDate since, int limit) {
    return withClients(
        graph,
        since,
        database.read(
            connection ->
                operations(
                    connection,
                    graph,
                    OperationReadings.mostUsing(connection, graph, coordinate, since, limit))));
  }

  @Override
  public List<RecordedOperation> recorded(GraphId graph, LocalDate since, int limit) {
    return database.read(
        connection ->
            operations(
                connection, graph, OperationReadings.most(connection, graph, since, 0, limit)));
  }

  private record Written(String name, String document) {}

  /** In their order. */
  private static List<RecordedOperation> operations(
      Connection connection, GraphId graph, List<OperationReadings.Ran> ran) throws SQLException {
    Map<String, Written> written = new HashMap<>();
    List<String> hashes = ran.stream().map(OperationReadings.Ran::hash).toList();
    for (int from = 0; from < hashes.size(); from += MOST_ASKED) {
      List<String> asked = hashes.subList(from, Math.min(hashes.size(), from + MOST_ASKED));
      query(
              connection,
              "select hash, name, document from usage_operation where (graph, hash) in (%s)"
                  .formatted(pairs(asked)),
              row ->
                  Map.entry(
                      row.getString(1), new Written(row.getString(2), Gzip.text(row.getBytes(3)))),
              parameters(graph, asked))
          .forEach(found -> written.put(found.getKey(), found.getValue()));
    }
    return ran.stream()
        .filter(each -> written.containsKey(each.hash()))
        .map(
            each -> {
              Written operation = Objects.requireNonNull(written.get(each.hash()));
              return new RecordedOperation(
                  each.hash(),
                  operation.name(),
                  operation.document(),
                  each.executions(),
                  List.of());
            })
        .toList();
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
