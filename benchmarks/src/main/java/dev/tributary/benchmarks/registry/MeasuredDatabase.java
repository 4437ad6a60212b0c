package dev.tributary.benchmarks.registry;

import dev.tributary.registry.H2RegistryStore;
import dev.tributary.registry.PostgresOptions;
import dev.tributary.registry.PostgresRegistryStore;
import dev.tributary.registry.RegistryStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where the store of a measured registry is. */
sealed interface MeasuredDatabase {

  /** As many as a registry has unless it is told otherwise. */
  int CONNECTIONS = 8;

  /** As figures are headed. */
  String title();

  /** What is to be done with a store. */
  interface Use {
    void of(RegistryStore store) throws Exception;
  }

  /** Opens the store, and ends all that was begun for it. */
  void use(Use use) throws Exception;

  /**
   * H2 in a directory.
   *
   * @param kept whether it is there afterwards
   */
  record H2(Path directory, boolean kept) implements MeasuredDatabase {

    @Override
    public String title() {
      return "H2";
    }

    @Override
    public void use(Use use) throws Exception {
      try (RegistryStore store = H2RegistryStore.open(directory)) {
        use.of(store);
      } finally {
        deleteUnless(kept, directory);
      }
    }
  }

  /**
   * A PostgreSQL with the settings that it comes with, started for this.
   *
   * @param kept whether what is in it is there afterwards
   */
  record StartedPostgres(Path directory, boolean kept) implements MeasuredDatabase {

    @Override
    public String title() {
      return "PostgreSQL";
    }

    @Override
    public void use(Use use) throws Exception {
      try (EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setDataDirectory(directory.resolve("data"))
              .setCleanDataDirectory(false)
              .start()) {
        new Postgres(
                new PostgresOptions(
                    server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres", CONNECTIONS))
            .use(use);
      } finally {
        deleteUnless(kept, directory);
      }
    }
  }

  /** One that runs. */
  record Postgres(PostgresOptions options) implements MeasuredDatabase {

    @Override
    public String title() {
      return "PostgreSQL";
    }

    @Override
    public void use(Use use) throws Exception {
      try (RegistryStore store = PostgresRegistryStore.open(options)) {
        use.of(store);
      }
    }
  }

  /**
   * @param arguments as {@link RegistryFigures#main} has them
   */
  static MeasuredDatabase of(List<String> arguments) throws IOException {
    if (!arguments.isEmpty() && arguments.getFirst().startsWith("jdbc:")) {
      return new Postgres(
          new PostgresOptions(
              arguments.getFirst(), environment("PGUSER"), environment("PGPASSWORD"), CONNECTIONS));
    }
    boolean postgres = arguments.contains("--postgres");
    List<String> directories = arguments.stream().filter(one -> !one.startsWith("--")).toList();
    boolean kept = !directories.isEmpty();
    Path directory =
        kept
            ? Path.of(directories.getFirst()).toAbsolutePath()
            : Files.createTempDirectory("tributary-registry");
    return postgres ? new StartedPostgres(directory, kept) : new H2(directory, kept);
  }

  private static String environment(String name) {
    return Map.copyOf(System.getenv()).getOrDefault(name, "");
  }

  private static void deleteUnless(boolean kept, Path directory) throws IOException {
    if (kept) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
