package dev.tributary.samples.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.gateway.Gateway;
import dev.tributary.samples.Demo;
import dev.tributary.samples.SampleServicesExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The subscription that the demo shows. */
class ReviewAddedTest {

  @RegisterExtension static final SampleServicesExtension SERVICES = new SampleServicesExtension();

  /** The REST service is at an address that this gateway does not call. */
  private static final String SUBSCRIPTION = Demo.SUBSCRIPTION.replace(" inStock", "");

  private static final String ADD =
      "mutation { addReview(input: {upc: \\\"100239\\\", author: \\\"u200\\\", rating: 5, title:"
          + " \\\"Good\\\"}) { __typename } }";

  @TempDir private Path directory;

  @Test
  @Timeout(60)
  void aReviewThatIsAddedIsToldWithWhatOtherServicesKnow() throws Exception {
    Path file = directory.resolve("supergraph.graphql");
    Files.writeString(file, SampleGraph.supergraph(SERVICES.running()));
    Gateway gateway = Gateway.serving(SERVICES.vertx(), file, 0).await();
    gateway.firstSupergraph().await();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<Stream<String>> events =
          client.send(
              request(gateway, SUBSCRIPTION).header("accept", "text/event-stream").build(),
              HttpResponse.BodyHandlers.ofLines());
      Iterator<String> lines = events.body().filter(line -> line.length() > 1).iterator();

      assertThat(added(client, gateway)).contains("ReviewAdded");

      assertThat(lines.next()).isEqualTo("event: next");
      assertThat(lines.next())
          .startsWith("data: {\"data\":{\"reviewAdded\":{\"rating\":5,\"title\":\"Good\"")
          .contains("\"displayName\":\"", "\"name\":\"")
          .doesNotContain("errors");
      gateway.stop().await();
      assertThat(String.join("", (Iterable<String>) () -> lines)).contains("SHUTTING_DOWN");
    }
  }

  private static String added(HttpClient client, Gateway gateway)
      throws IOException, InterruptedException {
    return client.send(request(gateway, ADD).build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  private static HttpRequest.Builder request(Gateway gateway, String query) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"query\":\"" + query + "\"}"));
  }
}
