package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import dev.tributary.auth.Caller;
import dev.tributary.upstream.CallIdentity.Token;
import dev.tributary.upstream.Propagation.AnswerRule;
import dev.tributary.upstream.Propagation.Merge;
import dev.tributary.upstream.Propagation.RequestRule;
import dev.tributary.upstream.RestServer.Answer;
import dev.tributary.upstream.RestServer.Asked;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What passes between clients and REST services, and how these know that a call is ours. */
class RestIdentityTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final String ROOTS = "inventory_Query_warehouses_0";
  private static final String RESTOCK = "inventory_Mutation_restock_0";
  private static final String QUERY = "{ warehouses(region: \"n\") { code } }";
  private static final String OTHER_QUERY = "{ warehouses(region: \"s\") { code } }";
  private static final String MUTATION =
      "mutation { restock(upc: \"1\", quantity: 1) { upc inStock } }";
  private static final Answer DONE = Answer.json("{\"items\": [{\"code\": \"a\"}]}");
  private static final String SECRET = "s3cr3t6789abcdef0123456789abcdef";
  private static final Caller ADA = new Caller("mobile", Set.of("read"), Map.of("sub", "ada"));
  private static final Caller BOB = new Caller("mobile", Set.of("read"), Map.of("sub", "bob"));
  private static final AnswerRule CACHE =
      new AnswerRule.Forward(HeaderNames.parse("cache-control"), null, Merge.RESTRICTIVE);

  private final RestServer server = new RestServer(VERTX);
  private final List<RestCaller> callers = new ArrayList<>();

  @AfterEach
  void close() {
    callers.forEach(RestCaller::close);
    server.close();
  }

  @AfterAll
  static void closeVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private RestCaller caller(RestOptions options) {
    server.answers(asked -> DONE);
    RestCaller caller = new RestCaller(VERTX, RestCaller.supergraph("inventory.graphql"), options);
    callers.add(caller);
    return caller;
  }

  private RestOptions options(Propagation propagation, CallIdentity identity) {
    return new RestOptions(
        new ServiceOptions(
            server.url(),
            Duration.ofSeconds(3),
            10_000,
            ServiceOptions.Pool.defaults(),
            Map.of("x-fixed", "ours"),
            List.of(),
            ServiceOptions.Sharing.ON,
            propagation,
            identity),
        Map.of("key", "k"),
        Map.of(),
        null);
  }

  private static ECKey key() throws Exception {
    return new ECKeyGenerator(Curve.P_256).keyID("k1").algorithm(JWSAlgorithm.ES256).generate();
  }

  private static CallIdentity token(ECKey key, String header) {
    return new CallIdentity(
        new Token(
            new TokenSigner(key.toJSONString()),
            "tributary",
            null,
            Duration.ofMinutes(1),
            header,
            Map.of()),
        null);
  }

  private static CallIdentity signed() {
    return new CallIdentity(null, new MessageSignature("k", SECRET, Clock.systemUTC()));
  }

  private static Propagation answers(AnswerRule... rules) {
    return new Propagation(List.of(), List.of(rules), Map.of(), Set.of());
  }

  // Tokens

  @Test
  void aTokenTellsTheServiceForWhomItIsCalled() throws Exception {
    ECKey key = key();
    RestCaller caller = caller(options(Propagation.NONE, token(key, "authorization")));
    caller.calledBy(ADA);
    caller.root(ROOTS, QUERY, "{}");

    String value = server.asked.getFirst().headers().getOrDefault("authorization", "");
    assertThat(value).startsWith("Bearer ");
    SignedJWT sent = SignedJWT.parse(value.substring("Bearer ".length()));
    assertThat(sent.verify(new ECDSAVerifier(key.toPublicJWK()))).isTrue();
    assertThat(sent.getJWTClaimsSet().getAudience()).containsExactly("inventory");
    assertThat(sent.getJWTClaimsSet().getSubject()).isEqualTo("ada");
  }

  @Test
  void oneRequestIsNotGivenWhatAnotherCallerWasGiven() throws Exception {
    RestCaller caller =
        caller(options(Propagation.NONE, token(key(), "x-token")).withCache(100_000));
    server.answers(asked -> DONE.with("cache-control", "max-age=60"));
    for (Caller who : List.of(ADA, BOB, ADA)) {
      caller.beginRequest();
      caller.calledBy(who);
      caller.root(ROOTS, QUERY, "{}");
    }

    assertThat(server.asked).as("one for each of the two").hasSize(2);
    assertThat(server.asked.get(0).headers().get("x-token"))
        .isNotBlank()
        .isNotEqualTo(server.asked.get(1).headers().get("x-token"));
  }

  @Test
  void oneFieldCannotHoldBothATokenAndCredentials() throws Exception {
    RestOptions options = options(Propagation.NONE, token(key(), "authorization"));
    assertThatThrownBy(
            () -> options.with(new ServiceCredentials.Header("Authorization", "Bearer x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("credentials and token both say what is in authorization");
  }

  // Signatures

  @Test
  void theMethodPathQueryBodyAndFieldsOfARequestAreSigned() throws Exception {
    Propagation rules =
        new Propagation(
            List.of(new RequestRule.Set("x-user", ValueTemplate.parse("{claims.sub}"))),
            List.of(),
            Map.of(),
            Set.of());
    RestCaller caller = caller(options(rules, signed()));
    caller.calledBy(ADA);
    caller.root(ROOTS, QUERY, "{}");
    caller.root(RESTOCK, MUTATION, "{}");

    assertThat(server.asked).hasSize(2);
    for (Asked asked : server.asked) {
      List<String> covered = verified(asked);
      assertThat(covered)
          .startsWith("@method", "@path", "@query", "content-digest")
          .contains("x-user")
          .doesNotContain("x-fixed", "user-agent");
    }
    assertThat(server.asked.getFirst().line()).startsWith("GET /v1/").contains("?");
    assertThat(server.asked.getLast().line()).startsWith("POST ");
    assertThat(server.asked.getLast().body()).isNotEmpty();
    assertThat(verified(server.asked.getLast())).contains("content-type");
  }

  @Test
  void whatCredentialsAddIsSignedAsWellAndEachAttemptAnew() throws Exception {
    RestCaller caller =
        caller(
            options(Propagation.NONE, signed())
                .with(new ServiceCredentials.QueryParameter("api_key", "k 1"))
                .with(1));
    server.answers(
        asked ->
            server.asked.size() == 1
                ? new Answer(503, "text/plain", "x").with("retry-after", "0")
                : DONE);
    caller.root(ROOTS, QUERY, "{}");

    assertThat(server.asked).hasSize(2);
    for (Asked asked : server.asked) {
      assertThat(asked.line()).contains("api_key=k%201");
      verified(asked);
    }
  }

  /** Follows RFC 9421, 2.5, from what has arrived. */
  private static List<String> verified(Asked asked) throws GeneralSecurityException {
    Map<String, String> headers = asked.headers();
    Matcher input =
        Pattern.compile("tributary=(\\(([^)]*)\\);created=\\d+;keyid=\"k\";.*;tag=\"inventory\")")
            .matcher(headers.getOrDefault("signature-input", ""));
    assertThat(input.matches()).as("%s", headers).isTrue();
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(asked.body().getBytes(StandardCharsets.UTF_8));
    assertThat(headers.get("content-digest"))
        .isEqualTo("sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":");
    String target = asked.line().substring(asked.line().indexOf(' ') + 1);
    int question = target.indexOf('?');
    List<String> covered = new ArrayList<>();
    StringBuilder base = new StringBuilder();
    for (String quoted : input.group(2).split(" ")) {
      String name = quoted.substring(1, quoted.length() - 1);
      covered.add(name);
      String value =
          switch (name) {
            case "@method" -> asked.line().substring(0, asked.line().indexOf(' '));
            case "@path" -> question < 0 ? target : target.substring(0, question);
            case "@query" -> question < 0 ? "?" : target.substring(question);
            default -> headers.getOrDefault(name, "missing").replace("|", ", ");
          };
      base.append(quoted).append(": ").append(value).append('\n');
    }
    base.append("\"@signature-params\": ").append(input.group(1));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] signature = mac.doFinal(base.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(headers.get("signature"))
        .isEqualTo("tributary=:" + Base64.getEncoder().encodeToString(signature) + ":");
    return covered;
  }

  // Answer headers

  @Test
  void chosenFieldsOfAnswersReachTheClientOnceForEachCall() {
    RestCaller caller =
        caller(
            options(
                answers(
                    CACHE,
                    new AnswerRule.Forward(HeaderNames.parse("x-part"), null, Merge.APPEND),
                    new AnswerRule.Set("x-served-by", "graph")),
                CallIdentity.NONE));
    server.answers(
        asked ->
            DONE.with("cache-control", "max-age=" + (asked.line().contains("=n") ? 60 : 30))
                .with("x-part", asked.line().contains("=n") ? "n" : "s")
                .with("x-other", "o"));
    caller.root(ROOTS, QUERY, "{}");
    caller.root(ROOTS, OTHER_QUERY, "{}");
    caller.root(ROOTS, QUERY, "{}");

    assertThat(caller.responseHeaders())
        .isEqualTo(
            Map.of(
                "cache-control", "public, max-age=30", "x-part", "n, s", "x-served-by", "graph"));
  }

  @Test
  void anAnswerWithAFailureInItIsNotKept() {
    RestCaller caller =
        caller(
            options(
                answers(
                    CACHE, new AnswerRule.Forward(HeaderNames.parse("x-part"), null, Merge.LAST)),
                CallIdentity.NONE));
    server.answers(
        asked ->
            (asked.line().contains("=n") ? DONE : new Answer(500, "text/plain", "x"))
                .with("cache-control", "max-age=60")
                .with("x-part", asked.line().contains("=n") ? "well" : "failed"));
    caller.root(ROOTS, QUERY, "{}");
    caller.root(ROOTS, OTHER_QUERY, "{}");

    assertThat(caller.responseHeaders())
        .isEqualTo(Map.of("cache-control", "no-store", "x-part", "well"));
  }

  @Test
  void whatIsKeptTellsHowOldItIs() {
    RestCaller caller = caller(options(answers(CACHE), CallIdentity.NONE).withCache(100_000));
    server.answers(asked -> DONE.with("cache-control", "max-age=60").with("age", "20"));
    caller.root(ROOTS, QUERY, "{}");
    caller.beginRequest();
    caller.root(ROOTS, QUERY, "{}");

    assertThat(server.asked).hasSize(1);
    assertThat(caller.responseHeaders().get("cache-control"))
        .matches("public, max-age=(40|39|38|37)");
  }

  @Test
  void oneClientsCookieNeverReachesAnother() {
    RestCaller caller =
        caller(
            options(
                    answers(
                        new AnswerRule.Forward(
                            HeaderNames.parse("x-session"), "set-cookie", Merge.ALL)),
                    CallIdentity.NONE)
                .withCache(100_000));
    server.answers(
        asked ->
            DONE.with("cache-control", "public, max-age=60")
                .with("x-session", "s=" + server.asked.size()));
    CompletableFuture<String> one = caller.beginRootNow(ROOTS, QUERY, "{}");
    caller.beginRequest();
    CompletableFuture<String> other = caller.beginRootNow(ROOTS, QUERY, "{}");
    RestCaller.await(one);
    RestCaller.await(other);
    caller.beginRequest();
    caller.root(ROOTS, QUERY, "{}");

    assertThat(server.asked).hasSize(3);
    assertThat(caller.responseHeaders()).isEqualTo(Map.of("set-cookie", "s=3"));
  }
}
