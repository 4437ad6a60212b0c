package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tributary.auth.TestAuthority;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.MultiMap;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What {@code tributary.yaml} says of the edge, from a client to a service and back. */
class EdgeTest {

  private static final String HEAD =
      """
      server: {port: 0, timeout: 5s, drain: 1s, eventLoops: 1}
      """;

  @TempDir private Path directory;
  private ServedGraph graph;
  private final BlockingQueue<MultiMap> received = new LinkedBlockingQueue<>();
  private ScriptedService service;
  private @Nullable Gateway gateway;

  @BeforeEach
  void compose() {
    graph = new ServedGraph(directory);
    service = new ScriptedService(graph.vertx, request -> new JsonObject());
    serviceAnswers("{\"data\":{\"a\":\"1\"}}", "x-served-by", "a");
    graph.compose(
        new SubgraphSource("things", service.url(), "type Query { a: String b: String! }"));
  }

  @AfterEach
  void stop() {
    graph.close();
  }

  private void serviceAnswers(String body, String... headers) {
    service.behave(
        (request, asked) -> {
          received.add(request.headers());
          request.response().putHeader("content-type", "application/json");
          for (int i = 0; i < headers.length; i += 2) {
            request.response().headers().add(headers[i], headers[i + 1]);
          }
          request.response().end(body);
        });
  }

  private void start(String yaml) {
    gateway = graph.start(HEAD + yaml);
  }

  private HttpResponse<String> post(String body, String... headers) {
    return graph.post(Objects.requireNonNull(gateway), body, headers);
  }

  private HttpResponse<String> get(String path) {
    return graph.get(Objects.requireNonNull(gateway).port(), path);
  }

  @Test
  void rulesOfTheDefaultsAndOfTheServiceHoldTogether() throws InterruptedException {
    start(
        """
        serviceDefaults:
          requestHeaders:
            - forward: /x-.*/
            - {set: x-user, value: "{client}"}
          answerHeaders:
            - forward: x-served-by
            - forward: cache-control
        services:
          things:
            requestHeaders:
              - drop: x-debug
        """);
    serviceAnswers("{\"data\":{\"a\":\"1\"}}", "x-served-by", "a", "cache-control", "max-age=9");

    HttpResponse<String> answer =
        post("{\"query\":\"{a}\"}", "x-a", "1", "x-debug", "1", "x-user", "root");

    assertThat(received.take().names()).contains("x-a").doesNotContain("x-debug", "x-user");
    assertThat(answer.headers().allValues("x-served-by")).containsExactly("a");
    assertThat(answer.headers().allValues("cache-control")).containsExactly("private, max-age=9");
  }

  @Test
  void anAnswerThatIsTheSameForAllMayBeKeptByAll() {
    start("serviceDefaults: {answerHeaders: [{forward: cache-control}]}");
    serviceAnswers("{\"data\":{\"a\":\"1\"}}", "cache-control", "max-age=9");

    assertThat(post("{\"query\":\"{a}\"}").headers().allValues("cache-control"))
        .containsExactly("public, max-age=9");
  }

  @Test
  void anAnswerWithErrorsIsNotKept() {
    start("serviceDefaults: {answerHeaders: [{forward: cache-control}]}");
    serviceAnswers(
        "{\"data\":{\"a\":null},\"errors\":[{\"message\":\"no\",\"path\":[\"a\"]}]}",
        "cache-control",
        "max-age=9");

    assertThat(post("{\"query\":\"{a}\"}").headers().allValues("cache-control"))
        .containsExactly("no-store");
  }

  @Test
  void anAnswerWithoutRulesIsNotKept() {
    start("");
    serviceAnswers("{\"data\":{\"a\":\"1\"}}", "cache-control", "max-age=9", "set-cookie", "a=1");

    HttpResponse<String> answer = post("{\"query\":\"{a}\"}");

    assertThat(answer.headers().allValues("cache-control")).containsExactly("no-store");
    assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
  }

  // Who the gateway is to services

  @Test
  void servicesVerifyTokensWithTheKeysThatAreServed() throws Exception {
    Path key = directory.resolve("service-key.json");
    assertThat(
            new CommandLine(new SigningKeyCommand()).execute("--file=" + key, "--algorithm=EdDSA"))
        .isZero();
    start("services: {things: {token: {key: service-key.json, issuer: the-gateway}}}");

    post("{\"query\":\"{a}\"}");

    SignedJWT token = SignedJWT.parse(received.take().get("authorization").substring(7));
    assertThat(token.getJWTClaimsSet().getIssuer()).isEqualTo("the-gateway");
    assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("things");
    HttpResponse<String> keys = get("/.well-known/jwks.json");
    JWK served = JWKSet.parse(keys.body()).getKeyByKeyId(token.getHeader().getKeyID());
    assertThat(served.isPrivate()).isFalse();
    assertThat(Files.getPosixFilePermissions(key)).hasSize(2);
  }

