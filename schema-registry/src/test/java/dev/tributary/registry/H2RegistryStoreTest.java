package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2RegistryStoreTest extends RegistryStoreContract {

  @TempDir Path directory;

  @Override
  RegistryStore open() {
    return H2RegistryStore.open(directory.resolve("data"));
  }

  @Test
  void theDataIsTheOwnersOnly() throws IOException {
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("data"))))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("data").resolve("registry.mv.db"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aSecondProcessIsToldThatTheStoreIsOpenAlready() throws Exception {
    Process second =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:TieredStopAtLevel=1",
                OpenStore.class.getName(),
                directory.resolve("data").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(second.waitFor()).isEqualTo(3);
    assertThat(said).contains("another process has it open");
  }

  /** The second process. */
  static final class OpenStore {
    public static void main(String[] arguments) {
      try (RegistryStore store = H2RegistryStore.open(Path.of(arguments[0]))) {
        System.out.println("opened " + store.latest(SHOP));
      } catch (RegistryStoreException e) {
        System.out.println(e.getMessage());
        System.exit(3);
      }
    }
  }

  @Test
  void anInterruptedPublisherDoesNotCloseTheStoreForTheOthers() throws Exception {
    try (RegistryStore store = H2RegistryStore.open(directory.resolve("interrupted"))) {
      Thread interrupted =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int number = 1; number <= 20; number++) {
                      SubgraphVersion subgraph = subgraph("s", "type S%d".formatted(number));
                      Thread.currentThread().interrupt();
                      store.append(
                          release(SHOP, number, "x".repeat(50_000) + number, added(subgraph)),
                          List.of(subgraph));
                    }
                  });
      interrupted.join();

      assertThat(store.latest(SHOP).orElseThrow().version().number()).isEqualTo(20);
    }
  }

  @Test
  void theVersionThatIsAskedForAtStartIsThatOfTheNewestMigration() {
    JdbcConnectionPool database = H2Database.open(directory.resolve("migrated"));
    try {
      Flyway flyway = H2Database.migrations(database);

      assertThat(flyway.info().pending()).isEmpty();
      assertThat(flyway.info().current().getVersion().toString())
          .isEqualTo(Integer.toString(Migrations.NEWEST));
    } finally {
      database.dispose();
    }
  }

  @Test
  void aMigrationThatWasCutShortIsDoneAgain() throws Exception {
    Path data = directory.resolve("cut");
    JdbcConnectionPool database = H2Database.open(data);
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop table token");
      statement.execute("delete from \"flyway_schema_history\" where \"version\" is not null");
      statement.execute("shutdown");
    } finally {
      database.dispose();
    }

    try (RegistryStore store = H2RegistryStore.open(data)) {
      assertThat(store.tokens()).isEmpty();
    }
  }

  @Test
  void tablesOfANewerTributaryAreLeftAlone() throws Exception {
    Path data = directory.resolve("newer");
    JdbcConnectionPool database = H2Database.open(data);
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "update \"flyway_schema_history\" set \"version\" = '99' where \"version\" = '1'");
      statement.execute("shutdown");
    } finally {
      database.dispose();
    }

    assertThatThrownBy(() -> H2RegistryStore.open(data))
        .isInstanceOf(RegistryStoreException.class)
        .hasMessageContaining("newer version of Tributary");
  }

  @Test
  void aFileThatIsNoDatabaseIsNotTouched() throws IOException {
    Path data = directory.resolve("garbage");
    Files.createDirectories(data);
    Files.writeString(data.resolve("registry.mv.db"), "not a database");

    assertThatThrownBy(() -> H2RegistryStore.open(data)).isInstanceOf(RegistryStoreException.class);
    assertThat(data.resolve("registry.mv.db")).hasContent("not a database");
  }

  @Test
  void aPathThatH2WouldTakeForSettingsIsRefused() {
    assertThatThrownBy(
            () -> H2RegistryStore.open(directory.resolve("a;INIT=create table x(y int)")))
        .isInstanceOf(RegistryStoreException.class)
        .hasMessageContaining("';'");
  }
}
