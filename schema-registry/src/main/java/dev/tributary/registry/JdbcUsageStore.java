package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.timestamp;
import static dev.tributary.registry.JdbcDatabase.update;
import static dev.tributary.registry.UsageColumns.insertInto;
import static dev.tributary.registry.UsageColumns.updateOf;
import static dev.tributary.registry.UsageColumns.values;

import dev.tributary.operation.OperationSignature;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/** Takes usage in, in SQL that H2 and PostgreSQL both speak. */
final class JdbcUsageStore implements UsageStore {

  private static final int MOST_COORDINATE = 512;
  private static final int MOST_NAME = 256;

  private static final int MOST_ATTEMPTS = 20;

  private static final List<String> OPERATION_KEY =
      List.of("graph", "used_on", "hash", "client", "version");
  private static final List<String> CLIENT_KEY = List.of("graph", "used_on", "client", "version");

  private static final String UPDATE = updateOf("usage_day", OPERATION_KEY);
  private static final String INSERT = insertInto("usage_day", OPERATION_KEY);
  private static final String UPDATE_CLIENT = updateOf("usage_client_day", CLIENT_KEY);
  private static final String INSERT_CLIENT = insertInto("usage_client_day", CLIENT_KEY);

  private final JdbcDatabase database;

  JdbcUsageStore(JdbcDatabase database) {
    this.database = database;
  }

  @Override
  public Set<String> unknown(GraphId graph, Set<String> hashes, String supergraph) {
    return database.read(
        connection -> {
          Set<String> unknown = new LinkedHashSet<>();
          for (String hash : hashes) {
            List<String> analysed =
                query(
                    connection,
                    "select analysed from usage_operation where graph = ? and hash = ?",
                    row -> row.getString(1),
                    graph.toString(),
                    hash);
            if (!analysed.contains(supergraph)) {
              unknown.add(hash);
            }
          }
          return unknown;
        });
  }

  @Override
  public void addOperations(
      GraphId graph, List<NewOperation> operations, String supergraph, Instant now, int most) {
    insist(
        connection -> {
          for (NewOperation operation : sorted(operations)) {
            if (isAnalysed(connection, graph, operation, supergraph)
                || isAdded(connection, graph, operation, supergraph, now, most)) {
              addCoordinates(connection, graph, operation);
            }
          }
          return true;
        });
  }

  private static boolean isAnalysed(
      Connection connection, GraphId graph, NewOperation operation, String supergraph)
      throws SQLException {
    return update(
            connection,
            "update usage_operation set analysed = ? where graph = ? and hash = ?",
            supergraph,
            graph.toString(),
            operation.signature().hash())
        == 1;
  }

  private static boolean isAdded(
      Connection connection,
      GraphId graph,
      NewOperation operation,
      String supergraph,
      Instant now,
      int most)
      throws SQLException {
    OperationSignature signature = operation.signature();
    return update(
            connection,
            """
            insert into usage_operation
              (graph, hash, name, kind, document, analysed, first_seen, last_seen)
            select ?, ?, ?, ?, ?, ?, ?, ?
            where (select count(*) from usage_operation where graph = ?) < ?
            """,
            graph.toString(),
            signature.hash(),
            signature.name().substring(0, Math.min(signature.name().length(), MOST_NAME)),
            signature.kind(),
            Gzip.bytes(signature.document()),
            supergraph,
            timestamp(now),
            LocalDate.ofInstant(now, ZoneOffset.UTC),
            graph.toString(),
            most)
        == 1;
  }

  /** In one order, so that writers do not wait for each other crosswise. */
  private static List<NewOperation> sorted(List<NewOperation> operations) {
    return operations.stream()
        .sorted(Comparator.comparing(operation -> operation.signature().hash()))
        .toList();
  }

