package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composition;
import dev.tributary.registry.PublishResult.Published;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two registry processes' worth of objects on one PostgreSQL. */
class ReplicasTest {

  private static final GraphId SHOP = new GraphId("shop", "current");
  private static final int PUBLISHERS = 16;

  /** 1,000 with {@code -Dregistry.publishes=1000}. */
  private static final int PUBLISHES = Integer.getInteger("registry.publishes", 160);

  private final PostgresOptions database = PostgresServer.database();
  private final List<RegistryStore> stores =
      List.of(PostgresRegistryStore.open(database), PostgresRegistryStore.open(database));
  private final List<Registry> replicas = stores.stream().map(ReplicasTest::registry).toList();

  private static Registry registry(RegistryStore store) {
    return new Registry(
        store,
        PlainComposition::compose,
        PlainComposition::differences,
        RegistryLimits.DEFAULT,
        InstantSource.system());
  }

  @AfterEach
  void close() {
    stores.forEach(RegistryStore::close);
  }

  @Test
  void concurrentPublishersOfBothLoseNothing() throws Exception {
    int each = (PUBLISHES + PUBLISHERS - 1) / PUBLISHERS;
    List<Callable<List<Long>>> publishers = new ArrayList<>();
    for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
      String name = "s" + publisher;
      Registry replica = replicas.get(publisher % replicas.size());
      publishers.add(
          () -> {
            List<Long> numbers = new ArrayList<>();
            for (int round = 1; round <= each; round++) {
              numbers.add(publish(replica, name, round));
            }
            return numbers;
          });
    }
    List<Long> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS)) {
      for (Future<List<Long>> numbers : threads.invokeAll(publishers)) {
        assertThat(numbers.get()).isSorted();
        all.addAll(numbers.get());
      }
    }

    long count = (long) each * PUBLISHERS;
    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, count).boxed().toList());
    for (Registry replica : replicas) {
      SupergraphRelease latest = replica.latest(SHOP).orElseThrow();
      assertThat(latest.version().number()).isEqualTo(count);
      List<SubgraphVersion> subgraphs = replica.subgraphs(SHOP);
      assertThat(subgraphs)
          .hasSize(PUBLISHERS)
          .allSatisfy(one -> assertThat(one.source().sdl()).isEqualTo(sdl(one.name(), each)));
      assertThat(PlainComposition.compose(subgraphs.stream().map(SubgraphVersion::source).toList()))
          .isEqualTo(new Composition.Composed(latest.sdl(), latest.hints()));
    }
  }

  @Test
  void whatOneReplicaPublishesTheOtherAnnouncesWithinASecondAndOnce() throws Exception {
    BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
    replicas.get(1).listen(release -> heard.add(release.version().number()));

    for (int round = 1; round <= 5; round++) {
      long number = publish(replicas.get(0), "s", round);
      assertThat(heard.poll(1, TimeUnit.SECONDS)).isEqualTo(number);
    }

    publish(replicas.get(1), "s", 6);
    assertThat(heard.poll(1, TimeUnit.SECONDS)).isEqualTo(6);
    publish(replicas.get(0), "s", 7);
    assertThat(heard.poll(1, TimeUnit.SECONDS)).isEqualTo(7);
    assertThat(heard).isEmpty();
  }

  @Test
  void trustedDocumentsThatOneReplicaChangesAreHeardAtAnotherWithinASecond() throws Exception {
    BlockingQueue<DocumentSet> heard = new LinkedBlockingQueue<>();
    replicas.get(1).documents().listen(heard::add);
    GraphDocuments one = replicas.get(0).documents();

    one.add(SHOP, DocumentManifest.read(RegistryJson.object().put("home", "{ a }")), false, "boss");

    DocumentSet added = heard.poll(1, TimeUnit.SECONDS);
    assertThat(added).isNotNull();
    assertThat(added.documents()).extracting(TrustedDocument::id).containsExactly("home");
    one.remove(SHOP, "home", "boss");
    DocumentSet removed = heard.poll(1, TimeUnit.SECONDS);
    assertThat(removed).isNotNull();
    assertThat(removed.documents()).isEmpty();
  }

  @Test
  void aKeyAndAQuotaSetAtOneReplicaAreHeardOfAtTheOtherWithinASecond() throws Exception {
    BlockingQueue<ClientSettings> heard = new LinkedBlockingQueue<>();
    replicas.get(1).clients().listen(heard::add);
    GraphClients one = replicas.get(0).clients();

    one.create(
        SHOP,
        new WantedKey("mobile", List.of(), Optional.empty(), Optional.empty(), Optional.empty()),
        List.of(),
        "boss");

    ClientSettings created = heard.poll(1, TimeUnit.SECONDS);
    assertThat(created).isNotNull();
    assertThat(created.keys()).extracting(ClientKey::client).containsExactly("mobile");
    one.revoke(SHOP, created.keys().getFirst().id(), "boss");
    ClientSettings revoked = heard.poll(1, TimeUnit.SECONDS);
    assertThat(revoked).isNotNull();
    assertThat(revoked.keys()).isEmpty();
    assertThat(heard).isEmpty();
  }

  @Test
  void administratorsOfBothReplicasLoseNoChange() throws Exception {
    List<Callable<Void>> administrators = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String client = "c" + i;
      GraphClients clients = replicas.get(i % 2).clients();
      administrators.add(
          () -> {
            for (int tier = 0; tier < 5; tier++) {
              addTier(clients, client + "-" + tier);
            }
            return null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Void> done : threads.invokeAll(administrators)) {
        done.get();
      }
    }
    ClientSettings settings = replicas.get(0).clients().settings(SHOP);
    assertThat(settings.quotas().tiers()).hasSize(40);
    assertThat(settings.revision()).isEqualTo(40);
  }

  /**
   * As whoever edits quotas does: reads them, changes them, and begins anew when they are stale.
   */
  private static void addTier(GraphClients clients, String name) {
    while (true) {
      ClientSettings read = clients.settings(SHOP);
      if (clients.setQuotas(
              SHOP,
              read.quotas().with(name, new QuotaSettings.Tier(List.of(), 1)),
              OptionalLong.of(read.quotasRevision()),
              "boss")
          instanceof GraphClients.Setting.Set) {
        return;
      }
    }
  }

  private static long publish(Registry registry, String name, int round) {
    ProposedSubgraph subgraph =
        new ProposedSubgraph(name, "http://localhost:4001/graphql", sdl(name, round));
    return ((Published) registry.publish(SHOP, ChangeSet.publishing(subgraph), "ci"))
        .version()
        .number();
  }

  private static String sdl(String name, int round) {
    return "type %s { r%d: Int }".formatted(name, round);
  }
}
