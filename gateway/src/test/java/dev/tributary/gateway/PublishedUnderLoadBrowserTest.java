package dev.tributary.gateway;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.tributary.console.ConsoleSession.LINK;
import static dev.tributary.console.ConsoleSession.exactly;
import static dev.tributary.console.ConsoleSession.named;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.tributary.console.ConsoleInBrowser;
import dev.tributary.console.ConsoleServer;
import dev.tributary.console.ConsoleSession;
import dev.tributary.registry.Registry;
import dev.tributary.registry.SeenGateway;
import dev.tributary.registry.TokenRole;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A team's way from nothing to a graph and back, by nothing but clicks, while a gateway follows and
 * a client asks it all the time.
 */
class PublishedUnderLoadBrowserTest {

  @RegisterExtension static final ConsoleInBrowser BROWSER = new ConsoleInBrowser();

  private static final String PRODUCTS =
      LINK
          + """
          type Query { products: [Product!]! }
          type Product @key(fields: "id") {
            id: ID!
            name: String!
            label: String
          }
          """;

  private static final String STOCK =
      """
      openapi: 3.1.0
      info: {title: Stock, version: "1"}
      paths:
        /stock/{sku}:
          get:
            operationId: stockOf
            parameters: [{name: sku, in: path, required: true, schema: {type: string}}]
            responses:
              "200":
                description: What there is.
                content:
                  application/json:
                    schema:
                      type: object
                      title: Stock
                      required: [count]
                      properties: {count: {type: integer}}
      """;

  private static final List<String> OTHERS = List.of("accounts", "reviews");

  /** A second, and what a busy machine adds. */
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path data;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicLong answered = new AtomicLong();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private ConsoleSession console;
  private Page page;

  @BeforeEach
  void start() throws Exception {
    console = BROWSER.open(data);
    page = console.page;
  }

