package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.check.SchemaChange;
import dev.tributary.compose.Hint;
import dev.tributary.compose.SourceLocation;
import dev.tributary.compose.TagFilter;
import dev.tributary.registry.SubgraphChange.Kind;
import dev.tributary.subgraph.SubgraphSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do. A store's own test extends this and says how to open it. */
abstract class RegistryStoreContract {

  static final GraphId SHOP = new GraphId("shop", "current");
  private static final Instant MORNING = Instant.parse("2026-03-01T08:00:00.123456Z");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private RegistryStore store;

  /** Opens the store: empty for the first call of a test, with what it held for the next ones. */
  abstract RegistryStore open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void aNewStoreKnowsNoGraph() {
    assertThat(store.latest(SHOP)).isEmpty();
    assertThat(store.newest()).isEmpty();
    assertThat(store.release(SHOP, 1)).isEmpty();
    assertThat(store.subgraphs(SHOP, 1)).isEmpty();
    assertThat(store.history(SHOP, Long.MAX_VALUE, 10)).isEmpty();
  }

  @Test
  void whatWasAppendedIsReadBackWhole() {
    SubgraphVersion accounts = subgraph("accounts", "type Query { me: String }  # ünïcödé 🦊");
    SupergraphRelease release = release(SHOP, 1, "first", added(accounts));

    assertThat(store.append(release, List.of(accounts))).isTrue();

    assertThat(store.latest(SHOP)).contains(release);
    assertThat(store.release(SHOP, 1)).contains(release);
    assertThat(store.subgraphs(SHOP, 1)).containsExactly(accounts);
    assertThat(store.history(SHOP, Long.MAX_VALUE, 10)).containsExactly(release.version());
  }

  @Test
  void whatWasAppendedIsThereAfterReopening() {
    SubgraphVersion accounts = subgraph("accounts", "type Query { me: String }");
    SupergraphRelease release = release(SHOP, 1, "first", added(accounts));
    store.append(release, List.of(accounts));

    store.close();
    store = open();

    assertThat(store.latest(SHOP)).contains(release);
    assertThat(store.subgraphs(SHOP, 1)).containsExactly(accounts);
  }

  @Test
  void eachVersionKeepsTheSubgraphsItWasMadeOf() {
    SubgraphVersion accounts = subgraph("accounts", "type Query { me: String }");
    SubgraphVersion reviews = subgraph("reviews", "type Query { reviews: Int }");
    SubgraphVersion better = subgraph("reviews", "type Query { reviews: Int! }");
    store.append(
        release(SHOP, 1, "one", added(accounts), added(reviews)), List.of(accounts, reviews));
    store.append(release(SHOP, 2, "two", replaced(better)), List.of(accounts, better));
    store.append(release(SHOP, 3, "three", retired(accounts)), List.of(better));

    assertThat(store.subgraphs(SHOP, 1)).containsExactly(accounts, reviews);
    assertThat(store.subgraphs(SHOP, 2)).containsExactly(accounts, better);
    assertThat(store.subgraphs(SHOP, 3)).containsExactly(better);
    assertThat(store.release(SHOP, 2).orElseThrow().sdl()).isEqualTo("two");
    assertThat(store.latest(SHOP).orElseThrow().version().number()).isEqualTo(3);
  }

  @Test
  void theNewestVersionOfEveryGraphIsListedByName() {
    SubgraphVersion accounts = subgraph("accounts", "type Query { me: String }");
    GraphId bakery = new GraphId("bakery", "prod");
    SupergraphRelease second = release(SHOP, 2, "two", retired(accounts));
    SupergraphRelease other = release(bakery, 1, "one", added(accounts));
    store.append(release(SHOP, 1, "one", added(accounts)), List.of(accounts));
    store.append(second, List.of());
    store.append(other, List.of(accounts));

    assertThat(store.newest()).containsExactly(other.version(), second.version());
  }

  @Test
  void subgraphsComeByName() {
    List<SubgraphVersion> subgraphs =
        List.of(subgraph("b", "type B"), subgraph("c", "type C"), subgraph("a", "type A"));
    store.append(
        release(
            SHOP,
            1,
            "x",
            added(subgraphs.get(0)),
            added(subgraphs.get(1)),
            added(subgraphs.get(2))),
        subgraphs);

    assertThat(store.subgraphs(SHOP, 1))
        .extracting(SubgraphVersion::name)
        .containsExactly("a", "b", "c");
  }

