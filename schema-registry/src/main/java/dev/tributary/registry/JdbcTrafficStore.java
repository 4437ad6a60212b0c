package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.instant;
import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.timestamp;
import static dev.tributary.registry.JdbcDatabase.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** Traffic in SQL that H2 and PostgreSQL both speak. */
final class JdbcTrafficStore implements TrafficStore {

  private static final int MOST_ATTEMPTS = 20;

  private static final List<String> KEY = List.of("graph", "width", "since");
  private static final String UPDATE = UsageColumns.updateOf("traffic", KEY);
  private static final String INSERT = UsageColumns.insertInto("traffic", KEY);
  private static final String TOTALS = UsageColumns.columns("%s", ", ");

  private static final int TOTALS_COLUMNS = 4 + Latencies.SIZE;

  private final JdbcDatabase database;

  JdbcTrafficStore(JdbcDatabase database) {
    this.database = database;
  }

  @Override
  public boolean add(GraphId graph, Instant at, TrafficReport report) {
    LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
    AtomicBoolean counted = new AtomicBoolean();
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      if (database.note(
          connection -> {
            counted.set(
                report.id().isEmpty()
                    || JdbcReporters.isNext(connection, graph, report.id().get(), day));
            if (counted.get()) {
              for (Width width : Width.values()) {
                add(connection, graph, width, at, report.traffic());
              }
            }
            return true;
          })) {
        return counted.get();
      }
    }
    throw new RegistryStoreException("traffic could not be added: others got in between each time");
  }

  private static void add(
      Connection connection, GraphId graph, Width width, Instant at, Traffic traffic)
      throws SQLException {
    List<Object> row = List.of(graph.toString(), width.seconds(), timestamp(width.of(at)));
    List<Object> values = new ArrayList<>(UsageColumns.values(traffic.totals()));
    values.addAll(row);
    if (update(connection, UPDATE, values.toArray()) == 0) {
      update(connection, INSERT, values.toArray());
    }
    update(
        connection,
        """
        update traffic set refused = refused + ?, unauthenticated = unauthenticated + ?
        where graph = ? and width = ? and since = ?
        """,
        with(row, traffic.refused(), traffic.unauthenticated()));
    update(
        connection,
        """
        update traffic set quota_percent = ?, quota_client = ?
        where graph = ? and width = ? and since = ? and quota_percent < ?
        """,
        traffic.quota().percent(),
        traffic.quota().client(),
        row.get(0),
        row.get(1),
        row.get(2),
        traffic.quota().percent());
    addCodes(connection, row, traffic.codes());
  }

  /** In one order, so that writers do not wait for each other crosswise. */
  private static void addCodes(Connection connection, List<Object> row, Map<String, Long> codes)
      throws SQLException {
    for (Map.Entry<String, Long> reported : new TreeMap<>(codes).entrySet()) {
      String code = reported.getKey();
      if (isAdded(connection, row, code, reported.getValue())) {
        continue;
      }
      // Each report is bounded, and so are all of a row together.
      long different =
          query(
                  connection,
                  "select count(*) from traffic_code where graph = ? and width = ? and since = ?",
                  found -> found.getLong(1),
                  row.toArray())
              .getFirst();
      boolean full = different >= 2L * Traffic.MOST_CODES;
      if (!full || !isAdded(connection, row, Traffic.OTHER, reported.getValue())) {
        update(
            connection,
            "insert into traffic_code (requests, code, graph, width, since) values (?, ?, ?, ?, ?)",
            with(row, reported.getValue(), full ? Traffic.OTHER : code));
      }
    }
  }

  private static boolean isAdded(
      Connection connection, List<Object> row, String code, long requests) throws SQLException {
    return update(
            connection,
            """
            update traffic_code set requests = requests + ?
            where code = ? and graph = ? and width = ? and since = ?
            """,
            with(row, requests, code))
        == 1;
  }

  private static Object[] with(List<Object> row, Object... before) {
    List<Object> all = new ArrayList<>(List.of(before));
    all.addAll(row);
    return all.toArray();
  }

  @Override
  public List<Slot> slots(GraphId graph, Width width, Instant since) {
    return database.read(
        connection ->
            query(
                connection,
                """
                select %s, refused, unauthenticated, quota_percent, quota_client, since from traffic
                where graph = ? and width = ? and since >= ? order by since
                """
                    .formatted(TOTALS),
                row ->
                    new Slot(
                        instant(row, TOTALS_COLUMNS + 5),
                        new Traffic(
                            UsageColumns.totals(row, 1),
                            row.getLong(TOTALS_COLUMNS + 1),
                            row.getLong(TOTALS_COLUMNS + 2),
                            Map.of(),
                            new Traffic.QuotaUse(
                                row.getInt(TOTALS_COLUMNS + 3),
                                row.getString(TOTALS_COLUMNS + 4)))),
                graph.toString(),
                width.seconds(),
                timestamp(since)));
  }

  @Override
  public Map<String, Long> codes(GraphId graph, Width width, Instant since) {
    return database
        .read(
            connection ->
                query(
                    connection,
                    """
                    select code, sum(requests) from traffic_code
                    where graph = ? and width = ? and since >= ? group by code
                    """,
                    row -> Map.entry(row.getString(1), row.getLong(2)),
                    graph.toString(),
                    width.seconds(),
                    timestamp(since)))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public void forget(Width width, Instant before) {
    database.note(
        connection -> {
          for (String table : List.of("traffic", "traffic_code")) {
            update(
                connection,
                "delete from " + table + " where width = ? and since < ?",
                width.seconds(),
                timestamp(before));
          }
          return true;
        });
  }

  @Override
  public void forgetReporters(LocalDate before) {
    database.note(
        connection -> {
          JdbcReporters.forget(connection, before);
          return true;
        });
  }
}
