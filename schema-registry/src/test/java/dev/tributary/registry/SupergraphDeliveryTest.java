package dev.tributary.registry;

import static dev.tributary.registry.RegistryOverHttp.etag;
import static dev.tributary.registry.RegistryOverHttp.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Supergraphs as gateways fetch them, and wait for the next. */
class SupergraphDeliveryTest {

  @RegisterExtension
  static final RegistryOverHttp REGISTRY = new RegistryOverHttp(RegistryServer::start);

  @Test
  void aClientThatHasTheLatestIsToldSo() throws Exception {
    REGISTRY.publish("a", "type A");
    String etag = etag(REGISTRY.get("/supergraph"));

    for (String tags : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
      HttpResponse<String> response = REGISTRY.supergraph("", tags);
      assertThat(response.statusCode()).isEqualTo(304);
      assertThat(response.body()).isEmpty();
      assertThat(etag(response)).isEqualTo(etag);
    }
    assertThat(REGISTRY.supergraph("", "\"other\"").statusCode()).isEqualTo(200);
    REGISTRY.publish("a", "type B");
    assertThat(REGISTRY.supergraph("", etag).statusCode()).isEqualTo(200);
  }

  @Test
  void theHeadOfASupergraphHasItsHeadersOnly() throws Exception {
    REGISTRY.publish("a", "type A");

    HttpResponse<String> head =
        REGISTRY.send(
            "HEAD", REGISTRY.path("/supergraph"), REGISTRY.admin, "", BodyPublishers.noBody());

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(etag(head)).isEqualTo(etag(REGISTRY.get("/supergraph")));
  }

  @Test
  void aLongPollIsAnsweredByTheNextPublish() throws Exception {
    REGISTRY.publish("a", "type A");
    String etag = etag(REGISTRY.get("/supergraph"));
    CompletableFuture<HttpResponse<String>> poll = REGISTRY.supergraphLater("?wait=25s", etag);

    // Publishes before the poll has entered are found by its own look.
    REGISTRY.publish("a", "type B");

    HttpResponse<String> answer = poll.get(10, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("type B");
    assertThat(answer.headers().firstValue("tributary-supergraph-version")).contains("2");
  }

  @Test
  void aLongPollMayBeginBeforeTheFirstPublish() throws Exception {
    CompletableFuture<HttpResponse<String>> poll = REGISTRY.supergraphLater("?wait=25", "");

    REGISTRY.publish("a", "type A");

    assertThat(poll.get(10, TimeUnit.SECONDS).body()).contains("type A");
  }

  @Test
  void aLongPollThatSeesNothingNewEnds() throws Exception {
    REGISTRY.publish("a", "type A");
    String etag = etag(REGISTRY.get("/supergraph"));

    assertThat(REGISTRY.supergraph("?wait=1s", etag).statusCode()).isEqualTo(304);
  }

  @Test
  void aPreferenceToWaitIsHonouredAndSaidSo() throws Exception {
    REGISTRY.publish("a", "type A");
    HttpRequest.Builder request =
        REGISTRY
            .request(
                "GET", REGISTRY.path("/supergraph"), REGISTRY.admin, "", BodyPublishers.noBody())
            .header("if-none-match", etag(REGISTRY.get("/supergraph")))
            .header("prefer", "respond-async, wait=1");

    HttpResponse<String> response = REGISTRY.send(request);

    assertThat(response.statusCode()).isEqualTo(304);
    assertThat(response.headers().firstValue("preference-applied")).contains("wait=1");
  }

  @Test
  void moreLongPollsThanAllowedAreSentAwayAndThePlacesOfThoseWhoLeaveAreFree() throws Exception {
    REGISTRY.publish("a", "type A");
    String etag = etag(REGISTRY.get("/supergraph"));
    for (int round = 0; round < 2; round++) {
      List<Socket> waiting = new ArrayList<>();
      for (int i = 0; i < RegistryServer.OPTIONS.maxWaiting(); i++) {
        waiting.add(openPoll(etag));
      }
      REGISTRY.awaitWaiting(RegistryServer.OPTIONS.maxWaiting());

      HttpResponse<String> refused = REGISTRY.supergraph("?wait=30s", etag);

      problem(refused, 503, "BUSY");
      assertThat(refused.headers().firstValue("retry-after")).isPresent();
      for (Socket socket : waiting) {
        socket.close();
      }
      REGISTRY.awaitWaiting(0);
    }
  }

  private static Socket openPoll(String etag) throws Exception {
    return REGISTRY.openRequest(
        "GET", REGISTRY.path("/supergraph?wait=30s"), "if-none-match: " + etag + "\r\n");
  }
}
