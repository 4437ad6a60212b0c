package dev.tributary.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.tributary.console.ConsoleServer.subgraph;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import dev.tributary.registry.PublishResult;
import dev.tributary.registry.TokenRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console as people use it, in a real browser. With {@code -Dconsole.screenshots=DIRECTORY} it
 * leaves pictures to look at.
 */
class ConsoleBrowserTest {

  private static final String LINK =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@authenticated", "@cost", "@listSize", "@requires", "@external", "@tag"])
      """;

  private static final String PRODUCTS =
      LINK
          + """
          type Query {
            "What is sold, the newest first."
            products(first: Int = 20): [Product!]! @listSize(slicingArguments: ["first"])
          }
          "Something that can be bought."
          type Product @key(fields: "id") {
            id: ID!
            name: String! @tag(name: "public")
            label: String @deprecated(reason: "Use name.")
            price(currency: Currency = EUR): Int! @cost(weight: 3)
          }
          enum Currency { EUR USD }
          """;

  private static final String REVIEWS =
      LINK
          + """
          type Query { reviews: [Review!]! }
          type Review { id: ID! text: String! product: Product! author: User! @authenticated }
          type Product @key(fields: "id") { id: ID! reviews: [Review!]! rating: Float }
          type User @key(fields: "id", resolvable: false) { id: ID! }
          """;

  private static final String USERS =
      LINK
          + """
          type Query { me: User }
          type User @key(fields: "id") { id: ID! displayName: String! }
          """;

  private static Chromium chromium;

  @TempDir Path data;
  private ConsoleServer server;
  private BrowserContext context;
  private Page page;
  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void startBrowser() throws Exception {
    chromium = Chromium.start();
  }

  @AfterAll
  static void stopBrowser() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = new ConsoleServer(data);
    open(ColorScheme.LIGHT);
  }

  private void open(ColorScheme scheme) {
    if (context != null) {
      context.close();
    }
    context =
        chromium.browser.newContext(
            new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(1280, 860));
    context.setDefaultTimeout(10_000);
    page = context.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          // What the registry refuses is logged by the browser; what its policy blocks, too.
          if (message.type().equals("error") && !message.text().startsWith("Failed to load")) {
            complaints.add(message.text());
          }
        });
  }

  @AfterEach
  void stop() throws Exception {
    context.close();
    server.close();
    assertThat(complaints).isEmpty();
  }

  @Test
  void oneSignsInWithATokenThatIsForgottenWithTheTab() {
    page.navigate(server.url() + "/");
    page.getByLabel("Token of this registry").fill("tributary_wrong");
    page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("none of this registry's");
    accessible("sign-in");
    page.getByLabel("Token of this registry").fill(server.token(TokenRole.READ, "shop@prod"));
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.HEADING, named("Graphs"))).isVisible();
    assertThat(page.locator("main")).containsText("Nothing was published to shop@prod yet.");
    assertThat(context.cookies()).isEmpty();
    page.getByRole(AriaRole.BUTTON, named("Sign out")).click();
    assertThat(page.getByLabel("Token of this registry")).isVisible();
    assertThat(page.evaluate("JSON.stringify(sessionStorage)")).isEqualTo("{}");
  }

  @Test
  void aTeamPublishesIsRefusedSeesWhatBreaksAndRollsBack() {
    signIn(TokenRole.PUBLISH, "shop@prod");
    page.getByRole(AriaRole.LINK, named("Publish the first subgraph")).click();
    fillIn("products", PRODUCTS);
    page.getByLabel("Routing URL").fill("http://products.example/graphql");
    page.getByRole(AriaRole.BUTTON, named("Publish")).click();
    assertThat(page.getByRole(AriaRole.HEADING, named("Version 1"))).isVisible();

    go("publish");
    fillIn("reviews", REVIEWS.replace("rating: Float", "name: Int!"));
    page.getByLabel("Routing URL").fill("http://reviews.example/graphql");
    page.getByRole(AriaRole.BUTTON, exactly("Check")).click();
    Locator refusal = page.getByRole(AriaRole.ALERT);
    assertThat(refusal).containsText("COMPOSITION_FAILED");
    assertThat(refusal).containsText("FIELD_TYPE_MISMATCH");
    assertThat(
            refusal
                .locator(".line.marked", new Locator.LocatorOptions().setHasText("name: Int!"))
                .first())
        .isVisible();
    accessible("refused");

    page.getByLabel("Schema (SDL)")
        .fill(
            REVIEWS
                .replaceAll(", author: User! @authenticated| author: User! @authenticated", "")
                .replaceAll("type User .*\n", ""));
    page.getByRole(AriaRole.BUTTON, exactly("Check")).click();
    assertThat(page.locator(".result")).containsText("composes with version 1");
    page.getByRole(AriaRole.BUTTON, named("Publish")).click();
    assertThat(page.getByRole(AriaRole.HEADING, named("Version 2"))).isVisible();
    assertThat(page.locator("main")).containsText("FIELD_ADDED");

    page.navigate(server.url() + "/console/#/g/shop%40prod/publish/products");
    page.getByLabel("Schema (SDL)").fill(PRODUCTS.replaceAll(" +label: .*\n", ""));
    page.getByRole(AriaRole.BUTTON, named("Publish")).click();
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).containsText("Product.label");
    accessible("breaking");
    dialog
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Publish anyway"))
        .click();
    assertThat(page.getByRole(AriaRole.HEADING, named("Version 3"))).isVisible();
    assertThat(page.locator(".diff .removed")).containsText("label: String");
    accessible("version");

    page.navigate(server.url() + "/console/#/g/shop%40prod/version/2");
    page.getByRole(AriaRole.BUTTON, named("Roll back to this")).click();
    dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Roll back")).click();
    assertThat(page.getByRole(AriaRole.HEADING, named("Version 4"))).isVisible();
    assertThat(server.registry.subgraphs(ConsoleServer.GRAPH).getFirst().source().sdl())
        .contains("label");
    go("versions");
    assertThat(page.locator(".timeline li")).hasCount(4);
    accessible("versions");
  }

  @Test
  void whoMayOnlyReadIsOfferedNothingElse() {
    publishAll();
    signIn(TokenRole.READ, "shop@prod");
    page.getByRole(AriaRole.LINK, named("shop@prod")).click();
    assertThat(page.locator("tbody tr")).hasCount(3);
    assertThat(page.getByRole(AriaRole.LINK, named("Publish"))).hasCount(0);
    accessible("subgraphs");
    page.navigate(server.url() + "/console/#/g/shop%40prod/subgraph/reviews");
    assertThat(page.getByRole(AriaRole.REGION, named("Schema of reviews")))
        .containsText("type Review");
    assertThat(page.getByRole(AriaRole.BUTTON, named("Retire"))).hasCount(0);
    accessible("subgraph");
  }

  @Test
  void theSchemaTellsWhereEachFieldComesFrom() {
    publishAll();
    signIn(TokenRole.READ, "shop");
    go("schema");
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("types");
    page.getByLabel("Search types and fields").fill("product.pr");
    page.keyboard().press("ArrowDown");
    page.keyboard().press("Enter");
    Locator chosen = page.locator("li.chosen");
    assertThat(chosen).containsText("price(currency: Currency = EUR): Int!");
    assertThat(chosen).containsText("@cost(weight: 3)");
    assertThat(chosen.locator(".chip")).hasText("products");
    assertThat(page.locator("article")).containsText("Use name.");
    assertThat(page.locator("article")).containsText("returned by Query.products");
    accessible("schema");
    chosen.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Currency")).click();
    assertThat(page.locator("article h2")).containsText("Currency");
    accessible("schema-enum");
  }

  @Test
  void servicesAndTheirEntitiesAreDrawn() {
    publishAll();
    signIn(TokenRole.READ, "shop");
    go("services");
    assertThat(page.locator("svg .node.service")).hasCount(3);
    assertThat(page.locator("svg .edge")).hasCount(4);
    assertThat(page.locator("svg .edge.reference")).hasCount(1);
    accessible("services");
  }

  @Test
  void anOperationsPlanIsDrawnWithItsCost() {
    publishAll();
    signIn(TokenRole.READ, "shop");
    go("plan");
    Locator operation = page.getByLabel("Operation");
    operation.fill("query ($n: Int!) { products(first: $n) { nme } }");
    operation.press("Control+Enter");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("nme");
    operation.fill(
        "query ($n: Int!) {\n"
            + "  products(first: $n) {\n"
            + "    name\n"
            + "    reviews {\n"
            + "      text\n"
            + "    }\n"
            + "  }\n"
            + "}\n");
    page.getByLabel("Variables (JSON)").fill("{\"n\": 5}");
    page.getByRole(AriaRole.BUTTON, named("Show plan")).click();
    assertThat(page.locator(".call")).hasCount(2);
    assertThat(page.locator(".call").nth(1)).containsText("batch Product");
    assertThat(page.locator(".cost")).containsText("× 5");
    page.locator(".call summary").last().click();
    assertThat(page.getByRole(AriaRole.REGION, named("Document of call 2")))
        .containsText("_entities");
    accessible("plan");
  }

  @Test
  void whatClientsRanIsShownAndMeasuredByChecks() {
    publishAll();
    signIn(TokenRole.PUBLISH, "shop");
    go("operations");
    assertThat(page.locator("main")).containsText("No gateway reported any operation");
    report();
    go("plan");
    go("operations");
    assertThat(page.locator("tbody").first()).containsText("Labels");
    assertThat(page.locator("tbody").last()).containsText("web 2.1");
    accessible("operations");
    page.getByRole(AriaRole.LINK, named("Labels")).click();
    assertThat(page.locator("main")).containsText("Product.label");
    accessible("operation");
    page.getByRole(AriaRole.LINK, named("Show plan")).click();
    assertThat(page.getByRole(AriaRole.TEXTBOX, exactly("Operation")))
        .hasValue(Pattern.compile(".*Labels.*", Pattern.DOTALL));

    page.navigate(server.url() + "/console/#/g/shop%40prod/publish/products");
    page.getByLabel("Schema (SDL)").fill(PRODUCTS.replaceAll(" +label: .*\n", ""));
    page.getByRole(AriaRole.BUTTON, exactly("Check")).click();
    assertThat(page.locator("section.breaking")).containsText("used 3 times by Labels (web 2.1)");
    accessible("used");
  }

  private void report() {
    APIResponse answer =
        page.request()
            .post(
                server.url() + "/registry/v1/graphs/shop@prod/usage",
                RequestOptions.create()
                    .setHeader("content-type", "application/json")
                    .setHeader("authorization", "Bearer " + server.token(TokenRole.READ, "shop"))
                    .setData(
                        """
                        {"entries": [{
                          "document": "query Labels { products { label } }", "client": "web", "version": "2.1",
                          "executions": 3, "errors": 1, "micros": 5200, "cost": 42,
                          "latencies": [1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
                        }]}
                        """));
    assertThat(answer.status()).isEqualTo(204);
  }

  @Test
  void everythingIsReachedFromTheKeyboard() {
    publishAll();
    signIn(TokenRole.READ, "shop");
    go("subgraphs");
    assertThat(page.getByRole(AriaRole.HEADING, exactly("Subgraphs"))).isVisible();
    page.keyboard().press("/");
    page.keyboard().type("Review.te");
    assertThat(page.locator("dialog [role=option]").first()).containsText("Review.text");
    accessible("palette");
    page.keyboard().press("Enter");
    assertThat(page.locator("li.chosen")).containsText("text: String!");
    page.keyboard().press("g");
    page.keyboard().press("e");
    assertThat(page.getByRole(AriaRole.HEADING, named("Services and entities"))).isVisible();
  }

  @Test
  void aSupergraphOfFiveThousandTypesIsSearchedAtOnce() {
    String types =
        IntStream.range(0, 5_000)
            .mapToObj(
                i ->
                    "type Thing%d { id: ID! name%d: String other: Thing%d }"
                        .formatted(i, i, (i + 1) % 5_000))
            .collect(Collectors.joining("\n"));
    assertThat(server.publish("large", subgraph("large", "type Query { thing: Thing0 }\n" + types)))
        .isInstanceOf(PublishResult.Published.class);
    signIn(TokenRole.READ, "shop");
    go("schema");
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("5,00");
    double milliseconds =
        ((Number)
                page.evaluate(
                    """
                    () => {
                      const input = document.querySelector('input[type=search]');
                      const start = performance.now();
                      input.value = 'name4999';
                      input.dispatchEvent(new Event('input'));
                      return performance.now() - start;
                    }
                    """))
            .doubleValue();
    assertThat(page.locator(".types a").first()).containsText("Thing4999.name4999");
    // Well under a hundred on an idle machine.
    assertThat(milliseconds).isLessThan(1_000);
  }

  private void publishAll() {
    assertThat(
            server.publish(
                "The shop opens",
                subgraph("products", PRODUCTS),
                subgraph("reviews", REVIEWS),
                subgraph("users", USERS)))
        .isInstanceOf(PublishResult.Published.class);
  }

  private void signIn(TokenRole role, String scope) {
    String token = server.token(role, scope);
    context.addInitScript("sessionStorage.setItem('tributary.token', '" + token + "')");
    page.navigate(server.url() + "/console/");
    assertThat(page.getByRole(AriaRole.HEADING, named("Graphs"))).isVisible();
  }

  private void go(String to) {
    page.navigate(server.url() + "/console/#/g/shop%40prod/" + to);
    assertThat(page.locator("nav a[aria-current]")).hasAttribute("href", "#/g/shop%40prod/" + to);
  }

  private void fillIn(String subgraph, String sdl) {
    page.getByLabel("Subgraph", new Page.GetByLabelOptions().setExact(true)).fill(subgraph);
    page.getByLabel("Schema (SDL)").fill(sdl);
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  private static Page.GetByRoleOptions exactly(String name) {
    return named(name).setExact(true);
  }

  /** Holds axe's automatic rules against the page as it stands, in light and in dark. */
  private void accessible(String name) {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      String directory = System.getProperty("console.screenshots");
      if (directory != null) {
        page.screenshot(
            new Page.ScreenshotOptions()
                .setPath(
                    Path.of(
                        directory,
                        name + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + ".png")));
      }
      assertThat(
              new AxeBuilder(page)
                  .analyze().getViolations().stream()
                      .map(
                          rule ->
                              rule.getId()
                                  + ": "
                                  + rule.getNodes().stream()
                                      .map(
                                          node -> node.getTarget() + " " + node.getFailureSummary())
                                      .toList())
                      .toList())
          .as("%s, %s", name, scheme)
          .isEmpty();
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
  }
}
