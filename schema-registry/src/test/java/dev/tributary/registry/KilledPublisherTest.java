package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composition;
import dev.tributary.registry.PublishResult.Published;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process while it publishes, again and again, and looks at what it left behind. */
class KilledPublisherTest {

  private static final GraphId SHOP = new GraphId("shop", "current");

  /** More with {@code -Dregistry.kills=50}. */
  private static final int KILLS = Integer.getInteger("registry.kills", 3);

  @TempDir Path directory;

  @Test
  void anH2FileKeepsWhatWasAnsweredAndTheRestWholeOrNotAtAll() throws Exception {
    killAgainAndAgain(directory.toString(), () -> H2RegistryStore.open(directory));
  }

  @Test
  void postgresKeepsWhatWasAnsweredAndTheRestWholeOrNotAtAll() throws Exception {
    PostgresOptions database = PostgresServer.database();
    killAgainAndAgain(database.url(), () -> PostgresRegistryStore.open(database));
  }

  private void killAgainAndAgain(String where, Supplier<RegistryStore> open) throws Exception {
    long answered = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      answered = publishUntilKilled(where, 3 + 7 * kill % 40);

      try (RegistryStore store = open.get()) {
        long latest = store.latest(SHOP).orElseThrow().version().number();
        // One more may have been stored by a process that did not live to say so.
        assertThat(latest).isBetween(answered, answered + 1);
        for (long number = 1; number <= latest; number++) {
          assertWhole(store, number);
        }
        assertThat(publish(registryOn(store), latest + 1)).isEqualTo(latest + 1);
      }
    }
  }

  /** The number of the last version that the process said it had published. */
  private static long publishUntilKilled(String where, int publishes)
      throws IOException, InterruptedException {
    Process publisher =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                Publisher.class.getName(),
                where)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long last = 0;
    try (BufferedReader said = publisher.inputReader(StandardCharsets.US_ASCII)) {
      int heard = 0;
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        if (!line.startsWith("published ")) {
          continue;
        }
        last = Long.parseLong(line.substring("published ".length()));
        heard++;
        if (heard == publishes) {
          // By its handle, which leaves the stream open: what it says before it dies counts too.
          publisher.toHandle().destroyForcibly();
        }
      }
      assertThat(heard).isGreaterThanOrEqualTo(publishes);
    }
    assertThat(publisher.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return last;
  }

  private static void assertWhole(RegistryStore store, long number) {
    SupergraphRelease release = store.release(SHOP, number).orElseThrow();
    assertThat(ContentHash.ofDocument(release.sdl())).isEqualTo(release.version().contentHash());
    List<SubgraphVersion> subgraphs = store.subgraphs(SHOP, number);
    assertThat(PlainComposition.compose(subgraphs.stream().map(SubgraphVersion::source).toList()))
        .isEqualTo(new Composition.Composed(release.sdl(), release.hints()));
    assertThat(release.version().changes()).hasSize(1);
  }

  private static Registry registryOn(RegistryStore store) {
    return new Registry(
        store,
        PlainComposition::compose,
        PlainComposition::differences,
        RegistryLimits.DEFAULT,
        InstantSource.system());
  }

  private static long publish(Registry registry, long round) {
    ProposedSubgraph subgraph =
        new ProposedSubgraph(
            "s" + round % 5,
            "http://localhost:4001/graphql",
            "type R%d # hint\n".formatted(round) + "# much text\n".repeat(2_000));
    return ((Published) registry.publish(SHOP, ChangeSet.publishing(subgraph), "ci"))
        .version()
        .number();
  }

  /** The process that is killed. */
  static final class Publisher {
    public static void main(String[] arguments) {
      String where = arguments[0];
      RegistryStore store =
          where.startsWith("jdbc:")
              ? PostgresRegistryStore.open(new PostgresOptions(where, "postgres", "postgres", 2))
              : H2RegistryStore.open(Path.of(where));
      Registry registry = registryOn(store);
      long latest = registry.latest(SHOP).map(r -> r.version().number()).orElse(0L);
      while (true) {
        latest = publish(registry, latest + 1);
        System.out.println("published " + latest);
        System.out.flush();
      }
    }
  }
}
