package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.check.LintRule;
import dev.tributary.check.SchemaDiff;
import dev.tributary.compose.Composer;
import dev.tributary.compose.CompositionError;
import dev.tributary.compose.Hint;
import dev.tributary.compose.SourceLocation;
import dev.tributary.registry.PublishResult.Published;
import dev.tributary.registry.PublishResult.Refused;
import dev.tributary.supergraph.SupergraphReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry with the composer that it is made for. */
class ComposedRegistryTest {

  private static final GraphId SHOP = new GraphId("shop", "current");

  private static final String LINK =
      """
      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable"])
      """;

  private static final ProposedSubgraph PRODUCTS =
      subgraph(
          "products",
          """
          type Query {
            products: [Product!]!
          }

          type Product @key(fields: "id") {
            id: ID!
            name: String!
          }
          """);

  private static final ProposedSubgraph REVIEWS =
      subgraph(
          "reviews",
          """
          type Product @key(fields: "id") {
            id: ID!
            reviews: [String!]!
          }
          """);

  @TempDir Path directory;
  private RegistryStore store;
  private Registry registry;

  @BeforeEach
  void openRegistry() {
    store = H2RegistryStore.open(directory);
    registry =
        new Registry(
            store,
            Composer::compose,
            SchemaDiff::between,
            RegistryLimits.DEFAULT,
            InstantSource.system());
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void subgraphsPublishedOneByOneMakeOneSupergraph() {
    ChangeSet first = ChangeSet.publishing(PRODUCTS);
    ChangeSet second = ChangeSet.publishing(REVIEWS);

    PublishResult published = registry.publish(SHOP, first, "ci");
    assertThat(PublishReport.text(published, SHOP, first))
        .isEqualTo("Published version 1 of shop@current: added products.\n");
    assertThat(registry.publish(SHOP, second, "ci")).isInstanceOf(Published.class);

    assertThat(SupergraphReader.read(registry.latest(SHOP).orElseThrow().sdl()).subgraphs())
        .hasSize(2);
    PublishResult again = registry.publish(SHOP, second, "ci");
    assertThat(PublishReport.text(again, SHOP, second))
        .isEqualTo("Nothing to do: version 2 of shop@current has exactly this.\n");
  }

  @Test
  void rulesSpeakOfSchemasThatWereThereBeforeThem() {
    registry.publish(SHOP, ChangeSet.publishing(PRODUCTS), "ci");
    assertThat(registry.lintFindings(SHOP).errors()).isEmpty();

    registry.setLintRules(
        SHOP, new LintRules(Map.of(LintRule.TYPES_HAVE_DESCRIPTIONS, LintRule.Level.ERROR)), "ada");

    assertThat(registry.lintFindings(SHOP).errors())
        .extracting(CompositionError::coordinate)
        .containsExactlyInAnyOrder("Query", "Product");
  }

  @Test
  void aDocumentThatDoesNotParseIsRefusedWithItsPlace() {
    ChangeSet broken =
        ChangeSet.publishing(
            new ProposedSubgraph("a", "http://a.example/", "type Query {\n  a: \n}"));

    Refused refused = (Refused) registry.publish(SHOP, broken, "ci");

    assertThat(refused.errors()).hasSize(1);
    assertThat(refused.errors().getFirst().nodes())
        .singleElement()
        .satisfies(node -> assertThat(node.subgraph()).isEqualTo("a"))
        .extracting(SourceLocation::line)
        .isEqualTo(3);
    assertThat(registry.latest(SHOP)).isEmpty();
  }

  @Test
  void whatDoesNotComposeWithTheOthersIsReportedWithAnExcerptOfWhatWasPublished() {
    registry.publish(SHOP, ChangeSet.publishing(PRODUCTS), "ci");
    ChangeSet clash =
        ChangeSet.publishing(
            subgraph(
                "stock",
                """
                type Product @key(fields: "id") {
                  id: ID!
                  name: Int!
                }
                """));

    Refused refused = (Refused) registry.publish(SHOP, clash, "ci");

    assertThat(refused.errors())
        .extracting(CompositionError::code)
        .contains("FIELD_TYPE_MISMATCH", "INVALID_FIELD_SHARING");
    assertThat(PublishReport.text(refused, SHOP, clash))
        .contains("FIELD_TYPE_MISMATCH", "name: Int!", "shop@current is as it was.");
    assertThat(registry.latest(SHOP).orElseThrow().version().number()).isEqualTo(1);
  }

  @Test
  void whatCannotBeAnsweredAloneIsPublishedTogether() {
    // Reviews alone have no query by which anything could be reached.
    assertThat(registry.publish(SHOP, ChangeSet.publishing(REVIEWS), "ci"))
        .isInstanceOf(Refused.class);

    assertThat(registry.publish(SHOP, ChangeSet.publishing(REVIEWS, PRODUCTS), "ci"))
        .isInstanceOf(Published.class);
  }

  @Test
  void checksAndMalformedChangesAreReportedToo() {
    registry.publish(SHOP, ChangeSet.publishing(PRODUCTS), "ci");
    ChangeSet reviews = ChangeSet.publishing(REVIEWS);
    ChangeSet malformed =
        ChangeSet.publishing(
            new ProposedSubgraph("a b", "", "x"), new ProposedSubgraph("c", "x", "x"));

    assertThat(PublishReport.text(registry.check(SHOP, reviews), SHOP, reviews))
        .isEqualTo(
            """
            Composes with version 1 of shop@current: added reviews.
            Safe (1)
              Field "Product.reviews" was added. [FIELD_ADDED]
            """);
    assertThat(PublishReport.text(registry.check(SHOP, malformed), SHOP, malformed))
        .startsWith("error[INVALID_SUBGRAPH_NAME] a b: A name begins with a letter")
        .contains("\nerror[INVALID_URL] c: ");
    ChangeSet stale = reviews.withBase(7);
    assertThat(PublishReport.text(registry.publish(SHOP, stale, "ci"), SHOP, stale))
        .isEqualTo(
            "error[STALE_BASE_VERSION]: The change was made against version 7 of shop@current,"
                + " which has version 1 now.\n");
  }

  @Test
  void aCheckTellsWhatClientsWouldSee() {
    registry.publish(SHOP, ChangeSet.publishing(PRODUCTS, REVIEWS), "ci");
    ChangeSet change =
        ChangeSet.publishing(
            subgraph(
                "products",
                """
                type Query {
                  products(first: Int): [Product!]
                }

                type Product @key(fields: "id") {
                  id: ID!
                }
                """));
    CheckResult result = registry.check(SHOP, change);
    assertThat(PublishReport.text(result, SHOP, change))
        .isEqualTo(
            """
            Composes with version 1 of shop@current: replaced products.
            Breaks clients (2)
              Field "Product.name" was removed. [FIELD_REMOVED]
              "Query.products" was of type [Product!]! and is of type [Product!] now. [FIELD_TYPE_CHANGED]
            May surprise clients (1)
              Optional argument "Query.products(first:)" was added. [OPTIONAL_ARGUMENT_ADDED]
            """);
    assertThat(PublishReport.annotations(result, "a,b.graphql"))
        .startsWith(
            "::error file=a%2Cb.graphql,title=FIELD_REMOVED::Field \"Product.name\" was removed.\n")
        .hasLineCount(3);
  }

  @Test
  void warningsOfOtherSubgraphsAreOnlyCounted() {
    Hint own = warning("products");
    Hint other = warning("reviews");
    ChangeSet change = ChangeSet.publishing(PRODUCTS);
    PublishResult published = registry.publish(SHOP, change, "ci");
    SupergraphVersion version = ((Published) published).version();

    String text = PublishReport.text(new Published(version, List.of(own, other)), SHOP, change);
    assertThat(text)
        .contains("about products")
        .doesNotContain("about reviews")
        .endsWith(
            "1 warning is about other subgraphs; --json tells all.\n"
                + "Published version 1 of shop@current: added products.\n");
    assertThat(
            PublishReport.text(
                new Published(version, List.of(other, other)), SHOP, ChangeSet.publishing()))
        .startsWith("2 warnings are about other subgraphs; --json tells all.\n");
  }

  private static Hint warning(String subgraph) {
    return new Hint(
        "A_WARNING",
        Hint.Level.WARN,
        "about " + subgraph,
        "Query",
        List.of(new SourceLocation(subgraph, 1, 1)));
  }

  @Test
  void aCheckOfTheFirstVersionComparesWithNothing() {
    ChangeSet change = ChangeSet.publishing(PRODUCTS);
    assertThat(PublishReport.text(registry.check(SHOP, change), SHOP, change))
        .isEqualTo(
            "Composes with version 0 of shop@current: added products.\n"
                + "Clients see no difference.\n");
  }

  @Test
  void anEarlierVersionIsPublishedOnceMore() {
    registry.publish(SHOP, ChangeSet.publishing(PRODUCTS), "ci");
    String first = registry.latest(SHOP).orElseThrow().sdl();
    registry.publish(SHOP, ChangeSet.publishing(REVIEWS), "ci");
    PublishResult result =
        registry.rollBack(SHOP, 1, OptionalLong.of(2), "reviews is broken", "me");
    assertThat(PublishReport.text(result, SHOP, ChangeSet.publishing()))
        .isEqualTo("Published version 3 of shop@current: retired reviews.\n");
    assertThat(registry.latest(SHOP).orElseThrow().sdl()).isEqualTo(first);
    assertThat(registry.history(SHOP, Long.MAX_VALUE, 9).getFirst().message())
        .isEqualTo("reviews is broken");
    assertThat(registry.rollBack(SHOP, 2, OptionalLong.empty(), "", "me"))
        .isInstanceOf(Published.class);
    assertThat(registry.subgraphs(SHOP)).hasSize(2);
    assertThat(registry.rollBack(SHOP, 2, OptionalLong.empty(), "", "me"))
        .isInstanceOf(PublishResult.Unchanged.class);
  }

  @Test
  void thereIsNoGoingBackToWhatNeverWasNorPastSomebodyElse() {
    registry.publish(SHOP, ChangeSet.publishing(PRODUCTS), "ci");
    registry.publish(SHOP, ChangeSet.publishing(REVIEWS), "ci");
    PublishResult unknown = registry.rollBack(SHOP, 7, OptionalLong.empty(), "", "me");
    assertThat(PublishReport.text(unknown, SHOP, ChangeSet.publishing()))
        .isEqualTo(
            "error[UNKNOWN_VERSION]: shop@current has no version 7: its history tells which there"
                + " are.\n");
    assertThat(registry.rollBack(SHOP, 1, OptionalLong.of(1), "", "me"))
        .isEqualTo(new PublishResult.Stale(1, 2));
    assertThat(registry.latest(SHOP).orElseThrow().version().number()).isEqualTo(2);
  }

  private static ProposedSubgraph subgraph(String name, String sdl) {
    return new ProposedSubgraph(name, "http://" + name + ".example/graphql", LINK + sdl);
  }
}
