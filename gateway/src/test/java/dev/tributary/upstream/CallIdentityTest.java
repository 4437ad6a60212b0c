package dev.tributary.upstream;

import static dev.tributary.upstream.ScriptedService.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tributary.auth.Caller;
import dev.tributary.upstream.CallIdentity.Token;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How services know that a call is the gateway's. */
class CallIdentityTest {

  private static final String DATA = "{\"data\":{\"a\":1}}";
  private static final String SECRET = "s3cr3t6789abcdef0123456789abcdef";
  private static final Caller ADA =
      new Caller("mobile", Set.of("b", "a"), Map.of("sub", "ada", "tenant", Map.of("id", 7)));

  private final ScriptedService service = new ScriptedService().answers(json(DATA));

  @AfterEach
  void close() {
    service.close();
  }

  private static ECKey key() throws Exception {
    return new ECKeyGenerator(Curve.P_256).keyID("k1").algorithm(JWSAlgorithm.ES256).generate();
  }

  private static Token token(TokenSigner signer, String header) {
    return new Token(
        signer,
        "tributary",
        null,
        Duration.ofMinutes(1),
        header,
        Map.of("tenant", ValueTemplate.parse("{claims./tenant/id}")));
  }

  private SignedJWT sent(dev.tributary.upstream.Caller caller, Caller who) throws Exception {
    caller.query("{}", MultiMap.caseInsensitiveMultiMap(), who).await();
    String value = service.requests.take().headers().getOrDefault("authorization", "");
    assertThat(value).startsWith("Bearer ");
    return SignedJWT.parse(value.substring("Bearer ".length()));
  }

  @Test
  void aTokenTellsTheServiceForWhomItIsCalled() throws Exception {
    ECKey key = key();
    TokenSigner signer = new TokenSigner(key.toJSONString());
    try (dev.tributary.upstream.Caller caller =
        new dev.tributary.upstream.Caller(
            service.url(),
            ServiceOptions.defaults()
                .with(new CallIdentity(token(signer, "authorization"), null)))) {
      SignedJWT sent = sent(caller, ADA);

      assertThat(sent.verify(new ECDSAVerifier(key.toPublicJWK()))).isTrue();
      assertThat(sent.getHeader().getKeyID()).isEqualTo("k1");
      JWTClaimsSet claims = sent.getJWTClaimsSet();
      assertThat(claims.getIssuer()).isEqualTo("tributary");
      assertThat(claims.getAudience()).containsExactly("reviews");
      assertThat(claims.getSubject()).isEqualTo("ada");
      assertThat(claims.getClaim("client_id")).isEqualTo("mobile");
      assertThat(claims.getClaim("scope")).isEqualTo("a b");
      assertThat(claims.getLongClaim("tenant")).isEqualTo(7);
      assertThat(Duration.between(Instant.now(), claims.getExpirationTime().toInstant()))
          .isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1));
      assertThat(claims.getJWTID()).isNotBlank();