  @Test
  void contentThatComesBackIsTheVersionThatItWas() {
    SubgraphVersion old = subgraph("accounts", "type Query { me: String }");
    SubgraphVersion fresh = subgraph("accounts", "type Query { me: Int }");
    SubgraphVersion again =
        SubgraphVersion.of(old.source(), NOON, "somebody else", "back to what it was");
    store.append(release(SHOP, 1, "one", added(old)), List.of(old));
    store.append(release(SHOP, 2, "two", replaced(fresh)), List.of(fresh));
    assertThat(store.append(release(SHOP, 3, "one", replaced(again)), List.of(again))).isTrue();

    assertThat(store.subgraphs(SHOP, 3)).containsExactly(old);
    assertThat(store.latest(SHOP).orElseThrow().sdl()).isEqualTo("one");
  }

  @Test
  void variantsAreGraphsOfTheirOwn() {
    GraphId staging = new GraphId("shop", "staging");
    SubgraphVersion accounts = subgraph("accounts", "type Query { me: String }");
    store.append(release(SHOP, 1, "same", added(accounts)), List.of(accounts));
    store.append(release(staging, 1, "same", added(accounts)), List.of(accounts));
    store.append(release(staging, 2, "other", retired(accounts)), List.of());

    assertThat(store.latest(SHOP).orElseThrow().version().number()).isEqualTo(1);
    assertThat(store.latest(staging).orElseThrow().version().number()).isEqualTo(2);
    assertThat(store.history(SHOP, Long.MAX_VALUE, 10)).hasSize(1);
  }

  @Test
  void aVersionThatDoesNotFollowTheLatestIsRefusedAndLeavesNoTrace() {
    SubgraphVersion accounts = subgraph("accounts", "type Query { me: String }");
    SubgraphVersion other = subgraph("other", "type Query { other: String }");
    store.append(release(SHOP, 1, "one", added(accounts)), List.of(accounts));

    assertThat(store.append(release(SHOP, 1, "again", added(other)), List.of(other))).isFalse();
    assertThat(store.append(release(SHOP, 3, "gap", added(other)), List.of(other))).isFalse();
    assertThat(
            store.append(
                release(new GraphId("none", "current"), 2, "gap", added(other)), List.of(other)))
        .isFalse();

    assertThat(store.latest(SHOP).orElseThrow().sdl()).isEqualTo("one");
    assertThat(store.history(SHOP, Long.MAX_VALUE, 10)).hasSize(1);
    assertThat(store.latest(new GraphId("none", "current"))).isEmpty();
  }

  @Test
  void historyComesNewestFirstAndInPages() {
    SubgraphVersion accounts = subgraph("accounts", "type Query { me: String }");
    for (int number = 1; number <= 5; number++) {
      store.append(release(SHOP, number, "v" + number, added(accounts)), List.of(accounts));
    }

    assertThat(store.history(SHOP, Long.MAX_VALUE, 2))
        .extracting(SupergraphVersion::number)
        .containsExactly(5L, 4L);
    assertThat(store.history(SHOP, 4, 10))
        .extracting(SupergraphVersion::number)
        .containsExactly(3L, 2L, 1L);
  }

