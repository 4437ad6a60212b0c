package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Work on the store that has only so much time. */
class TimeLimitTest {

  /** Takes hours in any database. */
  private static final String ENDLESS =
      "select count(*) from "
          + String.join(
              ", ",
              Stream.of("a", "b", "c", "d", "e", "f")
                  .map(name -> "information_schema.columns " + name)
                  .toList());

  @TempDir static Path directory;

  static Stream<DataSource> databases() {
    PGSimpleDataSource postgres = new PGSimpleDataSource();
    PostgresOptions options = PostgresServer.database();
    postgres.setUrl(options.url());
    postgres.setUser(options.user());
    postgres.setPassword(options.password());
    return Stream.of(
        JdbcConnectionPool.create("jdbc:h2:" + directory.resolve("limited"), "sa", ""), postgres);
  }

  @ParameterizedTest
  @MethodSource("databases")
  void aStatementIsGivenUpWhenItsTimeHasPassed(DataSource source) {
    JdbcDatabase database = new JdbcDatabase(source, new Alone(() -> {}));

    assertThatThrownBy(() -> TimeLimit.of(Duration.ofSeconds(1), () -> counted(database, ENDLESS)))
        .isInstanceOf(TimeLimit.Passed.class);

    assertThat(counted(database, "select 1")).containsExactly(1L);
    assertThat(TimeLimit.of(Duration.ofMinutes(1), () -> counted(database, "select 1")))
        .containsExactly(1L);
  }

  @Test
  void nothingIsAskedOfTheStoreOnceTheTimeHasPassed() {
    JdbcDatabase database =
        new JdbcDatabase(JdbcConnectionPool.create("jdbc:h2:mem:", "sa", ""), new Alone(() -> {}));

    assertThatThrownBy(
            () ->
                TimeLimit.of(
                    Duration.ZERO,
                    () ->
                        database.read(
                            connection -> {
                              throw new AssertionError("asked");
                            })))
        .isInstanceOf(TimeLimit.Passed.class);
  }

  private static List<Long> counted(JdbcDatabase database, String sql) {
    return database.read(connection -> JdbcDatabase.query(connection, sql, row -> row.getLong(1)));
  }
}
