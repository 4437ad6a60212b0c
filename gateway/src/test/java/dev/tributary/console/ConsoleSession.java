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

/**
 * One registry, and one tab that looks at its console. What the page complains of fails the test
 * when it is closed. With {@code -Dconsole.screenshots=DIRECTORY} it leaves pictures to look at.
 */
public final class ConsoleSession implements AutoCloseable {

  public static final String LINK =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@authenticated", "@cost", "@listSize", "@requires", "@external", "@tag"])
      """;

  public static final String PRODUCTS =
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

  public static final String REVIEWS =
      LINK
          + """
          type Query { reviews: [Review!]! }
          type Review { id: ID! text: String! product: Product! author: User! @authenticated }
          type Product @key(fields: "id") { id: ID! reviews: [Review!]! rating: Float }
          type User @key(fields: "id", resolvable: false) { id: ID! }
          """;

  public static final String USERS =
      LINK
          + """
          type Query { me: User }
          type User @key(fields: "id") { id: ID! displayName: String! }
          """;

  public final ConsoleServer server;
  final BrowserContext context;
  public final Page page;
  private final List<String> complaints = new ArrayList<>();

  ConsoleSession(Chromium chromium, Path data) throws Exception {
    server = new ConsoleServer(data);
    context =
        chromium.browser.newContext(
            new Browser.NewContextOptions()
                .setColorScheme(ColorScheme.LIGHT)
                .setViewportSize(1280, 860));
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

  @Override
  public void close() throws Exception {
    context.close();
    server.close();
    assertThat(complaints).isEmpty();
  }

  public void report() {
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

  public void publishAll() {
    assertThat(
            server.publish(
                "The shop opens",
                subgraph("products", PRODUCTS),
                subgraph("reviews", REVIEWS),
                subgraph("users", USERS)))
        .isInstanceOf(PublishResult.Published.class);
  }

  public void signIn(TokenRole role, String scope) {
    String token = server.token(role, scope);
    context.addInitScript("sessionStorage.setItem('tributary.token', '" + token + "')");
    page.navigate(server.url() + "/console/");
    assertThat(page.getByRole(AriaRole.HEADING, named("Graphs"))).isVisible();
  }

  public void go(String to) {
    page.navigate(server.url() + "/console/#/g/shop%40prod/" + to);
    assertThat(page.locator("nav a[aria-current]")).hasAttribute("href", "#/g/shop%40prod/" + to);
  }

  public void fillIn(String subgraph, String sdl) {
    page.getByLabel("Subgraph", new Page.GetByLabelOptions().setExact(true)).fill(subgraph);
    write("Schema (SDL)", sdl);
  }

  /** Into an editor of source text, in the place of what is in it, as somebody pastes it. */
  public void write(String editor, String text) {
    page.getByLabel(editor).focus();
    page.keyboard().press("ControlOrMeta+A");
    page.keyboard().insertText(text);
  }

  public Locator dialogButton(String name) {
    return page.getByRole(AriaRole.DIALOG)
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }

  public static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  public static Page.GetByRoleOptions exactly(String name) {
    return named(name).setExact(true);
  }

  /** Holds axe's automatic rules against the page as it stands; in the dark, those of colours. */
  public void accessible(String name, String... except) {
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
      // Without frames in a page, axe need not open a second one to gather what it found.
      AxeBuilder axe = new AxeBuilder(page).setLegacyMode(true);
      if (scheme == ColorScheme.DARK) {
        axe.withRules(List.of("color-contrast"));
      }
      if (except.length > 0) {
        axe.disableRules(List.of(except));
      }
      assertThat(
              axe.analyze().getViolations().stream()
                  .map(
                      rule ->
                          rule.getId()
                              + ": "
                              + rule.getNodes().stream()
                                  .map(node -> node.getTarget() + " " + node.getFailureSummary())
                                  .toList())
                  .toList())
          .as("%s, %s", name, scheme)
          .isEmpty();
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
  }
}
