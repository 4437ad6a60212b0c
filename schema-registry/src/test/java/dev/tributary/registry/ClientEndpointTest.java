package dev.tributary.registry;

import static dev.tributary.registry.RegistryOverHttp.json;
import static dev.tributary.registry.RegistryOverHttp.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients' keys and quotas over HTTP; each test has a graph of its own. */
class ClientEndpointTest {

  private static final String GOLD =
      """
      {"tiers": {"gold": {"limits": [{"quota": 1000, "per": "60s"}]}}, "clients": {"web": "gold"}}
      """;

  @RegisterExtension
  static final RegistryOverHttp REGISTRY = new RegistryOverHttp(RegistryServer::start);

  @Test
  void aKeyIsShownOnceListedAndRevoked() throws Exception {
    HttpResponse<String> created =
        post(
            "{\"client\": \"mobile\", \"scopes\": [\"b\", \"a\"], \"expires\":"
                + " \"2999-01-31T00:00:00Z\"}");

    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    assertThat(created.headers().firstValue("cache-control")).contains("no-store");
    String key = json(created).path("key").asText();
    String id = json(created).path("id").asText();
    assertThat(key).matches("tributary_[A-Za-z0-9_-]{43}");
    HttpResponse<String> listed = send("GET", "/keys", "", REGISTRY.admin);
    assertThat(json(listed).path("keys")).hasSize(1);
    assertThat(listed.body())
        .contains(id, "mobile", "[\"a\",\"b\"]", "2999-01-31T00:00:00Z", "admin-token")
        .doesNotContain(key)
        .doesNotContain("sha256");
    JsonNode delivered = json(send("GET", "/clients", "", REGISTRY.admin));
    assertThat(delivered.at("/keys/0/hash").asText())
        .isEqualTo("sha256:" + ContentHash.ofDocument(key));

    assertThat(send("DELETE", "/keys/" + id, "", REGISTRY.admin).statusCode()).isEqualTo(204);
    problem(send("DELETE", "/keys/" + id, "", REGISTRY.admin), 404, "UNKNOWN_KEY");
    assertThat(json(send("GET", "/keys", "", REGISTRY.admin)).at("/keys/0").has("revokedAt"))
        .isTrue();
    assertThat(json(send("GET", "/clients", "", REGISTRY.admin)).path("keys")).isEmpty();
  }

  @Test
  void aKeyThatWasMadeElsewhereIsEnteredByItsHashOnce() throws Exception {
    String body =
        "{\"client\": \"mobile\", \"hash\": \"hmac-sha256:%s\"}".formatted("a".repeat(64));

    HttpResponse<String> entered = post(body);

    assertThat(entered.statusCode()).isEqualTo(201);
    assertThat(json(entered).has("key")).isFalse();
    problem(post(body), 409, "KEY_EXISTS");
    send("DELETE", "/keys/" + "a".repeat(12), "", REGISTRY.admin);
    problem(post(body), 409, "KEY_EXISTS");
  }

  @Test
  void everythingThatIsWrongWithAKeyIsToldAtOnce() throws Exception {
    HttpResponse<String> refused =
        post(
            """
            {"client": " ", "scopes": ["ok", "two words"], "tier": "gold", "expires": "2001-01-01T00:00:00Z",
             "hash": "md5:1", "claims": {}}
            """);

    problem(refused, 400, "INVALID_KEY");
    assertThat(json(refused).findValuesAsText("path"))
        .containsExactlyInAnyOrder("claims", "client", "scopes[1]", "expires", "hash", "tier");
    assertThat(json(send("GET", "/keys", "", REGISTRY.admin)).path("keys")).isEmpty();
  }

  @Test
  void aClientGetsItsTierWithItsKey() throws Exception {
    put(GOLD, "*");

    assertThat(post("{\"client\": \"mobile\", \"tier\": \"gold\"}").statusCode()).isEqualTo(201);

    assertThat(json(send("GET", "/quotas", "", REGISTRY.admin)).at("/clients/mobile").asText())
        .isEqualTo("gold");
  }

  @Test
  void quotasAreSetByWhoeverSawTheLatestOnes() throws Exception {
    HttpResponse<String> none = send("GET", "/quotas", "", REGISTRY.admin);
    assertThat(none.headers().firstValue("etag")).contains("\"0\"");
    problem(put(GOLD, null), 428, "PRECONDITION_REQUIRED");

    HttpResponse<String> set = put(GOLD, "\"0\"");

    assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
    assertThat(set.headers().firstValue("etag")).contains("\"1\"");
    assertThat(json(set).at("/tiers/gold/limits/0/per").asText()).isEqualTo("1m");
    HttpResponse<String> stale = put("{}", "\"0\"");
    problem(stale, 412, "STALE_QUOTAS");
    assertThat(json(stale).path("current").asInt()).isEqualTo(1);
    problem(put("{}", "W/\"1\""), 412, "STALE_QUOTAS");
    problem(put("{\"revision\": 0}", null), 412, "STALE_QUOTAS");
    // A key is no change of quotas.
    post("{\"client\": \"mobile\"}");
    assertThat(put("{\"revision\": 1}", null).statusCode()).isEqualTo(200);
    assertThat(put(GOLD, "*").headers().firstValue("etag")).contains("\"4\"");
    assertThat(put(GOLD, "\"4\"").headers().firstValue("etag")).contains("\"4\"");
  }

