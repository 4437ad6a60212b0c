package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.upstream.AddressPolicy.Private;
import dev.tributary.upstream.RestServer.Answer;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Retries, sharing, credentials and addresses of calls to REST services. */
class RestTransportTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final String ROOTS = "inventory_Query_warehouses_0";
  private static final String RESTOCK = "inventory_Mutation_restock_0";
  private static final String QUERY = "{ warehouses(region: \"n\") { code } }";
  private static final String MUTATION =
      "mutation { restock(upc: \"1\", quantity: 1) { upc inStock } }";
  private static final Answer DONE = Answer.json("{\"items\": [{\"code\": \"a\"}]}");

  private final RestServer server = new RestServer(VERTX);
  private final List<RestCaller> callers = new ArrayList<>();

  @AfterEach
  void close() {
    callers.forEach(RestCaller::close);
    server.close();
  }

  @AfterAll
  static void closeVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private RestOptions options() {
    return new RestOptions(
        new ServiceOptions(
            server.url(),
            Duration.ofSeconds(3),
            10_000,
            ServiceOptions.Pool.defaults(),
            Map.of(),
            List.of("authorization"),
            ServiceOptions.Sharing.ON),
        Map.of("key", "k"),
        Map.of(),
        null);
  }

  private RestCaller caller(RestOptions options) {
    RestCaller caller = new RestCaller(VERTX, RestCaller.supergraph("inventory.graphql"), options);
    callers.add(caller);
    return caller;
  }

  private Answer failOnce(Answer failure) {
    return server.asked.size() == 1 ? failure : DONE;
  }

  // Retries

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504, 429})
  void aReadIsAttemptedAgainWhenTheServiceFailsForAWhile(int status) {
    server.answers(
        asked -> failOnce(new Answer(status, "text/plain", "x").with("retry-after", "0")));
    assertThat(caller(options().with(2)).root(ROOTS, QUERY, "{}"))
        .isEqualTo("{\"data\":{\"warehouses\":[{\"code\":\"a\"}]}}");
    assertThat(server.asked).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 500})
  void otherFailuresAreAnswers(int status) {
    server.answers(asked -> new Answer(status, "text/plain", "x"));
    assertThat(caller(options().with(2)).root(ROOTS, QUERY, "{}"))
        .contains("CONNECTOR_FETCH", "\"status\":" + status);
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void attemptsAreBounded() {
    server.answers(asked -> new Answer(503, "text/plain", "x"));
    assertThat(caller(options().with(2)).root(ROOTS, QUERY, "{}")).contains("\"status\":503");
    assertThat(server.asked).hasSize(3);
  }

  @Test
  void aServiceThatAsksForMoreTimeThanThereIsIsNotWaitedFor() {
    server.answers(asked -> new Answer(503, "text/plain", "x").with("retry-after", "60"));
    long begun = System.nanoTime();
    assertThat(caller(options().with(2)).root(ROOTS, QUERY, "{}")).contains("\"status\":503");
    assertThat(server.asked).hasSize(1);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void aPostIsNeverMadeAgain(int status) {
    server.answers(
        asked -> failOnce(new Answer(status, "text/plain", "x").with("retry-after", "0")));
    assertThat(caller(options().with(2)).root(RESTOCK, MUTATION, "{}"))
        .contains("\"status\":" + status);
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void aServiceThatIsDownIsNotCalledMuchMoreOftenForIt() {
    server.answers(asked -> new Answer(503, "text/plain", "x"));
    RestCaller caller = caller(options().with(2));
    List<CompletableFuture<String>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(caller.beginRoot(ROOTS, QUERY.replace("\"n\"", "\"" + i + "\""), "{}"));
    }
    all.forEach(RestCaller::await);
    assertThat(server.asked.size()).isBetween(100, 125);
  }

  @Test
  void aRedirectIsAFailureAndIsNotFollowed() {
    server.answers(
        asked -> new Answer(302, "text/plain", "x").with("location", server.url() + "/other"));
    assertThat(caller(options()).root(ROOTS, QUERY, "{}")).contains("\"status\":302");
    assertThat(server.asked).hasSize(1);
  }

  // Sharing between client requests

  @Test
  void equalReadsInFlightOfTwoClientsAreOneCallUnlessTheirCredentialsDiffer() {
    Promise<Answer> answer = Promise.promise();
    CompletableFuture<Void> two = new CompletableFuture<>();
    server.answersLater(
        asked -> {
          if (server.asked.size() == 2) {
            two.complete(null);
          }
          return answer.future();
        });
    RestCaller caller = caller(options());
    List<CompletableFuture<String>> all = new ArrayList<>();
    for (String credentials : List.of("Bearer a", "Bearer b", "Bearer a", "Bearer b")) {
      caller.clientHeaders.set("authorization", credentials);
      caller.beginRequest();
      all.add(caller.beginRootNow(ROOTS, QUERY, "{}"));
    }
    two.orTimeout(5, TimeUnit.SECONDS).join();
    answer.complete(DONE);
    all.forEach(RestCaller::await);
    assertThat(server.asked.stream().map(asked -> asked.headers().get("authorization")))
        .containsExactlyInAnyOrder("Bearer a", "Bearer b");
  }

  // Credentials

  static Stream<ServiceCredentials> fixed() {
    return Stream.of(
        new ServiceCredentials.Header("authorization", "Bearer s3cret"),
        new ServiceCredentials.Header("x-api-key", "s3cret"),
        new ServiceCredentials.QueryParameter("api key", "s3cret&x=1"));
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("fixed")
  void fixedCredentialsAreSentAndNeverShown(ServiceCredentials credentials) {
    server.answers(asked -> new Answer(500, "text/plain", "x"));
    String answer = caller(options().with(credentials)).root(ROOTS, QUERY, "{}");
    assertThat(server.asked.getFirst().toString()).contains("s3cret");
    assertThat(server.asked.getFirst().headers().getOrDefault("x-api-key", "k"))
        .isIn("k", "s3cret");
    assertThat(answer + credentials).doesNotContain("s3cret");
    if (credentials instanceof ServiceCredentials.QueryParameter) {
      assertThat(server.asked.getFirst().line()).endsWith("&api+key=s3cret%26x%3D1");
    }
  }

  private ServiceCredentials tokens(RestServer issuer) {
    return ServiceCredentials.clientCredentials(
        issuer.url() + "/token", "cl:ient", "s&cret", "read write", "stock");
  }

  private static Answer token(String token, long seconds) {
    return Answer.json(
        new JsonObject()
            .put("access_token", token)
            .put("token_type", "bearer")
            .put("expires_in", seconds)
            .encode());
  }

  @Test
  void aTokenIsFetchedOnceForAllWhoWaitAndKept() {
    try (RestServer issuer = new RestServer(VERTX)) {
      issuer.answers(asked -> token("t1", 3600));
      server.answers(asked -> DONE);
      RestCaller caller = caller(options().with(tokens(issuer)));
      List<CompletableFuture<String>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(caller.beginRoot(ROOTS, QUERY.replace("\"n\"", "\"" + i + "\""), "{}"));
      }
      all.forEach(RestCaller::await);
      caller.beginRequest();
      caller.root(ROOTS, QUERY, "{}");
      assertThat(issuer.asked).hasSize(1);
      assertThat(issuer.asked.getFirst().body())
          .isEqualTo("grant_type=client_credentials&scope=read+write&audience=stock");
      assertThat(issuer.asked.getFirst().headers().get("authorization"))
          .isEqualTo("Basic Y2wlM0FpZW50OnMlMjZjcmV0");
      assertThat(server.asked)
          .hasSize(21)
          .allMatch(asked -> "Bearer t1".equals(asked.headers().get("authorization")));
    }
  }

  @Test
  void aTokenThatIsRefusedIsReplacedOnce() {
    try (RestServer issuer = new RestServer(VERTX)) {
      issuer.answers(asked -> token("t" + issuer.asked.size(), 3600));
      server.answers(
          asked ->
              "Bearer t2".equals(asked.headers().get("authorization"))
                  ? DONE
                  : new Answer(401, "text/plain", "x"));
      RestCaller caller = caller(options().with(tokens(issuer)));
      assertThat(caller.root(ROOTS, QUERY, "{}")).contains("\"code\":\"a\"");
      assertThat(issuer.asked).hasSize(2);
      server.answers(asked -> new Answer(401, "text/plain", "x"));
      caller.beginRequest();
      assertThat(caller.root(ROOTS, QUERY, "{}")).contains("\"status\":401");
      assertThat(server.asked).hasSize(4);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | {}",
        "200 | {}",
        "200 | not JSON s3cret",
        "200 | {\"access_token\": \"s3cret\\r\\nX: y\"}",
        "200 | {\"access_token\": \"s3cret\", \"token_type\": \"mac\"}",
      })
  void withoutATokenNothingIsSentAndNothingIsTold(int status, String body) {
    try (RestServer issuer = new RestServer(VERTX)) {
      issuer.answers(asked -> new Answer(status, "application/json", body));
      assertThat(caller(options().with(tokens(issuer))).root(ROOTS, QUERY, "{}"))
          .contains("HTTP_CLIENT_ERROR")
          .doesNotContain("s3cret", "token");
      assertThat(server.asked).isEmpty();
    }
  }

  // Addresses

  /** Where the schema says that the service is. */
  private RestCaller callerOfTheSchemasUrl(AddressPolicy addresses) {
    ServiceOptions service = ServiceOptions.defaults();
    RestCaller caller =
        new RestCaller(
            VERTX,
            RestCaller.supergraph("inventory.graphql")
                .replace("http://inventory.test/v1", server.url()),
            new RestOptions(service, Map.of("key", "k"), Map.of(), null).with(addresses));
    callers.add(caller);
    return caller;
  }

  @Test
  void nothingIsSentToAnAddressThatIsNotAllowed() {
    server.answers(asked -> DONE);
    AddressPolicy publicOnly = AddressPolicy.of(Private.REFUSED, List.of());
    assertThat(callerOfTheSchemasUrl(publicOnly).root(ROOTS, QUERY, "{}"))
        .contains("HTTP_CLIENT_ERROR")
        .doesNotContain("127.0.0.1");
    assertThat(server.asked).isEmpty();
    AddressPolicy listed = AddressPolicy.of(Private.REFUSED, List.of("127.0.0.0/8"));
    assertThat(callerOfTheSchemasUrl(listed).root(ROOTS, QUERY, "{}")).contains("\"code\":\"a\"");
  }

  @Test
  void whereTheOperatorHasSaidThatTheServiceIsItMayBe() {
    server.answers(asked -> DONE);
    AddressPolicy publicOnly = AddressPolicy.of(Private.REFUSED, List.of());
    assertThat(caller(options().with(publicOnly)).root(ROOTS, QUERY, "{}"))
        .contains("\"code\":\"a\"");
    RestService service = new RestService("inventory", options().with(publicOnly));
    for (String elsewhere : List.of("http://127.0.0.1:1/", "https://localhost/", "http://[::1]/")) {
      assertThat(
              service
                  .addressesOf(Objects.requireNonNull(ServiceAddress.parse(elsewhere)))
                  .allows("127.0.0.1"))
          .isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, true, true",
    "2600::1, true, true",
    "10.1.2.3, false, true",
    "100.64.0.1, false, true",
    "127.8.8.8, false, true",
    "172.16.0.1, false, true",
    "172.32.0.1, true, true",
    "192.168.1.1, false, true",
    "::1, false, true",
    "fd12::1, false, true",
    "::ffff:10.0.0.1, false, true",
    "64:ff9b::a00:1, false, true",
    "2002:a00:1::1, false, true",
    "::ffff:169.254.169.254, false, false",
    "64:ff9b::a9fe:a9fe, false, false",
    "169.254.169.254, false, false",
    "fe80::1%eth0, false, false",
    "fd00:ec2::254, false, false",
    "100.100.100.200, false, false",
    "0.0.0.0, false, false",
    "::, false, false",
    "224.0.0.1, false, false",
    "255.255.255.255, false, false",
    "ff02::1, false, false",
    "localhost, false, false",
  })
  void addresses(String address, boolean whenPrivateIsRefused, boolean whenItIsAllowed) {
    assertThat(AddressPolicy.of(Private.REFUSED, List.of()).allows(address))
        .isEqualTo(whenPrivateIsRefused);
    assertThat(AddressPolicy.of(Private.ALLOWED, List.of()).allows(address))
        .isEqualTo(whenItIsAllowed);
  }
}