  @Test
  void ofManyWhoAppendTheSameNumberOneSucceeds() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int number = 1; number <= 10; number++) {
        List<Callable<Boolean>> rivals = new ArrayList<>();
        for (int rival = 0; rival < 8; rival++) {
          SubgraphVersion subgraph = subgraph("s", "type S%d_%d".formatted(number, rival));
          SupergraphRelease release = release(SHOP, number, "by " + rival, added(subgraph));
          rivals.add(() -> store.append(release, List.of(subgraph)));
        }
        int winners = 0;
        for (Future<Boolean> outcome : threads.invokeAll(rivals)) {
          winners += outcome.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
        assertThat(store.latest(SHOP).orElseThrow().version().number()).isEqualTo(number);
        assertThat(store.subgraphs(SHOP, number)).hasSize(1);
      }
    }
  }

  @Test
  void publishersOfDifferentGraphsDoNotKeepEachOtherFromStoringEqualDocuments() throws Exception {
    SubgraphVersion same = subgraph("s", "type Query { same: String }");
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Boolean>> publishers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        GraphId graph = new GraphId("g" + i, "current");
        publishers.add(
            () -> {
              // The document may be stored by another graph in the same moment: then once more.
              boolean done = false;
              for (int attempt = 0; attempt < 16 && !done; attempt++) {
                done = store.append(release(graph, 1, "same", added(same)), List.of(same));
              }
              return done;
            });
      }
      for (Future<Boolean> outcome : threads.invokeAll(publishers)) {
        assertThat(outcome.get()).isTrue();
      }
    }
  }

  @Test
  void longDocumentsAndMessagesAreKept() {
    String sdl = "# " + "ä".repeat(2_000_000) + "\ntype Query { a: Int }";
    SubgraphVersion large = subgraph("large", sdl);
    SupergraphRelease release = release(SHOP, 1, sdl + "\n", added(large));
    store.append(release, List.of(large));

    assertThat(store.latest(SHOP)).contains(release);
    assertThat(store.subgraphs(SHOP, 1)).containsExactly(large);
  }

  @Test
  void gatewaysAreKeptByWhatTheySaidLastAndForgottenAfterADay() {
    store.keep(SHOP, gateway("a", 1, MORNING));
    store.keep(SHOP, gateway("b", 1, MORNING));
    store.keep(SHOP, gateway("a", 2, NOON));
    store.keep(new GraphId("other", "current"), gateway("c", 1, NOON));

    assertThat(store.gateways(SHOP, MORNING))
        .containsExactly(gateway("a", 2, NOON), gateway("b", 1, MORNING));
    assertThat(store.gateways(SHOP, NOON)).containsExactly(gateway("a", 2, NOON));

    Instant later = MORNING.plusSeconds(86_401);
    store.keep(SHOP, gateway("d", 2, later));
    assertThat(store.gateways(SHOP, MORNING))
        .containsExactly(gateway("a", 2, NOON), gateway("d", 2, later));
  }

  private static SeenGateway gateway(String id, long version, Instant at) {
    return new SeenGateway(
        new ServingGateway(id, version, ContentHash.ofDocument("v" + version)), at);
  }

  @Test
  void everyChangeIsInTheAuditLogNewestFirst() {
    SubgraphVersion accounts = subgraph("accounts", "type Query { me: String }");
    store.append(release(SHOP, 1, "one", added(accounts)), List.of(accounts));
    store.append(release(SHOP, 1, "again", added(accounts)), List.of(accounts));
    store.addToken(token("1", new TokenScope.EveryGraph()), "root");
    store.revokeToken("1", NOON, "boss");
    store.revokeToken("1", NOON, "boss");
    store.setLintRules(SHOP, "{}", NOON, "boss");
    store.setLintRules(SHOP, "{\"rules\":{}}", NOON, "boss");

    assertThat(store.lintRules(SHOP)).contains("{\"rules\":{}}");
    assertThat(store.lintRules(new GraphId("other", "current"))).isEmpty();
    List<AuditEntry> all = store.audit(Optional.empty(), Long.MAX_VALUE, 10);
    assertThat(all)
        .extracting(entry -> entry.actor() + " " + entry.action() + " " + entry.detail())
        .containsExactly(
            "boss LINT_RULES_CHANGED {\"rules\":{}}",
            "boss LINT_RULES_CHANGED {}",
            "boss TOKEN_REVOKED 1",
            "root TOKEN_ISSUED 1 \"ci\", publish of *",
            "reviews-ci SUPERGRAPH_PUBLISHED version 1: added accounts");
    assertThat(store.audit(Optional.of(SHOP), Long.MAX_VALUE, 10)).hasSize(3);
    assertThat(store.audit(Optional.empty(), all.get(1).id(), 2))
        .containsExactly(all.get(2), all.get(3));
  }

  @Test
  void contractsAreFoundByThemselvesAndByTheirSources() {
    ContractVariant contract = contract("public", "internal");
    store.setContract(contract("public", "old"), NOON, "boss");
    store.setContract(contract, NOON, "boss");

    assertThat(store.contract(contract.graph())).contains(contract);
    assertThat(store.contract(SHOP)).isEmpty();
    assertThat(store.contractsOf(SHOP)).containsExactly(contract);
    assertThat(store.removeContract(contract.graph(), NOON, "boss")).isTrue();
    assertThat(store.removeContract(contract.graph(), NOON, "boss")).isFalse();
    assertThat(store.contractsOf(SHOP)).isEmpty();
    assertThat(store.audit(Optional.of(contract.graph()), Long.MAX_VALUE, 10))
        .extracting(entry -> entry.action() + " " + entry.detail())
        .containsExactly(
            "CONTRACT_REMOVED ",
            "CONTRACT_SET shop@public shows of shop@current: include -, exclude internal",
            "CONTRACT_SET shop@public shows of shop@current: include -, exclude old");
  }

  private static ContractVariant contract(String variant, String excluded) {
    return new ContractVariant(
        new GraphId("shop", variant),
        SHOP,
        new TagFilter(Set.of(), Set.of(excluded), TagFilter.Unreachable.SHOWN));
  }

  @Test
  void aNewStoreKnowsNoClient() {
    assertThat(store.clients().settings(SHOP))
        .isEqualTo(new ClientSettings(SHOP, 0, List.of(), QuotaSettings.NONE, 0));
    assertThat(store.clients().keys(SHOP, 10)).isEmpty();
    assertThat(store.clients().key(SHOP, hash("1"))).isEmpty();
    assertThat(store.clients().count(SHOP)).isZero();
  }

  @Test
  void keysAndQuotasAreKeptAndMoveTheGraphsClientsOn() {
    ClientStore clients = store.clients();
    StoredKey mobile = key("1", "mobile", List.of("a", "b:c"), Optional.of(NOON));
    StoredKey web = key("2", "wéb 🦊", List.of(), Optional.empty());
    QuotaSettings quotas = quotas().assign("wéb 🦊", "gold");

    assertThat(append(0, new ClientStore.Change.KeyCreated(mobile))).isTrue();
    assertThat(append(1, new ClientStore.Change.QuotasSet(quotas(), "tier gold added"))).isTrue();
    assertThat(append(2, new ClientStore.Change.KeyCreatedInTier(web, quotas))).isTrue();
    store.close();
    store = open();
    clients = store.clients();

    assertThat(clients.settings(SHOP))
        .isEqualTo(new ClientSettings(SHOP, 3, List.of(mobile.key(), web.key()), quotas, 3));
    assertThat(clients.keys(SHOP, 10)).containsExactly(mobile, web);
    assertThat(clients.key(SHOP, web.key().hash())).contains(web);
    assertThat(clients.settings(new GraphId("shop", "other")).keys()).isEmpty();

    assertThat(append(3, new ClientStore.Change.KeyRevoked(mobile.key()))).isTrue();
    assertThat(append(4, new ClientStore.Change.KeyRevoked(mobile.key()))).isFalse();
    assertThat(clients.settings(SHOP))
        .isEqualTo(new ClientSettings(SHOP, 4, List.of(web.key()), quotas, 3));
    assertThat(clients.keys(SHOP, 0)).containsExactly(web);
    assertThat(clients.keys(SHOP, 1).getLast().revokedAt()).contains(NOON);
    assertThat(clients.count(SHOP)).isEqualTo(1);
    assertThat(store.audit(Optional.of(SHOP), Long.MAX_VALUE, 10))
        .extracting(entry -> entry.action() + " " + entry.detail())
        .containsExactly(
            "CLIENT_KEY_REVOKED 111111111111 of \"mobile\", scopes a b:c, until " + NOON,
            "CLIENT_KEY_CREATED 222222222222 of \"wéb 🦊\", tier gold",
            "QUOTAS_SET tier gold added",
            "CLIENT_KEY_CREATED 111111111111 of \"mobile\", scopes a b:c, until " + NOON);
  }

  @Test
  void ofChangesToTheSameRevisionOfClientsOneIsStoredAndTheOthersLeaveNoTrace() throws Exception {
    append(0, new ClientStore.Change.QuotasSet(quotas(), ""));
    List<Callable<Boolean>> writers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      StoredKey key = key(Integer.toString(i), "c" + i, List.of(), Optional.empty());
      writers.add(() -> append(1, new ClientStore.Change.KeyCreated(key)));
    }
    int stored = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> each : threads.invokeAll(writers)) {
        stored += each.get() ? 1 : 0;
      }
    }

    assertThat(stored).isEqualTo(1);
    assertThat(store.clients().settings(SHOP).keys()).hasSize(1);
    assertThat(store.clients().settings(SHOP).revision()).isEqualTo(2);
    assertThat(append(0, new ClientStore.Change.QuotasSet(QuotaSettings.NONE, ""))).isFalse();
  }

  @Test
  void trustedDocumentsAreKeptAndMoveOnForOneOfThoseWhoSawTheSame() {
    TrustedDocument one = new TrustedDocument("one", "{ a }", MORNING, "boss");
    TrustedDocument two = new TrustedDocument("two", "{ b }", MORNING, "ci");
    assertThat(store.documents().documents(SHOP)).isEqualTo(new DocumentSet(SHOP, 0, List.of()));

    assertThat(store.documents().add(SHOP, 0, List.of(two, one), NOON, "boss")).isTrue();
    assertThat(store.documents().add(SHOP, 0, List.of(one), NOON, "boss")).isFalse();
    assertThat(store.documents().add(SHOP, 1, List.of(one), NOON, "boss")).isFalse();
    assertThat(store.documents().documents(SHOP))
        .isEqualTo(new DocumentSet(SHOP, 1, List.of(one, two)));
    assertThat(store.documents().documents(new GraphId("shop", "other")).documents()).isEmpty();

    assertThat(store.documents().remove(SHOP, 0, "one", NOON, "boss")).isFalse();
    assertThat(store.documents().remove(SHOP, 1, "three", NOON, "boss")).isFalse();
    assertThat(store.documents().remove(SHOP, 1, "one", NOON, "boss")).isTrue();
    assertThat(store.documents().documents(SHOP)).isEqualTo(new DocumentSet(SHOP, 2, List.of(two)));
    assertThat(store.audit(Optional.of(SHOP), Long.MAX_VALUE, 10))
        .extracting(entry -> entry.action() + " " + entry.detail())
        .containsExactly("DOCUMENT_REMOVED one", "DOCUMENTS_ADDED two, one");
  }

  private boolean append(long from, ClientStore.Change change) {
    return store.clients().append(SHOP, from, change, NOON, "boss");
  }

  private static QuotaSettings quotas() {
    return QuotaSettings.NONE.with(
        "gold",
        new QuotaSettings.Tier(
            List.of(
                new QuotaSettings.Limit(
                    Optional.empty(),
                    QuotaSettings.Unit.cost,
                    100,
                    Duration.ofMinutes(1),
                    0,
                    Optional.of("reviews"),
                    Optional.empty())),
            3));
  }

  private static String hash(String digit) {
    return "sha256:" + digit.repeat(64);
  }

  private static StoredKey key(
      String digit, String client, List<String> scopes, Optional<Instant> expires) {
    String hash = hash(digit);
    return new StoredKey(
        new ClientKey(ClientKey.id(hash), hash, client, scopes, expires),
        MORNING,
        "boss",
        Optional.empty());
  }

  @Test
  void tokensAreKeptAndRevokedOnce() {
    StoredToken token = token("1", new TokenScope.OneVariant(SHOP));
    store.addToken(token);

    assertThat(store.token("1")).contains(token);
    assertThat(store.token("2")).isEmpty();
    assertThat(store.revokeToken("2", NOON)).isFalse();
    assertThat(store.revokeToken("1", NOON)).isTrue();
    assertThat(store.revokeToken("1", NOON.plusSeconds(1))).isFalse();
    assertThat(store.token("1").orElseThrow().revokedAt()).contains(NOON);
  }

  @Test
  void tokensAreListedOldestFirstWithEveryKindOfScope() {
    StoredToken first = token("b", new TokenScope.EveryGraph());
    StoredToken second = token("c", new TokenScope.EveryVariant("shop"));
    store.addToken(second);
    store.addToken(first);

    assertThat(store.tokens()).containsExactly(first, second);
  }

  @Test
  void aTokenIdIsTakenOnce() {
    store.addToken(token("1", new TokenScope.EveryGraph()));

    assertThatThrownBy(() -> store.addToken(token("1", new TokenScope.EveryGraph())))
        .isInstanceOf(RegistryStoreException.class);
  }

  @Test
  void aVersionIsToldWithoutItsDocumentAndKeepsWhatItChanges() {
    SubgraphVersion accounts = subgraph("accounts", "type Query { me: String }");
    SubgraphVersion changed = subgraph("accounts", "type Query { me: Int }");
    SchemaChange change =
        new SchemaChange(SchemaChange.Kind.FIELD_TYPE_CHANGED, "Query.me", "It changed.");
    assertThat(store.latestVersion(SHOP)).isEmpty();
    assertThat(store.detail(SHOP, 1)).isEmpty();
    SupergraphRelease first = release(SHOP, 1, "one", added(accounts));
    SupergraphRelease second = release(SHOP, 2, "two", added(changed));
    store.append(first, List.of(accounts));
    store.append(second, List.of(changed));

    assertThat(store.latestVersion(SHOP)).contains(second.version());
    assertThat(store.detail(SHOP, 1))
        .contains(new VersionDetail(first.version(), first.hints(), Optional.empty()));

    store.keepSchemaChanges(SHOP, 2, List.of(change));
    assertThat(store.detail(SHOP, 2))
        .contains(
            new VersionDetail(second.version(), second.hints(), Optional.of(List.of(change))));
    assertThat(store.detail(SHOP, 3)).isEmpty();
  }

  @Test
  void whatIsShownIsKeptUntilSomethingElseIs() {
    SubgraphVersion accounts = subgraph("accounts", "type Query { me: String }");
    assertThat(store.shownSchema(SHOP, "1")).isEmpty();
    store.append(release(SHOP, 1, "one", added(accounts)), List.of(accounts));

    store.keepShownSchema(SHOP, "1", new byte[] {1, 2});
    assertThat(store.shownSchema(SHOP, "1"))
        .hasValueSatisfying(kept -> assertThat(kept).containsExactly(1, 2));
    assertThat(store.shownSchema(SHOP, "2")).isEmpty();

    store.keepShownSchema(SHOP, "2", new byte[] {3});
    assertThat(store.shownSchema(SHOP, "1")).isEmpty();
    assertThat(store.shownSchema(SHOP, "2"))
        .hasValueSatisfying(kept -> assertThat(kept).containsExactly(3));
  }

  @Test
  void aClosedStoreSaysSo() {
    store.close();

    assertThatThrownBy(() -> store.latest(SHOP)).isInstanceOf(RegistryStoreException.class);
    store.close();
  }

  static SubgraphVersion subgraph(String name, String sdl) {
    return SubgraphVersion.of(
        new SubgraphSource(name, "http://" + name + ".example/graphql", sdl),
        MORNING,
        "reviews-ci",
        "a message");
  }

  static SupergraphRelease release(
      GraphId graph, long number, String sdl, SubgraphChange... changes) {
    return new SupergraphRelease(
        new SupergraphVersion(
            graph,
            number,
            ContentHash.ofDocument(sdl),
            MORNING,
            "reviews-ci",
            "a message",
            List.of(changes)),
        sdl,
        List.of(
            new Hint(
                "SOME_HINT",
                Hint.Level.WARN,
                "look at \"this\"",
                "Query.me",
                List.of(new SourceLocation("accounts", 1, 14)))));
  }

  static SubgraphChange added(SubgraphVersion subgraph) {
    return new SubgraphChange(Kind.ADDED, subgraph.name(), subgraph.id());
  }

  private static SubgraphChange replaced(SubgraphVersion subgraph) {
    return new SubgraphChange(Kind.REPLACED, subgraph.name(), subgraph.id());
  }

  private static SubgraphChange retired(SubgraphVersion subgraph) {
    return new SubgraphChange(Kind.RETIRED, subgraph.name(), subgraph.id());
  }

  private static StoredToken token(String id, TokenScope scope) {
    return new StoredToken(
        id, ContentHash.ofDocument(id), "ci", TokenRole.PUBLISH, scope, MORNING, Optional.empty());
  }
}
