package dev.tributary.samples.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.tributary.gateway.Gateway;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.RegistryClient;
import dev.tributary.samples.Demo;
import dev.tributary.samples.SampleServices.Service;
import dev.tributary.samples.SampleServicesExtension;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * From an empty registry to the demo's graph, to a change that would break a client, to one that
 * breaks nothing, and back: in the console, while a gateway in a process of its own follows and a
 * client asks it all the time.
 */
@Timeout(300)
class SamplesFromTheConsoleTest {

  @RegisterExtension static final SampleServicesExtension SERVICES = new SampleServicesExtension();

  /** Each composes with those before it. */
  private static final List<String> ORDER = List.of("accounts", "products", "reviews", "inventory");

  private static final GraphId GRAPH = new GraphId("main", GraphId.DEFAULT_VARIANT);
  private static final String CLIENT = "shop-app";
  private static final String QUERY = "query Reviewers " + Demo.QUERY;

  /** A second, and what a busy machine adds. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final String PRODUCT_FIELDS = "{ __type(name: \"Product\") { fields { name } } }";
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  @TempDir Path data;

  @Test
  void noRequestFailsWhileTheSamplesArePublishedRefusedChangedAndRolledBack(TestReporter report)
      throws Exception {
    Gateway registry =
        Gateway.withRegistry(SERVICES.vertx(), data.resolve("registry"), 0, 0).await();
    String url = Objects.requireNonNull(registry.registryUrl());
    String token = Files.readString(Objects.requireNonNull(registry.registryTokenFile())).strip();
    try (FollowingGateway gateway =
            FollowingGateway.start(
                Files.createDirectory(data.resolve("gateway")), url, GRAPH.toString(), token);
        ShopClient client = new ShopClient(gateway.url(), CLIENT);
        RegistryClient published = new RegistryClient(URI.create(url), token);
        Tab tab = Tab.open()) {
      signIn(tab, url, token);
      publishAll(tab, url);
      until(client, QUERY, answer -> !answer.containsKey("errors"));
      try (ShopClient.Load load = client.load(QUERY)) {
        usageIsShown(tab, url);
        theClientThatWouldBreakIsNamed(tab, url);
        CompletableFuture<Instant> added = served(client, answer -> answer.contains("slogan"));
        publishAnAddition(tab, url);
        report.publishEntry("a publish was served after", took(published, 5, added).toString());
        CompletableFuture<Instant> gone = served(client, answer -> !answer.contains("slogan"));
        rollBack(tab, url);
        report.publishEntry("a roll-back was served after", took(published, 6, gone).toString());
        everyGatewayIsUpToDate(tab, url);
        assertThat(load.failures()).isEmpty();
        assertThat(load.answered()).isGreaterThan(20);
      }
    } finally {
      registry.stop().await();
    }
  }

  private static void signIn(Tab tab, String url, String token) {
    tab.page.navigate(url + "/console/");
    tab.field("Token of this registry").fill(token);
    tab.button("Sign in").click();
    assertThat(tab.page.locator("main")).containsText("Nothing was published yet.");
    tab.picture("empty");
    tab.page
        .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Publish the first subgraph"))
        .click();
  }

  private void publishAll(Tab tab, String url) throws IOException {
    for (String name : ORDER) {
      Service service = SERVICES.running().service(name);
      go(tab, url, "publish");
      tab.field("Schema from a file")
          .setInputFiles(Files.writeString(data.resolve(name + ".graphql"), service.schema()));
      assertThat(tab.field("Subgraph")).hasValue(name);
      tab.field("Routing URL").fill(service.url());
      tab.button("Publish").click();
      assertThat(tab.heading("Version " + (ORDER.indexOf(name) + 1))).isVisible();
      assertThat(tab.page.evaluate("scrollY")).as("the page begins at its top").isEqualTo(0);
      tab.picture("published-" + name);
    }
    go(tab, url, "subgraphs");
    assertThat(tab.page.locator("tbody").first().locator("tr")).hasCount(ORDER.size());
    tab.picture("composed");
    go(tab, url, "services");
    assertThat(tab.page.locator("svg .node.service")).hasCount(ORDER.size());
    tab.picture("services");
  }

  /** Gateways report every second, and what they report is written a little later. */
  private static void usageIsShown(Tab tab, String url) {
    go(tab, url, "operations");
    Locator operation =
        tab.page.locator("tbody tr", new Page.LocatorOptions().setHasText("Reviewers"));
    long end = System.nanoTime() + PATIENCE;
    while (operation.count() == 0) {
      assertThat(System.nanoTime()).as("usage is reported").isLessThan(end);
      tab.page.reload();
      assertThat(tab.heading("Operations")).isVisible();
    }
    assertThat(tab.page.locator("tbody").last()).containsText(CLIENT);
    tab.picture("operations");
  }

