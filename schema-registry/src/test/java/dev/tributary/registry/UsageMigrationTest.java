package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.OperationSignature;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Usage that was recorded before operations had readings. */
class UsageMigrationTest {

  private static final GraphId SHOP = new GraphId("shop", "current");
  private static final LocalDate TODAY = LocalDate.parse("2026-03-10");
  private static final OperationSignature NAMES =
      OperationSignature.of("{ users { name } }", null).orElseThrow();

  @TempDir static Path directory;

  static Stream<Arguments> databases() {
    PGSimpleDataSource postgres = new PGSimpleDataSource();
    PostgresOptions options = PostgresServer.database();
    postgres.setUrl(options.url());
    postgres.setUser(options.user());
    postgres.setPassword(options.password());
    return Stream.of(
        Arguments.of(
            "blob", JdbcConnectionPool.create("jdbc:h2:" + directory.resolve("old"), "sa", "")),
        Arguments.of("bytea", postgres));
  }

  @ParameterizedTest
  @MethodSource("databases")
  void isCountedFromEachDayAsBefore(String bytes, DataSource source) throws SQLException {
    migrations(source, bytes, "13").migrate();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into usage_operation
            (graph, hash, name, kind, document, analysed, first_seen, last_seen)
          values ('%s', '%s', '', 'query', '', 's1', '2026-03-01T00:00:00Z', '2026-03-10')
          """
              .formatted(SHOP, NAMES.hash()));
      for (int day = 6; day <= 10; day += 2) {
        statement.execute(
            "insert into usage_operation_day (graph, used_on, hash, executions)"
                + " values ('%s', '2026-03-%02d', '%s', %d)"
                    .formatted(SHOP, day, NAMES.hash(), day));
      }
      statement.execute(
          "insert into usage_coordinate (graph, coordinate, hash) values ('%s', 'User.name', '%s')"
              .formatted(SHOP, NAMES.hash()));
    }

    migrations(source, bytes, "latest").migrate();

    JdbcDatabase database = new JdbcDatabase(source, new Alone(() -> {}));
    UsageStore usage = new JdbcUsageStore(database);
    assertThat(usedSince(usage, 10)).isEqualTo(10);
    assertThat(usedSince(usage, 9)).isEqualTo(10);
    assertThat(usedSince(usage, 7)).isEqualTo(18);
    assertThat(usedSince(usage, 1)).isEqualTo(24);

    usage.add(
        SHOP,
        TODAY.minusDays(1),
        new UsageReport(
            List.of(
                new UsageReport.Entry(
                    NAMES, "web", "1", new UsageTotals(100, 0, 0, 0, Latencies.NONE)))));
    assertThat(usedSince(usage, 10)).isEqualTo(10);
    assertThat(usedSince(usage, 9)).isEqualTo(110);
    assertThat(usedSince(usage, 6)).isEqualTo(124);
  }

  private static long usedSince(UsageStore usage, int day) {
    return usage.recorded().executionsUsing(SHOP, "User.name", TODAY.withDayOfMonth(day));
  }

  private static Flyway migrations(DataSource source, String bytes, String target) {
    return Flyway.configure()
        .configuration(Migrations.of(source, bytes).getConfiguration())
        .target(target)
        .load();
  }
}