  @Test
  void withoutTokensNoKeysAreServed() throws Exception {
    start("");
    assertThat(get("/.well-known/jwks.json").statusCode()).isEqualTo(404);
  }

  @Test
  void requestsAreSignedWithASharedSecret() throws Exception {
    start("serviceDefaults: {signature: {secret: s3cr3t6789abcdef0123456789abcdef}}");

    post("{\"query\":\"{a}\"}");

    assertThat(received.take().get("signature-input")).contains("tag=\"things\"");
  }

  @Test
  void servicesSeeTheGatewaysCertificateAndTheOneThatReplacesIt() throws Exception {
    TestAuthority authority = new TestAuthority("CN=Authority");
    TestAuthority.Identity server = authority.server();
    server.write(directory.resolve("server.pem"), directory.resolve("server.key"));
    authority.write(directory.resolve("authority.pem"));
    authority
        .client("CN=gateway-1", null)
        .write(directory.resolve("gateway.pem"), directory.resolve("gateway.key"));
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    HttpServer secure =
        Await.on(
            graph
                .vertx
                .createHttpServer(
                    new HttpServerOptions()
                        .setSsl(true)
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(
                            new PemTrustOptions()
                                .addCertPath(directory.resolve("authority.pem").toString()))
                        .setKeyCertOptions(
                            new PemKeyCertOptions()
                                .addCertPath(directory.resolve("server.pem").toString())
                                .addKeyPath(directory.resolve("server.key").toString())))
                .requestHandler(
                    request -> {
                      try {
                        seen.add(request.sslSession().getPeerPrincipal().getName());
                      } catch (SSLPeerUnverifiedException e) {
                        seen.add("nobody");
                      }
                      request
                          .response()
                          .putHeader("content-type", "application/json")
                          .putHeader("connection", "close")
                          .end("{\"data\":{\"a\":\"1\"}}");
                    })
                .listen(0, "127.0.0.1"));
    start(
        """
        services:
          things:
            url: https://localhost:%d/
            tls: {certificate: gateway.pem, key: gateway.key, authorities: authority.pem}
        """
            .formatted(secure.actualPort()));

    assertThat(post("{\"query\":\"{a}\"}").body()).isEqualTo("{\"data\":{\"a\":\"1\"}}");
    assertThat(seen.take()).isEqualTo("CN=gateway-1");

    authority
        .client("CN=gateway-2", null)
        .write(directory.resolve("gateway.pem"), directory.resolve("gateway.key"));
    Instant end = Instant.now().plusSeconds(10);
    String latest = "";
    while (!latest.equals("CN=gateway-2") && Instant.now().isBefore(end)) {
      post("{\"query\":\"{a}\"}");
      latest = seen.take();
      Thread.sleep(100);
    }
    assertThat(latest).isEqualTo("CN=gateway-2");
  }

  @Test
  void aServiceThatNobodyVouchesForIsNotCalled() throws Exception {
    new TestAuthority("CN=Other").write(directory.resolve("other.pem"));
    TestAuthority authority = new TestAuthority("CN=Authority");
    authority.server().write(directory.resolve("server.pem"), directory.resolve("server.key"));
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    HttpServer secure =
        Await.on(
            graph
                .vertx
                .createHttpServer(
                    new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                            new PemKeyCertOptions()
                                .addCertPath(directory.resolve("server.pem").toString())
                                .addKeyPath(directory.resolve("server.key").toString())))
                .requestHandler(request -> seen.add("called"))
                .listen(0, "127.0.0.1"));
    start(
        "services: {things: {url: 'https://localhost:%d/', tls: {authorities: other.pem}}}"
            .formatted(secure.actualPort()));

    assertThat(post("{\"query\":\"{a}\"}").body()).contains("UPSTREAM_UNREACHABLE");
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "token: {key: missing.json}|missing.json",
        "signature: {secret: short}|at least 32 bytes",
        "tls: {certificate: a.pem}|both 'certificate' and 'key'",
      },
      delimiter = '|')
  void whatCannotBeUsedKeepsTheGatewayFromStarting(String settings, String message) {
    ConfigResult result =
        new ConfigReader(new Substitution(name -> null, directory))
            .read(
                HEAD
                    + "supergraph: {file: supergraph.graphql}\nservices: {things: {"
                    + settings
                    + "}}");

    assertThat(
            Gateway.start(graph.vertx, ((ConfigResult.Valid) result).config(), directory)
                .toCompletionStage()
                .toCompletableFuture())
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .havingRootCause()
        .satisfies(cause -> assertThat(cause.toString()).contains(message));
  }
}