  private static void addCoordinates(Connection connection, GraphId graph, NewOperation operation)
      throws SQLException {
    String hash = operation.signature().hash();
    Set<String> fresh = new TreeSet<>(operation.coordinates());
    fresh.removeIf(coordinate -> coordinate.length() > MOST_COORDINATE);
    coordinates(connection, graph, hash).forEach(fresh::remove);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into usage_coordinate (graph, coordinate, hash) values (?, ?, ?)")) {
      for (String coordinate : fresh) {
        JdbcDatabase.bind(statement, graph.toString(), coordinate, hash);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  static List<String> coordinates(Connection connection, GraphId graph, String hash)
      throws SQLException {
    return query(
        connection,
        "select coordinate from usage_coordinate where graph = ? and hash = ?",
        row -> row.getString(1),
        graph.toString(),
        hash);
  }

  @Override
  public boolean add(GraphId graph, LocalDate day, UsageReport report) {
    List<UsageReport.Entry> sorted =
        report.entries().stream()
            .sorted(
                Comparator.comparing((UsageReport.Entry entry) -> entry.operation().hash())
                    .thenComparing(UsageReport.Entry::client)
                    .thenComparing(UsageReport.Entry::version))
            .toList();
    AtomicBoolean counted = new AtomicBoolean();
    insist(
        connection -> {
          counted.set(
              report.id().isEmpty()
                  || JdbcReporters.isNext(connection, graph, report.id().get(), day));
          if (!counted.get()) {
            return true;
          }
          Set<String> known = addOperations(connection, graph, day, sorted);
          List<UsageReport.Entry> added =
              sorted.stream().filter(entry -> known.contains(entry.operation().hash())).toList();
          for (UsageReport.Entry entry : added) {
            add(connection, graph, day, entry);
            addClientOf(connection, graph, day, entry);
          }
          addClients(connection, graph, day, added);
          return true;
        });
    return counted.get();
  }

  private static void add(
      Connection connection, GraphId graph, LocalDate day, UsageReport.Entry entry)
      throws SQLException {
    List<Object> values = values(entry.totals());
    values.addAll(
        List.of(graph.toString(), day, entry.operation().hash(), entry.client(), entry.version()));
    if (update(connection, UPDATE, values.toArray()) == 0) {
      update(connection, INSERT, values.toArray());
    }
  }

  /**
   * By operation alone, in the order in which they come.
   *
   * @return those that are known
   */
  private static Set<String> addOperations(
      Connection connection, GraphId graph, LocalDate day, List<UsageReport.Entry> entries)
      throws SQLException {
    SortedMap<String, Long> operations = new TreeMap<>();
    for (UsageReport.Entry entry : entries) {
      operations.merge(entry.operation().hash(), entry.totals().executions(), Long::sum);
    }
    Set<String> known = new HashSet<>();
    for (Map.Entry<String, Long> operation : operations.entrySet()) {
      if (OperationReadings.add(connection, graph, day, operation.getKey(), operation.getValue())) {
        known.add(operation.getKey());
      }
    }
    return known;
  }

  /** Notes that a client ran an operation, once a day. */
  private static void addClientOf(
      Connection connection, GraphId graph, LocalDate day, UsageReport.Entry entry)
      throws SQLException {
    Object[] key = {graph.toString(), entry.client(), entry.version(), entry.operation().hash()};
    List<LocalDate> seen =
        JdbcDatabase.query(
            connection,
            """
            select last_seen from usage_client_operation
            where graph = ? and client = ? and version = ? and hash = ?
            """,
            row -> row.getObject(1, LocalDate.class),
            key);
    if (seen.isEmpty()) {
      update(
          connection,
          """
          insert into usage_client_operation (graph, client, version, hash, last_seen)
          values (?, ?, ?, ?, ?)
          """,
          key[0],
          key[1],
          key[2],
          key[3],
          day);
    } else if (seen.getFirst().isBefore(day)) {
      update(
          connection,
          """
          update usage_client_operation set last_seen = ?
          where graph = ? and client = ? and version = ? and hash = ?
          """,
          day,
          key[0],
          key[1],
          key[2],
          key[3]);
    }
  }

  private record Client(String name, String version) {}

  /** Also by client alone, in one order. */
  private static void addClients(
      Connection connection, GraphId graph, LocalDate day, List<UsageReport.Entry> entries)
      throws SQLException {
    SortedMap<Client, UsageTotals> clients =
        new TreeMap<>(Comparator.comparing(Client::name).thenComparing(Client::version));
    for (UsageReport.Entry entry : entries) {
      clients.merge(new Client(entry.client(), entry.version()), entry.totals(), UsageTotals::plus);
    }
    for (Map.Entry<Client, UsageTotals> client : clients.entrySet()) {
      List<Object> values = values(client.getValue());
      values.addAll(
          List.of(graph.toString(), day, client.getKey().name(), client.getKey().version()));
      if (update(connection, UPDATE_CLIENT, values.toArray()) == 0) {
        update(connection, INSERT_CLIENT, values.toArray());
      }
    }
  }

  private void insist(JdbcDatabase.Work<Boolean> work) {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      if (database.note(work)) {
        return;
      }
    }
    throw new RegistryStoreException("usage could not be added: others got in between each time");
  }

  @Override
  public void forget(LocalDate before, LocalDate reporters) {
    insist(
        connection -> {
          update(connection, "delete from usage_day where used_on < ?", before);
          update(connection, "delete from usage_operation_day where used_on < ?", before);
          update(connection, "delete from usage_client_day where used_on < ?", before);
          update(connection, "delete from usage_client_operation where last_seen < ?", before);
          update(connection, "delete from usage_operation where last_seen < ?", before);
          JdbcReporters.forget(connection, reporters);
          return true;
        });
  }

  @Override
  public RecordedUsage recorded() {
    return new JdbcRecordedUsage(database);
  }
}
