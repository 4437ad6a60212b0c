package dev.tributary.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.tributary.console.ConsoleSession.exactly;
import static dev.tributary.console.ConsoleSession.named;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.tributary.registry.Latencies;
import dev.tributary.registry.TokenRole;
import dev.tributary.registry.Traffic;
import dev.tributary.registry.TrafficReport;
import dev.tributary.registry.UsageTotals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The console's page of requests over time. */
class AnalyticsBrowserTest {

  @RegisterExtension static final ConsoleInBrowser BROWSER = new ConsoleInBrowser();

  @TempDir Path data;
  private ConsoleSession console;
  private Page page;

  @BeforeEach
  void start() throws Exception {
    console = BROWSER.open(data);
    page = console.page;
    console.publishAll();
  }

  /** Three hours of requests that get more, slower and worse. */
  private void traffic() {
    for (int minute = 0; minute < 180; minute++) {
      long requests = 300 + 4L * minute + 60L * (minute % 7);
      long errors = minute > 120 ? requests / 12 : requests / 200;
      List<Long> latencies = new ArrayList<>(Collections.nCopies(Latencies.BOUNDS.size() + 1, 0L));
      latencies.set(3, requests * 6 / 10);
      latencies.set(4 + minute / 60, requests * 3 / 10);
      latencies.set(6 + minute / 90, requests - requests * 6 / 10 - requests * 3 / 10);
      console.server.minutesAgo(180 - minute);
      console
          .server
          .registry
          .traffic()
          .record(
              ConsoleServer.GRAPH,
              new TrafficReport(
                  new Traffic(
                      new UsageTotals(
                          requests, errors, requests * 7_000, 0, new Latencies(latencies)),
                      errors / 3,
                      errors / 6,
                      Map.of(
                          "SERVICE_TIMEOUT",
                          errors / 2,
                          "INVALID_TOKEN",
                          errors / 6,
                          "RATE_LIMITED",
                          errors / 3),
                      new Traffic.QuotaUse(minute / 2, "web"))));
    }
    console.server.minutesAgo(0);
  }

  @Test
  void requestsAreDrawnOverTimeWithTheTableBehindEachChart() {
    console.signIn(TokenRole.READ, "shop");
    console.go("analytics");
    assertThat(page.locator("main")).containsText("No gateway reported a request");
    traffic();
    console.report();
    page.getByRole(AriaRole.LINK, exactly("Hour")).click();
    assertThat(page.locator("figure")).hasCount(4);
    assertThat(page.locator(".facts")).containsText("8.3 %");
    page.getByRole(AriaRole.LINK, exactly("Day")).click();
    assertThat(page.getByRole(AriaRole.LINK, exactly("Day"))).hasAttribute("aria-current", "true");
    assertThat(page.getByRole(AriaRole.IMG, named("Time to answer"))).isVisible();
    assertThat(page.getByRole(AriaRole.REGION, exactly("Errors by code")))
        .containsText("SERVICE_TIMEOUT");
    assertThat(page.getByRole(AriaRole.REGION, exactly("Operations"))).containsText("Labels");
    assertThat(page.getByRole(AriaRole.REGION, exactly("Clients"))).containsText("web 2.1");
    assertThat(page.getByRole(AriaRole.REGION, exactly("Fields"))).containsText("Product.label");
    console.accessible("analytics");
    Locator requests = page.locator("figure").first();
    requests.getByText("As a table").click();
    assertThat(requests.locator("tbody tr")).hasCount(96);
    console.accessible("analytics-table");
  }

  @Test
  void whatIsAskedNowIsListedAsItComes() throws Exception {
    answered(1, "OK", "");
    console.signIn(TokenRole.READ, "shop");
    console.go("live");
    assertThat(page.locator("tbody tr")).hasCount(1);
    answered(2, "REFUSED", "\"RATE_LIMITED\"");
    assertThat(page.locator("tbody tr")).hasCount(2);
    assertThat(page.locator("tbody tr").first()).containsText("RATE_LIMITED");
    console.accessible("live");
    page.getByLabel("Filter requests").fill("rate");
    assertThat(page.locator("tbody tr")).hasCount(1);
  }

  private void answered(int number, String result, String code) throws Exception {
    console.server.recent.addFirst(
        (ObjectNode)
            new ObjectMapper()
                .readTree(
                    """
                    {"number": %d, "at": "2026-03-10T08:00:0%dZ", "operation": "Names", "kind": "query",
                     "client": "web", "status": 200, "micros": 5300, "cost": 12, "result": "%s", "codes": [%s]}
                    """
                        .formatted(number, number, result, code)));
  }
}