      assertThat(sent(caller, ADA).serialize()).as("while it is valid").isEqualTo(sent.serialize());
      SignedJWT anonymous = sent(caller, Caller.ANONYMOUS);
      assertThat(anonymous.getJWTClaimsSet().getSubject()).isNull();
      assertThat(anonymous.getJWTClaimsSet().getClaim("client_id")).isNull();
    }
  }

  @Test
  void callersWithDifferentTokensShareNothing() throws Exception {
    TokenSigner signer = new TokenSigner(key().toJSONString());
    try (dev.tributary.upstream.Caller caller =
        new dev.tributary.upstream.Caller(
            service.url(),
            ServiceOptions.defaults().with(new CallIdentity(token(signer, "x-token"), null)))) {
      CountDownLatch both = new CountDownLatch(1);
      service.answers(
          exchange -> {
            both.await(10, TimeUnit.SECONDS);
            exchange.send(json(DATA));
          });
      MultiMap none = MultiMap.caseInsensitiveMultiMap();
      var one = caller.query("{}", none, ADA);
      var other = caller.query("{}", none, new Caller("web", Set.of(), Map.of()));

      String first = service.requests.poll(10, TimeUnit.SECONDS).headers().get("x-token");
      String second = service.requests.poll(10, TimeUnit.SECONDS).headers().get("x-token");
      both.countDown();
      one.await();
      other.await();
      assertThat(first).isNotBlank().isNotEqualTo(second);
    }
  }

  @Test
  void whatAClientSendsDoesNotStandBesideTheToken() throws Exception {
    TokenSigner signer = new TokenSigner(key().toJSONString());
    ServiceOptions defaults = ServiceOptions.defaults();
    ServiceOptions options =
        new ServiceOptions(
            null,
            defaults.timeout(),
            defaults.maxAnswerBytes(),
            defaults.pool(),
            Map.of(),
            List.of("authorization"),
            defaults.sharing(),
            Propagation.NONE,
            new CallIdentity(token(signer, "authorization"), null));
    try (dev.tributary.upstream.Caller caller =
        new dev.tributary.upstream.Caller(service.url(), options)) {
      caller
          .query(
              "{}",
              MultiMap.caseInsensitiveMultiMap().add("authorization", "Bearer s3cr3t-evil"),
              ADA)
          .await();
      assertThat(service.requests.take().headers().get("authorization"))
          .doesNotContain("s3cr3t", ",");
    }
  }

  @Test
  void keysArePublishedWithoutTheirSecretsAndReplacedAtOnce() throws Exception {
    ECKey first = key();
    ECKey second = new ECKeyGenerator(Curve.P_256).keyID("k2").generate();
    TokenSigner signer = new TokenSigner(new JWKSet(List.of(first, second)).toString(false));

    assertThat(signer.published()).contains("k1", "k2").doesNotContain("\"d\"");
    signer.replace(second.toJSONString());
    assertThat(signer.published()).contains("k2").doesNotContain("k1");
    assertThatThrownBy(() -> signer.replace("{}")).isInstanceOf(IllegalArgumentException.class);
    assertThat(signer.published()).contains("k2");
  }

  @Test
  void aSharedSecretIsNotPublished() throws Exception {
    String secret =
        new OctetSequenceKeyGenerator(256)
            .keyID("s")
            .algorithm(JWSAlgorithm.HS256)
            .generate()
            .toJSONString();

    assertThat(new TokenSigner(secret).published()).doesNotContain("\"k\"", "\"s\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"keys\":[]}",
        "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"kid\":\"a\"}",
        "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"kid\":\"a\",\"alg\":\"HS256\"}",
        "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"kid\":\"a\",\"alg\":\"none\"}",
      })
  void whatCannotSignIsRefusedWithoutBeingShown(String text) {
    assertThatThrownBy(() -> new TokenSigner(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("c2VjcmV0");
  }

  // Signatures

  @Test
  void aSignatureIsMadeOfTheRequestAsTheDocumentationSays() {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC);
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("x-user", "ada").add("accept", "*/*");

    new MessageSignature("main", SECRET, clock)
        .sign(
            headers,
            "reviews",
            "POST",
            "/graphql?tenant=1",
            "{\"query\":\"{a}\"}".getBytes(StandardCharsets.UTF_8),
            List.of("x-user"));

    assertThat(headers.get("content-digest"))
        .isEqualTo("sha-256=:Y5OQssUyJq45RKhbt3hA7ap60MCa2lmNYFSiwv4j9H8=:");
    assertThat(headers.get("signature-input"))
        .isEqualTo(
            "tributary=(\"@method\" \"@path\" \"@query\" \"content-digest\" \"x-user\")"
                + ";created=1800000000;keyid=\"main\";alg=\"hmac-sha256\";tag=\"reviews\"");
    assertThat(headers.get("signature"))
        .isEqualTo("tributary=:7OZ/JLlIzaIuGrrBoEbb6JB3r6c1v/uDAmYd5Hvk+DM=:");
  }

  @Test
  void requestsAreSigned() throws Exception {
    try (dev.tributary.upstream.Caller caller =
        new dev.tributary.upstream.Caller(
            service.url(),
            ServiceOptions.defaults()
                .with(
                    new CallIdentity(
                        null, new MessageSignature("k", SECRET, Clock.systemUTC()))))) {
      caller.query("{}").await();

      assertThat(service.requests.take().headers())
          .containsKeys("content-digest", "signature-input", "signature");
    }
  }

  @Test
  void aShortSecretIsNone() {
    assertThatThrownBy(() -> new MessageSignature("k", "short", Clock.systemUTC()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the secret must have at least 32 bytes");
  }
}
