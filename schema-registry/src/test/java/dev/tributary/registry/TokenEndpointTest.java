package dev.tributary.registry;

import static dev.tributary.registry.RegistryOverHttp.json;
import static dev.tributary.registry.RegistryOverHttp.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tokens allow, and how they are issued and revoked. */
class TokenEndpointTest {

  @RegisterExtension
  static final RegistryOverHttp REGISTRY = new RegistryOverHttp(RegistryServer::start);

  static Stream<Arguments> denials() {
    return Stream.of(
        Arguments.of("GET", "/supergraph", "", 401, "tributary registry\""),
        Arguments.of("GET", "/supergraph", "nonsense", 401, "invalid_token"),
        Arguments.of(
            "GET",
            "/supergraph",
            "tributary_0123456789abcdef_" + "0".repeat(64),
            401,
            "invalid_token"),
        Arguments.of("PUT", "/subgraphs/a", "read *", 403, "insufficient_scope"),
        Arguments.of("DELETE", "/subgraphs/a", "read *", 403, "insufficient_scope"),
        Arguments.of("POST", "/publish", "read *", 403, "insufficient_scope"),
        Arguments.of("POST", "/check", "read *", 403, "insufficient_scope"),
        Arguments.of("PUT", "/subgraphs/a", "publish other", 403, "insufficient_scope"),
        Arguments.of("GET", "/supergraph", "read other@current", 403, "insufficient_scope"),
        Arguments.of("GET", "/history", "admin other", 403, "insufficient_scope"));
  }

  @ParameterizedTest
  @MethodSource("denials")
  void withoutTheRightTokenNothingIsDone(
      String method, String path, String token, int status, String challenge) throws Exception {
    String[] roleAndScope = token.split(" ");
    String secret =
        roleAndScope.length == 2
            ? REGISTRY.server.token(TokenRole.parse(roleAndScope[0]).orElseThrow(), roleAndScope[1])
            : token;

    HttpResponse<String> response =
        REGISTRY.send(
            method, REGISTRY.path(path), secret, "text/plain", BodyPublishers.ofString("type A"));

    problem(response, status, status == 401 ? "UNAUTHENTICATED" : "FORBIDDEN");
    assertThat(response.headers().firstValue("www-authenticate").orElse("")).contains(challenge);
    assertThat(REGISTRY.server.registry.latest(REGISTRY.id())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "publish, PUT, /subgraphs/a, 200",
    "publish, GET, /subgraphs, 200",
    "read, GET, /history, 200",
    "read, GET, /supergraph, 404"
  })
  void aTokenOfTheGraphDoesWhatItsRoleAllows(String role, String method, String path, int status)
      throws Exception {
    String secret = REGISTRY.server.token(TokenRole.parse(role).orElseThrow(), REGISTRY.graph);

    HttpResponse<String> response =
        REGISTRY.send(
            method, REGISTRY.path(path), secret, "text/plain", BodyPublishers.ofString("type A"));

    assertThat(response.statusCode()).isEqualTo(status);
  }

  @Test
  void tokensAreIssuedListedAndRevoked() throws Exception {
    HttpResponse<String> issued =
        REGISTRY.send(
            "POST",
            "/tokens",
            REGISTRY.admin,
            "application/json",
            BodyPublishers.ofString(
                "{\"label\": \"reviews-ci\", \"role\": \"publish\", \"scope\": \"%s\"}"
                    .formatted(REGISTRY.graph)));

    assertThat(issued.statusCode()).isEqualTo(201);
    assertThat(issued.headers().firstValue("cache-control")).contains("no-store");
    String secret = json(issued).path("token").asText();
    String id = json(issued).path("id").asText();
    assertThat(REGISTRY.put("/subgraphs/a", "text/plain", "type A", secret).statusCode())
        .isEqualTo(200);
    HttpResponse<String> listed =
        REGISTRY.send("GET", "/tokens", REGISTRY.admin, "", BodyPublishers.noBody());
    assertThat(listed.body()).contains(id, "reviews-ci").doesNotContain(secret);
    assertThat(
            REGISTRY
                .send("DELETE", "/tokens/" + id, REGISTRY.admin, "", BodyPublishers.noBody())
                .statusCode())
        .isEqualTo(204);
    problem(REGISTRY.put("/subgraphs/a", "text/plain", "type B", secret), 401, "UNAUTHENTICATED");
    problem(
        REGISTRY.send("DELETE", "/tokens/" + id, REGISTRY.admin, "", BodyPublishers.noBody()),
        404,
        "UNKNOWN_TOKEN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"label\": \"\", \"role\": \"read\", \"scope\": \"*\"}",
        "{\"label\": \"a\", \"role\": \"READ\", \"scope\": \"*\"}",
        "{\"label\": \"a\", \"role\": \"read\", \"scope\": \"a b\"}",
        "{\"label\": \"a\", \"role\": \"read\"}",
        "{\"label\": \"a\", \"role\": \"read\", \"scope\": \"*\", \"more\": 1}"
      })
  void aMalformedTokenRequestIssuesNone(String body) throws Exception {
    int before = REGISTRY.server.tokens.list().size();

    problem(
        REGISTRY.send(
            "POST", "/tokens", REGISTRY.admin, "application/json", BodyPublishers.ofString(body)),
        400,
        "INVALID_BODY");
    assertThat(REGISTRY.server.tokens.list()).hasSize(before);
  }

  @Test
  void tokensTakeAnAdminOfAllGraphs() throws Exception {
    for (String token :
        List.of(
            REGISTRY.server.token(TokenRole.ADMIN, "shop"),
            REGISTRY.server.token(TokenRole.PUBLISH, "*"))) {
      problem(
          REGISTRY.send("GET", "/tokens", token, "", BodyPublishers.noBody()), 403, "FORBIDDEN");
    }
  }
}
