package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PostgresRegistryStoreTest extends RegistryStoreContract {

  private final PostgresOptions database = PostgresServer.database();

  @Override
  RegistryStore open() {
    return PostgresRegistryStore.open(database);
  }

  @Test
  void replicasThatStartTogetherOnAnEmptyDatabaseAllOpenIt() throws Exception {
    PostgresOptions empty = PostgresServer.database();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Callable<RegistryStore> replica = () -> PostgresRegistryStore.open(empty);
      for (Future<RegistryStore> opened :
          threads.invokeAll(Stream.generate(() -> replica).limit(4).toList())) {
        try (RegistryStore store = opened.get()) {
          assertThat(store.latest(SHOP)).isEmpty();
        }
      }
    }
  }

  @Test
  void tablesOfANewerVersionAreRefused() throws Exception {
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into flyway_schema_history
            (installed_rank, version, description, type, script, checksum, installed_by,
             execution_time, success)
          values (1000, '1000', 'of tomorrow', 'SQL', 'V1000__of_tomorrow.sql', 1, 'x', 1, true)
          """);
    }

    assertThatThrownBy(this::open)
        .isInstanceOf(RegistryStoreException.class)
        .hasMessageContaining("newer version of Tributary");
  }

  @Test
  void aDatabaseThatIsNotThereIsNamedWithoutItsSecrets() {
    PostgresOptions none =
        new PostgresOptions(
            "jdbc:postgresql://127.0.0.1:1/registry?sslpassword=hush", "tributary", "hush", 2);

    assertThatThrownBy(() -> PostgresRegistryStore.open(none))
        .isInstanceOf(RegistryStoreException.class)
        .hasMessage("cannot connect to PostgreSQL at jdbc:postgresql://127.0.0.1:1/registry");
    assertThat(none.toString()).doesNotContain("hush");
  }

  @Test
  void twoStoresOfOneDatabaseSeeWhatTheOtherAppends() {
    SubgraphVersion accounts = subgraph("accounts", "type Query { me: String }");
    try (RegistryStore one = open();
        RegistryStore other = open()) {
      SupergraphRelease release = release(SHOP, 1, "one", added(accounts));
      assertThat(one.append(release, List.of(accounts))).isTrue();
      assertThat(other.latest(SHOP)).contains(release);
      assertThat(other.append(release, List.of(accounts))).isFalse();
    }
  }
}