  @Test
  void everythingThatIsWrongWithQuotasIsToldAtOnce() throws Exception {
    HttpResponse<String> refused =
        put(
            """
            {"tiers": {
               "two words": {},
               "gold": {"limits": [
                 {"unit": "bytes", "quota": 0, "per": "2d", "burst": -1, "operation": "1x", "more": 1},
                 {}
               ], "concurrent": "many"},
               "same": {"limits": [{"quota": 1, "per": "1m"}, {"quota": 2, "per": "60s"}]}},
             "clients": {"web": "silver"},
             "standardTier": "none",
             "mode": "off"}
            """,
            "*");

    problem(refused, 400, "INVALID_QUOTAS");
    assertThat(json(refused).findValuesAsText("path"))
        .containsExactlyInAnyOrder(
            "mode",
            "tiers.two words",
            "tiers.gold.concurrent",
            "tiers.gold.limits[0].more",
            "tiers.gold.limits[0].unit",
            "tiers.gold.limits[0].quota",
            "tiers.gold.limits[0].per",
            "tiers.gold.limits[0].burst",
            "tiers.gold.limits[0].operation",
            "tiers.gold.limits[1].quota",
            "tiers.gold.limits[1].per",
            "tiers.same.limits[1]",
            "clients.web",
            "standardTier");
  }

  @Test
  void aLimitMayNotBeNamedLikeWhatIsNone() throws Exception {
    problem(
        put(
            "{\"tiers\": {\"a\": {\"limits\": [{\"name\": \"concurrent\", \"quota\": 1, \"per\":"
                + " \"1s\"}]}}}",
            "*"),
        400,
        "INVALID_QUOTAS");
  }

  @Test
  void aLongPollIsAnsweredByTheNextChange() throws Exception {
    String etag =
        send("GET", "/clients", "", REGISTRY.admin).headers().firstValue("etag").orElseThrow();
    List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      polls.add(
          REGISTRY.sendLater(
              request("GET", "/clients?wait=20s", "", REGISTRY.admin)
                  .header("if-none-match", etag)));
    }
    REGISTRY.awaitWaiting(2);

    put(GOLD, "*");

    for (CompletableFuture<HttpResponse<String>> poll : polls) {
      HttpResponse<String> answer = poll.get(2, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("etag"))
          .contains('"' + ContentHash.ofDocument(answer.body()) + '"');
      assertThat(ClientSettings.read(answer.body()).quotas().tiers()).containsOnlyKeys("gold");
    }
    assertThat(REGISTRY.server.waiting()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /keys,    read,    200",
    "GET,    /quotas,  read,    200",
    "GET,    /clients, read,    200",
    "POST,   /keys,    read,    403",
    "POST,   /keys,    publish, 403",
    "DELETE, /keys/a,  publish, 403",
    "PUT,    /quotas,  publish, 403",
    "POST,   /keys,    admin,   400",
    "DELETE, /keys/a,  admin,   404"
  })
  void aTokenOfTheGraphDoesWhatItsRoleAllows(String method, String path, String role, int status)
      throws Exception {
    String token = REGISTRY.server.token(TokenRole.parse(role).orElseThrow(), REGISTRY.graph);

    assertThat(send(method, path, "{}", token).statusCode()).isEqualTo(status);

    String other = REGISTRY.server.token(TokenRole.parse(role).orElseThrow(), "other");
    assertThat(send(method, path, "{}", other).statusCode()).isEqualTo(403);
    assertThat(send(method, path, "{}", "nonsense").statusCode()).isEqualTo(401);
  }

  private HttpResponse<String> post(String body) throws Exception {
    return send("POST", "/keys", body, REGISTRY.admin);
  }

  private HttpResponse<String> put(String body, @Nullable String ifMatch) throws Exception {
    HttpRequest.Builder request = request("PUT", "/quotas", body, REGISTRY.admin);
    if (ifMatch != null) {
      request.header("if-match", ifMatch);
    }
    return REGISTRY.send(request);
  }

  private static HttpResponse<String> send(String method, String path, String body, String token)
      throws Exception {
    return REGISTRY.send(request(method, path, body, token));
  }

  private static HttpRequest.Builder request(
      String method, String path, String body, String token) {
    return REGISTRY.request(
        method, REGISTRY.path(path), token, "application/json", BodyPublishers.ofString(body));
  }
}