  private static void theClientThatWouldBreakIsNamed(Tab tab, String url) {
    propose(tab, url, products().replace("  name: String!\n  description", "  description"));
    tab.button("Check").click();
    assertThat(tab.page.locator(".result")).containsText("refused with version 4: products");
    assertThat(tab.page.locator(".result"))
        .containsText("would break what is asked by " + CLIENT + ".");
    Locator breaking = tab.page.locator("section.breaking");
    assertThat(breaking).containsText("Product.name");
    assertThat(breaking).containsText("Reviewers (" + CLIENT);
    tab.picture("refused");
    tab.button("Publish").click();
    assertThat(tab.dialog()).containsText(CLIENT);
    tab.picture("asked-again");
    tab.dialogButton("Cancel").click();
    assertThat(tab.dialog()).hasCount(0);
  }

  private static void publishAnAddition(Tab tab, String url) {
    propose(
        tab,
        url,
        products()
            .replace(
                "  name: String!\n  description",
                "  name: String!\n  slogan: String\n  description"));
    tab.button("Publish").click();
    assertThat(tab.heading("Version 5")).isVisible();
    assertThat(tab.page.locator(".diff .added")).containsText("slogan: String");
    tab.picture("added");
  }

  private static void rollBack(Tab tab, String url) {
    go(tab, url, "version/4");
    tab.button("Roll back to this").click();
    assertThat(tab.dialog()).containsText("Product.slogan");
    tab.picture("roll-back");
    tab.dialogButton("Roll back").click();
    assertThat(tab.heading("Version 6")).isVisible();
    go(tab, url, "versions");
    assertThat(tab.page.locator(".timeline li")).hasCount(6);
    tab.picture("versions");
  }

  private static void everyGatewayIsUpToDate(Tab tab, String url) {
    go(tab, url, "subgraphs");
    assertThat(tab.page.locator("dl.facts")).containsText("1 gateway up to date");
    tab.picture("up-to-date");
  }

  private static String products() {
    return SERVICES.running().service("products").schema();
  }

  /** What is proposed of products, in the place of what is published. */
  private static void propose(Tab tab, String url, String schema) {
    go(tab, url, "publish/products");
    assertThat(tab.field("Routing URL")).hasValue(SERVICES.running().service("products").url());
    tab.field("Schema (SDL)").focus();
    tab.page.keyboard().press("ControlOrMeta+A");
    tab.page.keyboard().insertText(schema);
  }

  private static void go(Tab tab, String url, String to) {
    tab.page.navigate(url + "/console/#/g/main%40current/" + to);
    assertThat(tab.page.locator("nav a[aria-current]").first()).isVisible();
  }

  /** When the gateway's own schema was first so. */
  private static CompletableFuture<Instant> served(ShopClient client, Predicate<String> expected) {
    CompletableFuture<Instant> seen = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                until(client, PRODUCT_FIELDS, answer -> expected.test(answer.encode()));
                seen.complete(Instant.now());
              } catch (Exception | AssertionError e) {
                seen.completeExceptionally(e);
              }
            });
    return seen;
  }

  private static Duration took(
      RegistryClient registry, long version, CompletableFuture<Instant> served) throws Exception {
    Instant published = registry.history(GRAPH, version + 1, 1).getFirst().publishedAt();
    Duration took = Duration.between(published, served.get(PATIENCE, TimeUnit.NANOSECONDS));
    assertThat(took).isBetween(Duration.ZERO, SOON);
    return took;
  }

  private static void until(ShopClient client, String query, Predicate<JsonObject> expected)
      throws Exception {
    long end = System.nanoTime() + PATIENCE;
    JsonObject answer = client.ask(query);
    while (!expected.test(answer)) {
      assertThat(System.nanoTime()).as(answer.encode()).isLessThan(end);
      LockSupport.parkNanos(PAUSE.toNanos());
      answer = client.ask(query);
    }
  }
}
