package dev.tributary.registry;

import static dev.tributary.registry.RegistryOverHttp.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no request that the registry knows is answered in words, and changes nothing. */
class MalformedRequestsTest {

  @RegisterExtension
  static final RegistryOverHttp REGISTRY = new RegistryOverHttp(RegistryServer::start);

  static Stream<Arguments> malformedRequests() {
    String json = "application/json";
    return Stream.of(
        Arguments.of(
            "PUT", "/subgraphs/a%2Fb", json, "{\"sdl\":\"type A\"}", 400, "INVALID_SUBGRAPH_NAME"),
        Arguments.of("PUT", "/subgraphs/a/b", json, "{\"sdl\":\"type A\"}", 404, "NOT_FOUND"),
        Arguments.of(
            "PUT",
            "/subgraphs/" + "a".repeat(65),
            json,
            "{\"sdl\":\"type A\"}",
            400,
            "INVALID_SUBGRAPH_NAME"),
        Arguments.of(
            "PUT", "/subgraphs/%20", json, "{\"sdl\":\"type A\"}", 400, "INVALID_SUBGRAPH_NAME"),
        Arguments.of("PUT", "/subgraphs/a", json, "", 400, "INVALID_BODY"),
        Arguments.of("PUT", "/subgraphs/a", json, "{", 400, "INVALID_BODY"),
        Arguments.of("PUT", "/subgraphs/a", json, "[]", 400, "INVALID_BODY"),
        Arguments.of("PUT", "/subgraphs/a", json, "{\"sdl\":\"type A\"} x", 400, "INVALID_BODY"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"a\",\"sdl\":\"b\"}", 400, "INVALID_BODY"),
        Arguments.of("PUT", "/subgraphs/a", json, "{\"url\":\"http://a/\"}", 400, "INVALID_BODY"),
        Arguments.of("PUT", "/subgraphs/a", json, "{\"sdl\":7}", 400, "INVALID_BODY"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"a\",\"URL\":\"x\"}", 400, "INVALID_BODY"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"a\",\"base\":\"1\"}", 400, "INVALID_BODY"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"a\",\"base\":-1}", 400, "INVALID_BODY"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"a\",\"base\":1e99}", 400, "INVALID_BODY"),
        Arguments.of("PUT", "/subgraphs/a", json, "[".repeat(5_000), 400, "INVALID_BODY"),
        Arguments.of(
            "PUT", "/subgraphs/a?base=1", json, "{\"sdl\":\"a\"}", 400, "INVALID_PARAMETER"),
        Arguments.of("PUT", "/subgraphs/a", json, "{\"sdl\":\" \"}", 400, "SDL_EMPTY"),
        Arguments.of("PUT", "/subgraphs/a", json, "{\"sdl\":\"\\u0000\"}", 400, "INVALID_TEXT"),
        Arguments.of("PUT", "/subgraphs/a", json, "{\"sdl\":\"\\ud83e\"}", 400, "INVALID_TEXT"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"a\",\"url\":\"a\"}", 400, "INVALID_URL"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"\",\"url\":\"a\"}", 400, "INVALID_CHANGE"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"a\",\"base\":7}", 409, "STALE_BASE_VERSION"),
        Arguments.of("PUT", "/subgraphs/a", "text/plain", "a".repeat(20_001), 413, "SDL_TOO_LARGE"),
        Arguments.of(
            "PUT", "/subgraphs/a", "text/plain", "a".repeat(100_001), 413, "BODY_TOO_LARGE"),
        Arguments.of("PUT", "/subgraphs/a?url=x", "text/plain", "type A", 400, "INVALID_URL"),
        Arguments.of(
            "PUT", "/subgraphs/a?base=x", "text/plain", "type A", 400, "INVALID_PARAMETER"),
        Arguments.of("PUT", "/subgraphs/a?bse=1", "text/plain", "type A", 400, "INVALID_PARAMETER"),
        Arguments.of(
            "PUT", "/subgraphs/a?base=1&base=2", "text/plain", "type A", 400, "INVALID_PARAMETER"),
        Arguments.of(
            "PUT",
            "/subgraphs/a",
            "application/x-www-form-urlencoded",
            "type A",
            415,
            "UNSUPPORTED_MEDIA_TYPE"),
        Arguments.of(
            "PUT",
            "/subgraphs/a",
            "multipart/form-data; boundary=x",
            "type A",
            415,
            "UNSUPPORTED_MEDIA_TYPE"),
        Arguments.of("POST", "/publish", "text/plain", "type A", 415, "UNSUPPORTED_MEDIA_TYPE"),
        Arguments.of("POST", "/publish", json, "{}", 400, "EMPTY_CHANGE"),
        Arguments.of("POST", "/publish", json, "{\"subgraphs\":{}}", 400, "INVALID_BODY"),
        Arguments.of("POST", "/publish", json, "{\"subgraphs\":[7]}", 400, "INVALID_BODY"),
        Arguments.of(
            "POST", "/publish", json, "{\"subgraphs\":[{\"sdl\":\"a\"}]}", 400, "INVALID_BODY"),
        Arguments.of(
            "POST", "/publish", json, "{\"subgraphs\":[{\"name\":\"a\"}]}", 400, "INVALID_BODY"),
        Arguments.of("POST", "/publish", json, "{\"retire\":[7]}", 400, "INVALID_BODY"),
        Arguments.of("POST", "/publish", json, "{\"retire\":[\"a\"]}", 404, "UNKNOWN_SUBGRAPH"),
        Arguments.of("POST", "/check", json, "{}", 400, "EMPTY_CHANGE"),
        Arguments.of("GET", "/history?before=x", "", "", 400, "INVALID_PARAMETER"),
        Arguments.of("GET", "/history?page=2", "", "", 400, "INVALID_PARAMETER"),
        Arguments.of("GET", "/supergraph?wait=1m", "", "", 400, "INVALID_PARAMETER"),
        Arguments.of("GET", "/supergraph", "", "", 404, "NO_SUPERGRAPH"),
        Arguments.of("GET", "/nothing", "", "", 404, "NOT_FOUND"),
        Arguments.of("POST", "/subgraphs/a", json, "{}", 405, "METHOD_NOT_ALLOWED"),
        Arguments.of("DELETE", "/supergraph", "", "", 405, "METHOD_NOT_ALLOWED"));
  }