  @Test
  void noRequestFailsWhileATeamPublishesIsRefusedAndRollsBack(TestReporter report)
      throws Exception {
    HttpServer service =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .response()
                        .putHeader("content-type", "application/json")
                        .end("{\"data\":{\"products\":[{\"name\":\"Lamp\",\"label\":\"L\"}]}}"));
    await(service.listen(0, "127.0.0.1"));
    String url = "http://127.0.0.1:" + service.actualPort() + "/graphql";
    String config =
        """
        server: {port: 0, drain: 1s}
        supergraph:
          registry: {url: "%s", graph: shop@prod, token: "%s"}
          usage: {every: 1s}
        serviceDefaults: {allowPrivate: true}
        """
            .formatted(console.server.url(), console.server.token(TokenRole.READ, "shop@prod"));
    try (FollowingGateway gateway =
        new FollowingGateway(vertx, Files.createDirectory(data.resolve("gateway")), config)) {
      publishTheFirst(url);
      until(() -> ask(gateway, "{ products { name label } }").contains("Lamp"));
      Thread load = Thread.ofVirtual().start(() -> load(gateway));
      publishTheOthers(url);
      breakingChangesNameTheClient();
      rollBack(gateway, report);
      load.interrupt();
      load.join();
      assertThat(failures).isEmpty();
      assertThat(answered.get()).isGreaterThan(50);
    } finally {
      http.close();
      await(vertx.close());
    }
  }

  private void publishTheFirst(String url) throws Exception {
    console.signIn(TokenRole.PUBLISH, "shop@prod");
    page.getByRole(AriaRole.LINK, named("Publish the first subgraph")).click();
    page.getByLabel("Schema from a file")
        .setInputFiles(Files.writeString(data.resolve("products.graphql"), PRODUCTS));
    assertThat(page.getByLabel("Subgraph", new Page.GetByLabelOptions().setExact(true)))
        .hasValue("products");
    page.getByLabel("Routing URL").fill(url);
    page.getByRole(AriaRole.BUTTON, exactly("Publish")).click();
    assertThat(page.getByRole(AriaRole.HEADING, named("Version 1"))).isVisible();
  }

  /** One by its OpenAPI document, and two as they are pasted. */
  private void publishTheOthers(String url) throws Exception {
    console.go("publish");
    page.getByLabel("Kind").selectOption("OpenAPI");
    page.getByLabel("Document from a file")
        .setInputFiles(Files.writeString(data.resolve("stock.yaml"), STOCK));
    assertThat(
            page.locator(
                ".CodeMirror-code", new Page.LocatorOptions().setHasText("operationId: stockOf")))
        .isVisible();
    page.getByLabel("Routing URL").fill(url);
    page.getByRole(AriaRole.BUTTON, exactly("Check")).click();
    assertThat(page.locator(".result")).containsText("composes with version 1");
    console.accessible("publish-openapi");
    page.getByRole(AriaRole.BUTTON, exactly("Publish")).click();
    assertThat(page.getByRole(AriaRole.HEADING, named("Version 2"))).isVisible();
    for (String name : OTHERS) {
      console.go("publish");
      console.fillIn(name, LINK + "type Query { " + name + ": [String!] }");
      page.getByLabel("Routing URL").fill(url);
      page.getByRole(AriaRole.BUTTON, exactly("Publish")).click();
      assertThat(page.getByRole(AriaRole.HEADING, named("Version " + (3 + OTHERS.indexOf(name)))))
          .isVisible();
    }
    console.go("subgraphs");
    assertThat(page.locator("tbody").first().locator("tr")).hasCount(4);
  }

  private void breakingChangesNameTheClient() throws Exception {
    until(
        () ->
            console
                    .server
                    .registry
                    .usage()
                    .recorded()
                    .executions(ConsoleServer.GRAPH, console.server.registry.usage().since(1))
                > 0);
    page.navigate(console.server.url() + "/console/#/g/shop%40prod/publish/products");
    console.write("Schema (SDL)", PRODUCTS.replaceAll(" +label: .*\n", ""));
    page.getByRole(AriaRole.BUTTON, exactly("Check")).click();
    assertThat(page.locator("section.breaking")).containsText("Product.label");
    assertThat(page.locator("section.breaking")).containsText("shop-app");
    console.accessible("check-names-client");
    page.getByRole(AriaRole.BUTTON, exactly("Publish")).click();
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("shop-app");
    console.dialogButton("Cancel").click();
  }

  private void rollBack(FollowingGateway gateway, TestReporter report) throws Exception {
    console.write(
        "Schema (SDL)", PRODUCTS.replace("label: String", "label: String\n  mistake: String"));
    page.getByRole(AriaRole.BUTTON, exactly("Publish")).click();
    assertThat(page.getByRole(AriaRole.HEADING, named("Version 5"))).isVisible();
    until(() -> !ask(gateway, "{ products { mistake } }").contains("undefined"));
    followsSoon(5, report);
    page.navigate(console.server.url() + "/console/#/g/shop%40prod/version/4");
    page.getByRole(AriaRole.BUTTON, named("Roll back to this")).click();
    console.dialogButton("Roll back").click();
    assertThat(page.getByRole(AriaRole.HEADING, named("Version 6"))).isVisible();
    until(() -> ask(gateway, "{ products { mistake } }").contains("undefined"));
    followsSoon(6, report);
    console.go("versions");
    console.go("subgraphs");
    assertThat(page.locator("dl.facts")).containsText("1 gateway up to date");
    Locator row = page.locator("tbody").last().locator("tr");
    assertThat(row).containsText("6");
    console.accessible("gateway-follows");
  }

  /**
   * Which version it serves, a gateway tells with its next question, which it asks at once: by the
   * registry's clock, that is soon after the publish began. On an idle machine it takes less than a
   * second.
   */
  private void followsSoon(long version, TestReporter report) throws Exception {
    Registry registry = console.server.registry;
    Supplier<Optional<SeenGateway>> serving =
        () ->
            registry.gateways(ConsoleServer.GRAPH).stream()
                .filter(seen -> seen.serving().version() == version)
                .findFirst();
    until(() -> serving.get().isPresent());
    Duration took =
        Duration.between(
            registry.history(ConsoleServer.GRAPH, version + 1, 1).getFirst().publishedAt(),
            serving.get().orElseThrow().seenAt());
    report.publishEntry("version %d was served after".formatted(version), took.toString());
    assertThat(took).isLessThan(SOON);
  }

  private void load(FollowingGateway gateway) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        String answer = ask(gateway, "query Labels { products { name label } }");
        if (answer.contains("errors") || !answer.contains("Lamp")) {
          failures.add(answer);
        }
        answered.incrementAndGet();
        LockSupport.parkNanos(5_000_000);
      } catch (InterruptedException e) {
        return;
      } catch (Exception e) {
        failures.add(e.toString());
      }
    }
  }

  private String ask(FollowingGateway gateway, String query) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(gateway.url()))
                .timeout(Duration.ofSeconds(10))
                .header("content-type", "application/json")
                .header("apollographql-client-name", "shop-app")
                .POST(BodyPublishers.ofString("{\"query\": \"" + query + "\"}"))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("it did not happen").isLessThan(end);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static <T> T await(io.vertx.core.Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
