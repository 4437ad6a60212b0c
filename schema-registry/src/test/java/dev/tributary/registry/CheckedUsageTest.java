package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.check.CheckedUsage;
import dev.tributary.check.OperationReplay;
import dev.tributary.check.SchemaDiff;
import dev.tributary.compose.Composer;
import dev.tributary.compose.TagFilter;
import dev.tributary.operation.OperationSignature;
import dev.tributary.supergraph.SupergraphReader;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks measured against recorded usage, on real schemas. */
class CheckedUsageTest {

  private static final GraphId SHOP = new GraphId("shop", "current");
  private static final String LINK =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable"])
      """;
  private static final String PRODUCTS =
      LINK
          + """
          type Query { products(state: State): [Product!]! }
          enum State { OLD NEW }
          type Product @key(fields: "id") { id: ID! name: String! price: Int old: String }
          """;
  private static final String STOCK =
      LINK + "type Product @key(fields: \"id\") { id: ID! stock: Int }";

  @TempDir Path directory;
  private RegistryStore store;
  private Registry registry;

  @BeforeEach
  void open() {
    store = H2RegistryStore.open(directory);
    registry =
        new Registry(
            store,
            Composer::compose,
            SchemaDiff::between,
            new OperationReplay(
                SupergraphReader::readComposed,
                supergraph -> supergraph,
                supergraph -> (operation, plan) -> OptionalLong.of(10L * plan.steps().size()),
                Duration.ofSeconds(30)),
            RegistryLimits.DEFAULT,
            InstantSource.system());
    publish("products", PRODUCTS);
    publish("stock", STOCK);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void withoutRecordedUsageNothingIsKnown() {
    CheckResult.Composes check = check("products", PRODUCTS.replace("old: String", ""));

    assertThat(check.schemaChanges()).hasSize(1);
    assertThat(check.usage().isMeasured()).isFalse();
    assertThat(check.usage().isUnused(check.schemaChanges().getFirst())).isFalse();
  }

  @Test
  void aFieldThatNobodyUsesMayGo() {
    run("query Names { products { name } }", "web", "2.1", 40);

    CheckResult.Composes check = check("products", PRODUCTS.replace("old: String", ""));

    assertThat(check.usage().isUnused(check.schemaChanges().getFirst())).isTrue();
    assertThat(check.usage().replay().broken()).isEmpty();
    assertThat(text(check))
        .isEqualTo(
            """
            Composes with version 2 of shop@current: replaced products.
            Breaks clients (1)
              Field "Product.old" was removed. [FIELD_REMOVED]
                not used in 30 days
            Replayed 1 operation of the last 30 days: 0 break, 0 get worse, 0 get better.
            """);
  }

  @Test
  void reportsOfKnownOperationsReadNoSupergraph() {
    Set<String> asked = ConcurrentHashMap.newKeySet();
    RegistryStore watched =
        (RegistryStore)
            Proxy.newProxyInstance(
                RegistryStore.class.getClassLoader(),
                new Class<?>[] {RegistryStore.class},
                (proxy, method, arguments) -> {
                  asked.add(method.getName());
                  return method.invoke(store, arguments);
                });
    run("query Names { products { name } }", "web", "2.1", 40);

    new UsageLedger(watched, InstantSource.system())
        .record(SHOP, report("query Names { products { name } }", "web", "2.1", 2));
    assertThat(asked).doesNotContain("latest", "release");
    assertThat(store.usage().recorded().executions(SHOP, LocalDate.EPOCH)).isEqualTo(42);
    new UsageLedger(watched, InstantSource.system())
        .record(SHOP, report("query Prices { products { price } }", "web", "2.1", 1));
    assertThat(asked).contains("release");
  }

  @Test
  void aFieldInUseNamesTheOperationsAndClientsThatBreak() {
    run("query Names { products { name } }", "web", "2.1", 40);
    run("query Prices { products { price } }", "ios", "5.0", 2);
    run("query Prices { products { price } }", "", "", 1);

    CheckResult.Composes check = check("products", PRODUCTS.replace("price: Int", ""));

    CheckedUsage usage = check.usage();
    assertThat(usage.isUnused(check.schemaChanges().getFirst())).isFalse();
    assertThat(usage.replay().broken()).hasSize(1);
    assertThat(text(check))
        .contains(
            """
              Field "Product.price" was removed. [FIELD_REMOVED]
                used 3 times in 30 days by Prices (ios 5.0)
            Replayed 2 operations of the last 30 days: 1 breaks, 0 get worse, 0 get better.
              breaks: Prices (ios 5.0), run 3 times:\
            """);
    assertThat(PublishReport.annotations(check, "products.graphql"))
        .contains(
            "::error file=products.graphql,title=FIELD_REMOVED::Field \"Product.price\" was"
                + " removed.%0Aused 3 times in 30 days by Prices (ios 5.0)\n")
        .contains("::error file=products.graphql,title=OPERATION_BREAKS::Prices (ios 5.0), run 3");
  }

  @Test
  void aFieldThatMovesToAnotherServiceMakesPlansWorse() {
    run("query Prices { products { price } }", "web", "1", 7);

    CheckResult result =
        registry.check(
            SHOP,
            new ChangeSet(
                List.of(
                    proposed("products", PRODUCTS.replace("price: Int", "")),
                    proposed("stock", STOCK.replace("stock: Int", "stock: Int price: Int"))),
                List.of(),
                OptionalLong.empty(),
                ""));

    CheckResult.Composes check = (CheckResult.Composes) result;
    assertThat(check.schemaChanges()).isEmpty();
    assertThat(text(check))
        .contains(
            """
            Replayed 1 operation of the last 30 days: 0 break, 1 gets worse, 0 get better.
              worse: Prices (web 1), run 7 times: fetches 1 -> 2, stages 1 -> 2, cost 10 -> 20
            """);
    assertThat(PublishReport.annotations(check, "p.graphql"))
        .isEqualTo(
            "::warning file=p.graphql,title=PLAN_WORSE::Prices (web 1), run 7 times: fetches 1 ->"
                + " 2, stages 1 -> 2, cost 10 -> 20\n");
  }

  @Test
  void enumsAndArgumentsAreMeasuredByWhatTheyBelongTo() {
    run("query Old { products(state: OLD) { id } }", "web", "1", 1);
    run("query ByVariable($s: State) { products(state: $s) { id } }", "tv", "1", 1);

    assertThat(text(check("products", PRODUCTS.replace("OLD NEW", "NEW"))))
        .contains("used 2 times in 30 days by ByVariable (tv 1), Old (web 1)");
    assertThat(text(check("products", PRODUCTS.replace("(state: State)", ""))))
        .contains("used 2 times in 30 days");
    assertThat(text(check("products", PRODUCTS.replace("(state: State)", "(state: State!)"))))
        .contains("used 2 times in 30 days");
  }

  @Test
  void theAnswerAsJsonIsReadBackWhole() throws Exception {
    run("query Prices { products { price } }", "ios", "5.0", 2);

    CheckResult.Composes check = check("products", PRODUCTS.replace("price: Int", ""));

    CheckedUsage read = UsageJson.read(RegistryJson.parse(PublishReport.json(check)));
    assertThat(read.isMeasured()).isTrue();
    assertThat(read.uses()).hasSize(1);
    assertThat(
            text(
                new CheckResult.Composes(
                    check.base(),
                    check.changes(),
                    check.schemaChanges(),
                    check.supergraphSdl(),
                    check.hints(),
                    read)))
        .isEqualTo(text(check));
  }

  @Test
  void aContractFollowsItsSourceAndTakesNothingElse() {
    GraphId pub = new GraphId("shop", "public");
    String tagged =
        PRODUCTS
            .replace("\"@shareable\"", "\"@shareable\", \"@tag\"")
            .replace("price: Int", "price: Int @tag(name: \"internal\")");
    publish("products", tagged);
    ContractVariant contract =
        new ContractVariant(
            pub, SHOP, new TagFilter(Set.of(), Set.of("internal"), TagFilter.Unreachable.SHOWN));

    assertThat(registry.setContract(contract, "boss")).isEmpty();

    assertThat(registry.latest(pub).orElseThrow().sdl()).contains("@inaccessible");
    assertThat(registry.subgraphs(pub)).hasSize(2);
    publish("stock", STOCK.replace("stock: Int", "stock: Int shelf: Int"));
    SupergraphRelease followed = registry.latest(pub).orElseThrow();
    assertThat(followed.version().number()).isEqualTo(2);
    assertThat(followed.sdl()).contains("shelf").contains("@inaccessible");
    assertThat(followed.version().message()).isEqualTo("contract of shop@current, version 4");
    assertThat(registry.publish(pub, ChangeSet.publishing(proposed("stock", STOCK)), "ci"))
        .isInstanceOf(PublishResult.Invalid.class);
    assertThat(store.contractsOf(SHOP)).containsExactly(contract);

    // All of a type hidden while a field still shows it: the contract cannot be made.
    CheckResult.Composes check =
        check(
            "products",
            tagged.replace(
                "type Product @key(fields: \"id\")",
                "type Product @key(fields: \"id\") @tag(name: \"internal\")"));
    assertThat(check.hints()).extracting(hint -> hint.code()).contains("CONTRACT_FAILED");

    assertThat(registry.removeContract(pub, "boss")).isTrue();
    assertThat(registry.removeContract(pub, "boss")).isFalse();
  }

  @Test
  void aGraphsRulesWarnOrRefuse() throws Exception {
    registry.setLintRules(
        SHOP,
        LintRules.of(
            RegistryJson.parse(
                "{\"rules\": {\"FIELDS_HAVE_DESCRIPTIONS\": \"warn\","
                    + " \"FIELD_NAMES_CAMEL_CASE\": \"error\"}}")),
        "boss");

    assertThat(check("stock", STOCK + " # again").hints())
        .extracting(hint -> hint.code() + " " + hint.coordinate())
        .contains("LINT_FIELDS_HAVE_DESCRIPTIONS Product.stock");
    PublishResult refused =
        registry.publish(
            SHOP,
            ChangeSet.publishing(proposed("stock", STOCK.replace("stock:", "In_Stock:"))),
            "ci");
    assertThat(((PublishResult.Refused) refused).errors())
        .extracting(error -> error.code() + " " + error.coordinate())
        .containsExactly("LINT_FIELD_NAMES_CAMEL_CASE Product.In_Stock");
    // What others published before the rules is not theirs to mend who publish now.
    assertThat(((PublishResult.Refused) refused).hints()).hasSize(2);
  }

  private static String text(CheckResult check) {
    return PublishReport.text(
        check, SHOP, new ChangeSet(List.of(), List.of(), OptionalLong.empty(), ""));
  }

  private void run(String document, String client, String version, long executions) {
    registry.usage().record(SHOP, report(document, client, version, executions));
  }

  private static UsageReport report(
      String document, String client, String version, long executions) {
    List<Long> latencies = new ArrayList<>(Collections.nCopies(Latencies.SIZE, 0L));
    latencies.set(2, executions);
    return new UsageReport(
        List.of(
            new UsageReport.Entry(
                OperationSignature.of(document, null).orElseThrow(),
                client,
                version,
                new UsageTotals(executions, 0, executions, 0, new Latencies(latencies)))));
  }

  private CheckResult.Composes check(String name, String sdl) {
    return (CheckResult.Composes) registry.check(SHOP, ChangeSet.publishing(proposed(name, sdl)));
  }

  private void publish(String name, String sdl) {
    assertThat(registry.publish(SHOP, ChangeSet.publishing(proposed(name, sdl)), "ci"))
        .isInstanceOf(PublishResult.Published.class);
  }

  private static ProposedSubgraph proposed(String name, String sdl) {
    return new ProposedSubgraph(name, "http://" + name + ".example/graphql", sdl);
  }
}