  @ParameterizedTest
  @MethodSource("malformedRequests")
  void malformedRequestsAreAnsweredWithAProblemAndChangeNothing(
      String method, String path, String contentType, String body, int status, String code)
      throws Exception {
    HttpResponse<String> response =
        REGISTRY.send(
            method,
            REGISTRY.path(path),
            REGISTRY.admin,
            contentType,
            BodyPublishers.ofString(body));

    problem(response, status, code);
    assertThat(REGISTRY.server.registry.latest(REGISTRY.id())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%2Fb", "a@b@c", "@prod", "shop@", "%20"})
  void aGraphMustBeNamedByTheRule(String name) throws Exception {
    HttpResponse<String> response =
        REGISTRY.send(
            "GET", "/graphs/" + name + "/supergraph", REGISTRY.admin, "", BodyPublishers.noBody());

    problem(response, 400, "INVALID_GRAPH_NAME");
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws Exception {
    HttpResponse<String> response =
        REGISTRY.send(
            "PUT",
            REGISTRY.path("/subgraphs/a"),
            REGISTRY.admin,
            "text/plain",
            BodyPublishers.ofByteArray(new byte[] {'a', (byte) 0xc3, (byte) 0x28}));

    problem(response, 400, "INVALID_BODY");
  }

  @Test
  void aWrongMethodIsToldTheRightOnes() throws Exception {
    HttpResponse<String> response =
        REGISTRY.send(
            "PATCH", REGISTRY.path("/supergraph"), REGISTRY.admin, "", BodyPublishers.noBody());

    problem(response, 405, "METHOD_NOT_ALLOWED");
    assertThat(response.headers().firstValue("allow")).contains("GET, HEAD");
  }

  @Test
  void aBodyOfUnknownLengthIsCutOffAtTheLimit() throws Exception {
    byte[] tooLong = "a".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
    BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLong));

    problem(
        REGISTRY.send("PUT", REGISTRY.path("/subgraphs/a"), REGISTRY.admin, "text/plain", chunked),
        413,
        "BODY_TOO_LARGE");
  }

  @Test
  void aClientThatSendsOnAndOnIsCutOff() throws Exception {
    byte[] part = ("10000\r\n" + "a".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    try (Socket socket =
        REGISTRY.openRequest(
            "PUT",
            REGISTRY.path("/subgraphs/a"),
            "content-type: text/plain\r\ntransfer-encoding: chunked\r\n")) {

      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  socket.getOutputStream().write(part);
                }
              })
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aQueryThatDoesNotDecodeIsAProblem() throws Exception {
    try (Socket socket =
        REGISTRY.openRequest("GET", REGISTRY.path("/subgraphs?x=%zz"), "connection: close\r\n")) {
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer)
          .startsWith("HTTP/1.1 400 ")
          .contains("application/problem+json")
          .contains("BAD_REQUEST");
    }
  }

  @Test
  void aLargeBodyWithoutATokenIsAnsweredAndTheConnectionLivesOn() throws Exception {
    for (int i = 0; i < 3; i++) {
      problem(
          REGISTRY.send(
              "PUT",
              REGISTRY.path("/subgraphs/a"),
              "",
              "text/plain",
              BodyPublishers.ofString("a".repeat(500_000))),
          401,
          "UNAUTHENTICATED");
    }
    assertThat(REGISTRY.publish("a", "type A").statusCode()).isEqualTo(200);
  }

  @Test
  void aClientThatAsksWhetherToGoOnIsTold() throws Exception {
    HttpRequest.Builder request =
        REGISTRY
            .request(
                "PUT",
                REGISTRY.path("/subgraphs/a"),
                REGISTRY.admin,
                "text/plain",
                BodyPublishers.ofString("type A"))
            .expectContinue(true);

    assertThat(REGISTRY.send(request).statusCode()).isEqualTo(200);
  }
}
