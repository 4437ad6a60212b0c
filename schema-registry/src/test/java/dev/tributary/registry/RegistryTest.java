package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tributary.compose.CompositionError;
import dev.tributary.compose.Hint;
import dev.tributary.registry.ChangeProblem.Code;
import dev.tributary.registry.PublishResult.Invalid;
import dev.tributary.registry.PublishResult.Published;
import dev.tributary.registry.PublishResult.Refused;
import dev.tributary.registry.PublishResult.Stale;
import dev.tributary.registry.PublishResult.Unchanged;
import dev.tributary.registry.SubgraphChange.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryTest {

  private static final GraphId SHOP = new GraphId("shop", "current");
  private static final String URL = "http://localhost:4001/graphql";
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00.123456789Z");
  private static final RegistryLimits LIMITS = new RegistryLimits(1_000, 50, 100, 80);

  @TempDir Path directory;
  private RegistryStore store;
  private Registry registry;

  @BeforeEach
  void openRegistry() {
    store = H2RegistryStore.open(directory);
    registry = onStore();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private Registry onStore() {
    return new Registry(
        store,
        PlainComposition::compose,
        PlainComposition::differences,
        LIMITS,
        InstantSource.fixed(NOW));
  }

  @Test
  void aPublishedSubgraphIsComposedWithTheOthersAndServed() {
    publish("accounts", "type A # hint");
    Published published = (Published) publish("reviews", "type R");

    SupergraphRelease latest = registry.latest(SHOP).orElseThrow();
    assertThat(latest.version()).isEqualTo(published.version());
    assertThat(latest.sdl())
        .isEqualTo("# accounts " + URL + "\ntype A # hint\n# reviews " + URL + "\ntype R\n");
    assertThat(published.hints()).extracting(Hint::message).containsExactly("hint of accounts");
    assertThat(published.version().number()).isEqualTo(2);
    assertThat(published.version().publishedBy()).isEqualTo("ci");
    assertThat(published.version().publishedAt()).isEqualTo("2026-03-01T08:00:00.123456Z");
    assertThat(published.version().contentHash())
        .isEqualTo(ContentHash.ofDocument(latest.sdl()))
        .hasSize(64);
    assertThat(published.version().changes())
        .extracting(SubgraphChange::kind, SubgraphChange::subgraph)
        .containsExactly(tuple(Kind.ADDED, "reviews"));
  }

  @Test
  void whatWasCheckedIsNotComparedAgainWhenItIsPublished() {
    AtomicInteger compared = new AtomicInteger();
    registry =
        new Registry(
            store,
            PlainComposition::compose,
            (before, after) -> {
              compared.incrementAndGet();
              return PlainComposition.differences(before, after);
            },
            LIMITS,
            InstantSource.fixed(NOW));
    publish("accounts", "type A");
    ChangeSet changes =
        new ChangeSet(
            List.of(new ProposedSubgraph("reviews", URL, "type R")),
            List.of(),
            OptionalLong.empty(),
            "");

    CheckResult.Composes checked = (CheckResult.Composes) registry.check(SHOP, changes);
    registry.publish(SHOP, changes, "ci");

    assertThat(registry.detail(SHOP, 2).orElseThrow().schemaChanges())
        .contains(checked.schemaChanges());
    assertThat(compared).hasValue(1);
  }

  @Test
  void aSubgraphThatDoesNotComposeChangesNothing() {
    publish("accounts", "type A");
    SupergraphRelease before = registry.latest(SHOP).orElseThrow();

    Refused refused = (Refused) publish("reviews", "# needs products\n# needs stock");

    assertThat(refused.errors())
        .extracting(CompositionError::message)
        .containsExactly("reviews needs products", "reviews needs stock");
    assertThat(registry.latest(SHOP)).contains(before);
    assertThat(registry.subgraphs(SHOP)).hasSize(1);
    assertThat(registry.history(SHOP, Long.MAX_VALUE, 10)).hasSize(1);
  }

  @Test
  void subgraphsThatNeedEachOtherArePublishedTogether() {
    PublishResult result =
        registry.publish(
            SHOP,
            ChangeSet.publishing(
                new ProposedSubgraph("products", URL, "# needs reviews"),
                new ProposedSubgraph("reviews", URL, "# needs products")),
            "ci");

    assertThat(result).isInstanceOf(Published.class);
    assertThat(registry.subgraphs(SHOP))
        .extracting(SubgraphVersion::name)
        .containsExactly("products", "reviews");
    assertThat(registry.history(SHOP, Long.MAX_VALUE, 10)).hasSize(1);
  }

  @Test
  void equalContentIsUnchangedAndKeepsItsFirstAuthor() {
    publish("accounts", "type A");

    PublishResult again =
        registry.publish(
            SHOP, ChangeSet.publishing(new ProposedSubgraph("accounts", URL, "type A")), "other");

    assertThat(again).isInstanceOf(Unchanged.class);
    assertThat(registry.subgraphs(SHOP).getFirst().publishedBy()).isEqualTo("ci");
    assertThat(registry.history(SHOP, Long.MAX_VALUE, 10)).hasSize(1);
  }

  @Test
  void anotherUrlAloneIsAChange() {
    publish("accounts", "type A");

    PublishResult moved =
        registry.publish(
            SHOP,
            ChangeSet.publishing(new ProposedSubgraph("accounts", "http://new.example/", "type A")),
            "ci");

    assertThat(moved).isInstanceOf(Published.class);
    assertThat(registry.subgraphs(SHOP).getFirst().source().url()).isEqualTo("http://new.example/");
  }

  @Test
  void aSubgraphPublishedWithoutUrlKeepsTheOneItHas() {
    publish("accounts", "type A");

    registry.publish(
        SHOP,
        ChangeSet.publishing(new ProposedSubgraph("accounts", Optional.empty(), "type B")),
        "ci");

    assertThat(registry.subgraphs(SHOP).getFirst().source().url()).isEqualTo(URL);
    assertThat(registry.subgraphs(SHOP).getFirst().source().sdl()).isEqualTo("type B");
  }

  @Test
  void aRetiredSubgraphIsGoneFromTheSupergraph() {
    publish("accounts", "type A");
    publish("reviews", "type R");

    Published retired = (Published) registry.publish(SHOP, ChangeSet.retiring("accounts"), "ci");

    assertThat(retired.version().changes())
        .extracting(SubgraphChange::kind)
        .containsExactly(Kind.RETIRED);
    assertThat(registry.latest(SHOP).orElseThrow().sdl()).doesNotContain("accounts");
  }

  @Test
  void aSubgraphThatOthersNeedIsNotRetired() {
    publish("accounts", "type A");
    publish("reviews", "# needs accounts");

    assertThat(registry.publish(SHOP, ChangeSet.retiring("accounts"), "ci"))
        .isInstanceOf(Refused.class);
    assertThat(registry.subgraphs(SHOP)).hasSize(2);
  }

  @Test
  void theLastSubgraphIsNotRetired() {
    publish("accounts", "type A");

    assertThat(codes(registry.publish(SHOP, ChangeSet.retiring("accounts"), "ci")))
        .containsExactly(Code.LAST_SUBGRAPH);
  }

  @Test
  void aChangeAgainstAnOldVersionIsStale() {
    publish("accounts", "type A");
    publish("accounts", "type B");
    ChangeSet change = ChangeSet.publishing(new ProposedSubgraph("accounts", URL, "type C"));

    assertThat(registry.publish(SHOP, change.withBase(1), "ci")).isEqualTo(new Stale(1, 2));
    assertThat(registry.publish(SHOP, change.withBase(0), "ci")).isEqualTo(new Stale(0, 2));
    assertThat(registry.publish(SHOP, change.withBase(2), "ci")).isInstanceOf(Published.class);
  }

  static Stream<Arguments> malformedChanges() {
    return Stream.of(
        Arguments.of(ChangeSet.publishing(), List.of(Code.EMPTY_CHANGE)),
        Arguments.of(one("a/b", URL, "type A"), List.of(Code.INVALID_SUBGRAPH_NAME)),
        Arguments.of(one("", URL, "type A"), List.of(Code.INVALID_SUBGRAPH_NAME)),
        Arguments.of(one("1a", URL, "type A"), List.of(Code.INVALID_SUBGRAPH_NAME)),
        Arguments.of(one("ä", URL, "type A"), List.of(Code.INVALID_SUBGRAPH_NAME)),
        Arguments.of(one("a".repeat(65), URL, "type A"), List.of(Code.INVALID_SUBGRAPH_NAME)),
        Arguments.of(one("a", "localhost:4001", "type A"), List.of(Code.INVALID_URL)),
        Arguments.of(one("a", "ftp://host/", "type A"), List.of(Code.INVALID_URL)),
        Arguments.of(one("a", "http:///path", "type A"), List.of(Code.INVALID_URL)),
        Arguments.of(one("a", "http://ho st/", "type A"), List.of(Code.INVALID_URL)),
        Arguments.of(one("a", "http://me:secret@host/", "type A"), List.of(Code.INVALID_URL)),
        Arguments.of(
            one("a", "http://host/" + "x".repeat(100), "type A"), List.of(Code.INVALID_URL)),
        Arguments.of(one("a", URL, " \n"), List.of(Code.SDL_EMPTY)),
        Arguments.of(one("a", URL, "ä".repeat(501)), List.of(Code.SDL_TOO_LARGE)),
        Arguments.of(one("a", URL, "type A # \0"), List.of(Code.INVALID_TEXT)),
        Arguments.of(one("a", URL, "type A # \ud83e"), List.of(Code.INVALID_TEXT)),
        Arguments.of(
            one("a", URL, "type A").withMessage("x".repeat(81)), List.of(Code.MESSAGE_TOO_LONG)),
        Arguments.of(one("a", URL, "type A").withMessage("\0"), List.of(Code.INVALID_TEXT)),
        Arguments.of(ChangeSet.retiring("a"), List.of(Code.UNKNOWN_SUBGRAPH)),
        Arguments.of(
            ChangeSet.publishing(
                new ProposedSubgraph("a", URL, "type A"), new ProposedSubgraph("a", URL, "type B")),
            List.of(Code.DUPLICATE_SUBGRAPH)),
        Arguments.of(
            new ChangeSet(
                List.of(new ProposedSubgraph("a", URL, "type A")),
                List.of("a"),
                OptionalLong.empty(),
                ""),
            List.of(Code.DUPLICATE_SUBGRAPH)),
        Arguments.of(
            ChangeSet.publishing(
                new ProposedSubgraph("a b", URL, "type A"), new ProposedSubgraph("b", "x", "")),
            List.of(Code.INVALID_SUBGRAPH_NAME, Code.INVALID_URL, Code.SDL_EMPTY)),
        Arguments.of(
            ChangeSet.publishing(
                IntStream.range(0, 51)
                    .mapToObj(i -> new ProposedSubgraph("s" + i, URL, "type A"))
                    .toArray(ProposedSubgraph[]::new)),
            List.of(Code.TOO_MANY_SUBGRAPHS)));
  }

  @ParameterizedTest
  @MethodSource("malformedChanges")
  void malformedChangesAreRefusedWithEveryProblem(ChangeSet change, List<Code> codes) {
    assertThat(codes(registry.publish(SHOP, change, "ci"))).isEqualTo(codes);
    assertThat(registry.latest(SHOP)).isEmpty();
  }

  @Test
  void aGraphHoldsNoMoreSubgraphsThanAllowed() {
    for (int i = 0; i < 50; i++) {
      assertThat(publish("s" + i, "type A")).isInstanceOf(Published.class);
    }

    assertThat(codes(publish("oneMore", "type A"))).containsExactly(Code.TOO_MANY_SUBGRAPHS);
    assertThat(publish("s0", "type B")).isInstanceOf(Published.class);
  }

  @Test
  void aCheckSaysWhatAPublishWouldDoAndStoresNothing() {
    publish("accounts", "type A");
    ChangeSet good = one("reviews", URL, "type R # hint");
    ChangeSet bad = one("reviews", URL, "# needs products");

    CheckResult.Composes composes = (CheckResult.Composes) registry.check(SHOP, good);

    assertThat(composes.base()).isEqualTo(1);
    assertThat(composes.supergraphSdl()).contains("type R");
    assertThat(composes.hints()).hasSize(1);
    assertThat(composes.changes()).extracting(SubgraphChange::kind).containsExactly(Kind.ADDED);
    assertThat(((CheckResult.NotPublished) registry.check(SHOP, bad)).result())
        .isInstanceOf(Refused.class);
    assertThat(((CheckResult.NotPublished) registry.check(SHOP, good.withBase(9))).result())
        .isEqualTo(new Stale(9, 1));
    assertThat(registry.history(SHOP, Long.MAX_VALUE, 10)).hasSize(1);
  }

  @Test
  void listenersHearOfEveryVersionAfterItIsStored() {
    List<String> heard = new ArrayList<>();
    Runnable subscription =
        registry.listen(
            release ->
                heard.add(
                    release.version().number()
                        + (registry.latest(SHOP).orElseThrow().equals(release) ? " stored" : "")));

    publish("accounts", "type A");
    publish("accounts", "type A");
    publish("accounts", "# needs x");
    publish("accounts", "type B");
    subscription.run();
    publish("accounts", "type C");

    assertThat(heard).containsExactly("1 stored", "2 stored");
  }

  @Test
  void aListenerThatFailsKeepsNeitherThePublishNorTheOthersFromBeingDone() {
    List<Long> heard = new ArrayList<>();
    registry.listen(
        release -> {
          throw new IllegalStateException("cannot load it");
        });
    registry.listen(release -> heard.add(release.version().number()));

    assertThat(publish("accounts", "type A")).isInstanceOf(Published.class);
    assertThat(heard).containsExactly(1L);
  }

  @Test
  void aCompositionThatBreaksChangesNothing() {
    Registry broken =
        new Registry(
            store,
            subgraphs -> {
              throw new IllegalStateException("a bug");
            },
            PlainComposition::differences,
            LIMITS,
            InstantSource.system());

    assertThatThrownBy(() -> broken.publish(SHOP, one("a", URL, "type A"), "ci"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(registry.latest(SHOP)).isEmpty();
    assertThat(publish("a", "type A")).isInstanceOf(Published.class);
  }

  /** Two registries on one store are what two replicas are: they share no lock. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void concurrentPublishersLoseNothing(int registries) throws Exception {
    int publishers = 16;
    int rounds = 10;
    List<Registry> replicas = Stream.generate(this::onStore).limit(registries).toList();
    List<Long> heard = Collections.synchronizedList(new ArrayList<>());
    replicas.forEach(replica -> replica.listen(r -> heard.add(r.version().number())));
    List<Callable<Void>> work = new ArrayList<>();
    for (int publisher = 0; publisher < publishers; publisher++) {
      String name = "s" + publisher;
      Registry replica = replicas.get(publisher % registries);
      work.add(
          () -> {
            for (int round = 1; round <= rounds; round++) {
              assertThat(replica.publish(SHOP, one(name, URL, "type R" + round), name))
                  .isInstanceOf(Published.class);
            }
            return null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(publishers)) {
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    }

    int total = publishers * rounds;
    assertThat(registry.latest(SHOP).orElseThrow().version().number()).isEqualTo(total);
    assertThat(registry.subgraphs(SHOP))
        .hasSize(publishers)
        .allSatisfy(s -> assertThat(s.source().sdl()).isEqualTo("type R" + rounds));
    assertThat(registry.history(SHOP, Long.MAX_VALUE, total + 1)).hasSize(total);
    assertThat(new TreeSet<>(heard)).hasSize(total);
    // Each version is made of exactly what the one before was made of, and its own change.
    for (long number = 2; number <= total; number++) {
      List<SubgraphVersion> before = store.subgraphs(SHOP, number - 1);
      List<SubgraphVersion> after = store.subgraphs(SHOP, number);
      assertThat(after.stream().filter(s -> !before.contains(s)))
          .singleElement()
          .extracting(SubgraphVersion::name)
          .isEqualTo(
              store.release(SHOP, number).orElseThrow().version().changes().getFirst().subgraph());
    }
  }

  private PublishResult publish(String name, String sdl) {
    return registry.publish(SHOP, one(name, URL, sdl), "ci");
  }

  private static ChangeSet one(String name, String url, String sdl) {
    return ChangeSet.publishing(new ProposedSubgraph(name, url, sdl));
  }

  private static List<Code> codes(PublishResult result) {
    return ((Invalid) result).problems().stream().map(ChangeProblem::code).toList();
  }
}
