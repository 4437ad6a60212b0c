package dev.tributary.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.tributary.auth.Authentication.Code;
import dev.tributary.auth.Authentication.Refused;
import dev.tributary.auth.Authentication.Unavailable;
import dev.tributary.auth.Authentication.Verified;
import dev.tributary.auth.AuthenticationOptions.JwtOptions;
import dev.tributary.auth.JwtIssuer.KeyTiming;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtTest {

  private static final KeyTiming TIMING =
      new KeyTiming(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofSeconds(5));

  private static RSAKey rsa;
  private static ECKey ec;
  private static RSAKey stranger;

  private final TestClock clock = new TestClock();
  private TestIssuer issuer;
  private @Nullable Authenticator authenticator;

  @BeforeAll
  static void keys() {
    rsa = TestIssuer.rsa();
    ec = TestIssuer.ec();
    stranger = TestIssuer.rsa();
  }

  @BeforeEach
  void start() {
    issuer = new TestIssuer();
    issuer.publish(rsa.toPublicJWK(), ec.toPublicJWK());
  }

  @AfterEach
  void stop() {
    if (authenticator != null) {
      authenticator.close();
    }
    issuer.close();
  }

  @Test
  void aTokenNamesItsClientScopesAndClaims() {
    Authentication told = ask(token(claims -> claims.claim("tenant", Map.of("id", 7L))));

    assertThat(told)
        .isInstanceOfSatisfying(
            Verified.class,
            verified -> {
              assertThat(verified.caller().client()).isEqualTo("mobile");
              assertThat(verified.caller().scopes()).containsExactlyInAnyOrder("read", "write");
              assertThat(verified.caller().claims())
                  .containsEntry("sub", "ada")
                  .containsEntry("tenant", Map.of("id", 7L));
            });
  }

  @Test
  void rsaAndEllipticCurvesVerify() {
    JWTClaimsSet claims = issuer.claims(clock).build();

    assertThat(ask(TestIssuer.sign(claims, rsa))).isInstanceOf(Verified.class);
    assertThat(ask(TestIssuer.sign(claims, ec))).isInstanceOf(Verified.class);
    assertThat(ask(TestIssuer.sign(claims, rsa, header -> header.keyID(null))))
        .isInstanceOf(Verified.class);
  }

  @Test
  void edwardsCurvesVerifyTheirOwnSignaturesOnly() {
    TestIssuer.EdwardsKeys ours = TestIssuer.EdwardsKeys.create();
    TestIssuer.EdwardsKeys others = TestIssuer.EdwardsKeys.create();
    issuer.publish(ours.published(), ec.toPublicJWK());
    JWTClaimsSet claims = issuer.claims(clock).build();
    String right = ours.sign(claims, JWSAlgorithm.EdDSA);
    int signature = right.lastIndexOf('.') + 1;
    String another = others.sign(claims, JWSAlgorithm.EdDSA);

    assertThat(ask(right)).isInstanceOf(Verified.class);
    assertThat(ask(ours.sign(claims, JWSAlgorithm.Ed25519))).isInstanceOf(Verified.class);
    assertRefused(another, Code.INVALID_TOKEN);
    assertRefused(
        right.substring(0, signature) + another.substring(another.lastIndexOf('.') + 1),
        Code.INVALID_TOKEN);
    assertRefused(right.substring(0, signature), Code.INVALID_TOKEN);
    assertRefused(right.substring(0, signature) + "AAAA", Code.INVALID_TOKEN);
    assertRefused(right.substring(0, signature) + "A".repeat(86), Code.INVALID_TOKEN);
  }

  @Test
  void aTokenThatWasVerifiedIsKnownAtOnce() {
    String token = token(claims -> claims);
    ask(token);

    CompletableFuture<Authentication> again =
        authenticator().authenticate(TestCredentials.bearer(token));
    assertThat(again.isDone()).isTrue();
    assertThat(again.join()).isInstanceOf(Verified.class);
  }

  @Test
  void aKnownTokenEndsWhenItExpires() {
    String token = token(claims -> claims);
    assertThat(ask(token)).isInstanceOf(Verified.class);

    clock.advance(Duration.ofMinutes(10).plusSeconds(29));
    assertThat(ask(token)).isInstanceOf(Verified.class);
    clock.advance(Duration.ofSeconds(1));
    assertRefused(token, Code.TOKEN_EXPIRED);
  }

  @Test
  void claimsThatDoNotHoldAreRefused() {
    Date soon = Date.from(clock.instant().plusSeconds(31));
    Map<String, UnaryOperator<JWTClaimsSet.Builder>> wrong =
        Map.ofEntries(
            Map.entry("another issuer", claims -> claims.issuer("https://evil.example")),
            Map.entry("no issuer", claims -> claims.issuer(null)),
            Map.entry("another audience", claims -> claims.audience("billing")),
            Map.entry("no audience", claims -> claims.audience((String) null)),
            Map.entry("not yet", claims -> claims.notBeforeTime(soon)),
            Map.entry("issued later", claims -> claims.issueTime(soon)),
            Map.entry("no end", claims -> claims.expirationTime(null)),
            Map.entry("an end in words", claims -> claims.claim("exp", "tomorrow")),
            Map.entry("an endless end", claims -> claims.claim("exp", 1e300)),
            Map.entry("nobody", claims -> claims.claim("client_id", null).subject(null)),
            Map.entry("an unknown proof", claims -> claims.claim("cnf", Map.of("jkt", "x"))),
            Map.entry("a strange proof", claims -> claims.claim("cnf", "x")));

    wrong.forEach(
        (name, change) -> {
          Authentication told = ask(token(change));
          assertThat(told).as(name).isInstanceOf(Refused.class);
          assertThat(((Refused) told).challenge())
              .as(name)
              .isEqualTo("Bearer realm=\"tributary\", error=\"invalid_token\"");
        });
  }

  @Test
  void aTokenIsOnlyTakenInTheAlgorithmsAllowed() throws JOSEException, ParseException {
    JWTClaimsSet claims = issuer.claims(clock).build();
    // The public key's bytes as the secret of an HMAC: a verifier that trusts 'alg' would take it.
    byte[] secret = rsa.toRSAPublicKey().getEncoded();
    SignedJWT confused =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(rsa.getKeyID()).build(), claims);
    confused.sign(new MACSigner(secret));

    assertRefused(confused.serialize(), Code.INVALID_TOKEN);
    assertRefused(new PlainJWT(claims).serialize(), Code.INVALID_TOKEN);
    String right = TestIssuer.sign(claims, rsa);
    assertRefused(right.substring(0, right.lastIndexOf('.') + 1), Code.INVALID_TOKEN);
    assertRefused(
        reheaded(right, "{\"alg\":\"none\",\"kid\":\"" + rsa.getKeyID() + "\"}"),
        Code.INVALID_TOKEN);
    assertRefused(
        reheaded(right, "{\"alg\":\"RS512\",\"kid\":\"" + rsa.getKeyID() + "\"}"),
        Code.INVALID_TOKEN);
    assertRefused(
        reheaded(right, "{\"alg\":\"ES256\",\"kid\":\"" + rsa.getKeyID() + "\"}"),
        Code.INVALID_TOKEN);
  }

  @Test
  void aKeyInTheTokensOwnHeaderIsNotTrusted() {
    JWTClaimsSet claims = issuer.claims(clock).build();

    assertRefused(
        TestIssuer.sign(claims, stranger, header -> header.jwk(stranger.toPublicJWK())),
        Code.INVALID_TOKEN);
    assertRefused(
        TestIssuer.sign(
            claims, stranger, header -> header.keyID(rsa.getKeyID()).jwk(stranger.toPublicJWK())),
        Code.INVALID_TOKEN);
  }

  @Test
  void whatTheHeaderAsksForAndIsNotKnownIsRefused() {
    JWTClaimsSet claims = issuer.claims(clock).build();

    assertRefused(
        TestIssuer.sign(
            claims, rsa, header -> header.criticalParams(Set.of("x")).customParam("x", 1)),
        Code.INVALID_TOKEN);
    assertRefused(
        TestIssuer.sign(claims, rsa, header -> header.type(new JOSEObjectType("logout+jwt"))),
        Code.INVALID_TOKEN);
    assertThat(
            ask(TestIssuer.sign(claims, rsa, header -> header.type(new JOSEObjectType("at+jwt")))))
        .isInstanceOf(Verified.class);
  }

  @Test
  void anIssuersKeyVerifiesOnlyItsOwnTokens() {
    try (TestIssuer other = new TestIssuer()) {
      other.publish(stranger.toPublicJWK());
      authenticator = build(List.of(options(issuer), options(other)));

      assertThat(ask(TestIssuer.sign(other.claims(clock).build(), stranger)))
          .isInstanceOf(Verified.class);
      assertRefused(TestIssuer.sign(issuer.claims(clock).build(), stranger), Code.INVALID_TOKEN);
    }
  }

  @Test
  void tokensComeFromOneHeaderFieldOrTheCookie() {
    String token = token(claims -> claims);
    authenticator =
        new AuthenticationSetup(
                AuthenticationOptions.NONE.with(
                    new JwtOptions(
                        List.of(options(issuer)),
                        new TokenSource("Authorization", "session"),
                        Duration.ZERO,
                        10)),
                clock)
            .build();

    assertThat(tell("cookie", "a=b; session=" + token)).isInstanceOf(Verified.class);
    assertThat(tell("authorization", "bearer " + token)).isInstanceOf(Verified.class);
    assertThat(tell("cookie", "session=x; session=" + token)).isInstanceOf(Refused.class);
    assertThat(tell("authorization", "Bearer " + token, "Bearer " + token))
        .isInstanceOf(Refused.class);
    assertThat(tell("authorization", "Bearer")).isInstanceOf(Refused.class);
    assertThat(tell("authorization", "Bearer a.b.c\u0000")).isInstanceOf(Refused.class);
    assertThat(tell("authorization", "Basic YTpi")).isInstanceOf(Refused.class);
    assertThat(tell("authorization", "Bearer opaque")).isInstanceOf(Refused.class);
    assertThat(tell("authorization", "")).isInstanceOf(Refused.class);
    assertThat(tell("cookie", "other=1")).isInstanceOf(Authentication.Anonymous.class);
  }

  @Test
  void scopesAndClientAreFoundWhereTheOptionsSay() {
    authenticator =
        build(
            List.of(
                new JwtIssuer(
                    issuer.url(),
                    null,
                    Set.of("*"),
                    Set.of("RS256"),
                    List.of("/realm/roles", "scp"),
                    List.of("https://example.com/app"),
                    "acme:",
                    TIMING)));

    Authentication told =
        ask(
            token(
                claims ->
                    claims
                        .claim("realm", Map.of("roles", List.of("admin", "ops")))
                        .claim("https://example.com/app", "web")));
    assertThat(told)
        .isInstanceOfSatisfying(
            Verified.class,
            verified -> {
              assertThat(verified.caller().client()).isEqualTo("acme:web");
              assertThat(verified.caller().scopes()).containsExactlyInAnyOrder("admin", "ops");
            });
  }

  @Test
  void aTokenBoundToACertificateNeedsIt() {
    TestAuthority authority = new TestAuthority("root");
    X509Certificate own = authority.client("CN=own", null).certificate();
    X509Certificate other = authority.client("CN=other", null).certificate();
    String token =
        token(claims -> claims.claim("cnf", Map.of("x5t#S256", CertificateThumbprint.of(own))));
    TestCredentials credentials = TestCredentials.bearer(token);

    // Before it is known, and after.
    for (int i = 0; i < 2; i++) {
      assertThat(authenticator().authenticate(credentials).join()).isInstanceOf(Refused.class);
      assertThat(authenticator().authenticate(credentials.with(other)).join())
          .isInstanceOf(Refused.class);
      assertThat(authenticator().authenticate(credentials.with(own)).join())
          .isInstanceOf(Verified.class);
    }
  }

  @Test
  void keysMayComeFromAFile(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("keys.json"), issuer.document());
    authenticator =
        new AuthenticationSetup(
                new AuthenticationOptions(
                    directory,
                    Authenticator.Anonymity.REFUSED,
                    null,
                    jwt(List.of(options(issuer, "keys.json"))),
                    null,
                    List.of()),
                clock)
            .build();

    assertThat(ask(token(claims -> claims))).isInstanceOf(Verified.class);
    assertThat(issuer.keyRequests).hasValue(0);
  }

  @Test
  void optionsThatWouldBeUnsafeAreRefused() {
    for (String algorithm : List.of("none", "HS256", "hs512", "XX")) {
      assertThatThrownBy(
              () ->
                  new JwtIssuer(
                      "https://a",
                      null,
                      Set.of("x"),
                      Set.of("RS256", algorithm),
                      List.of(),
                      List.of("sub"),
                      "",
                      TIMING))
          .hasMessageContaining("algorithms of https://a must be some of");
    }
    assertThatThrownBy(
            () ->
                new JwtIssuer(
                    "https://a",
                    null,
                    Set.of(),
                    Set.of("RS256"),
                    List.of(),
                    List.of("sub"),
                    "",
                    TIMING))
        .hasMessageContaining("audiences");
  }

  @Test
  void aKeyThatIsPublishedLaterIsFoundAtOnceAndOneThatIsTakenBackIsRefusedInTime() {
    String old = token(claims -> claims.jwtID("old"));
    assertThat(ask(old)).isInstanceOf(Verified.class);

    RSAKey next = TestIssuer.rsa();
    issuer.publish(next.toPublicJWK());
    assertThat(ask(old)).as("until the keys are fetched again").isInstanceOf(Verified.class);
    assertThat(ask(TestIssuer.sign(issuer.claims(clock).build(), next)))
        .isInstanceOf(Verified.class);
    assertRefused(old, Code.INVALID_TOKEN);
  }

  @Test
  void unknownKeysMakeUsAskOnlySoOften() {
    assertThat(ask(token(claims -> claims))).isInstanceOf(Verified.class);
    int before = issuer.keyRequests.get();

    for (int i = 0; i < 200; i++) {
      String kid = "made-up-" + i;
      assertRefused(
          TestIssuer.sign(issuer.claims(clock).build(), stranger, header -> header.keyID(kid)),
          Code.INVALID_TOKEN);
    }
    assertThat(issuer.keyRequests.get() - before).isLessThanOrEqualTo(3);
  }

  @Test
  void keysHoldThroughAnOutageButNotForEver() {
    String token =
        token(claims -> claims.expirationTime(Date.from(clock.instant().plusSeconds(86_400))));
    assertThat(ask(token)).isInstanceOf(Verified.class);

    issuer.status = 500;
    clock.advance(Duration.ofMinutes(64));
    assertThat(ask(token)).isInstanceOf(Verified.class);
    clock.advance(Duration.ofMinutes(1));
    assertThat(ask(token)).isInstanceOf(Unavailable.class);
    issuer.status = 200;
    clock.advance(Duration.ofMinutes(1));
    assertThat(ask(token)).isInstanceOf(Verified.class);
  }

  @Test
  void anotherIssuersConfigurationIsNotTaken() {
    try (TestIssuer impostor = new TestIssuer()) {
      impostor.publish(stranger.toPublicJWK());
      JwtIssuer confused = options(issuer.url() + "/", null);
      authenticator = build(List.of(confused));

      assertThat(ask(token(claims -> claims.issuer(issuer.url() + "/"))))
          .isInstanceOf(Unavailable.class);
    }
  }

  @Test
  void keysRotateUnderLoadWithNoValidRequestRefused() throws Exception {
    authenticator =
        build(
            List.of(
                new JwtIssuer(
                    issuer.url(),
                    null,
                    Set.of("gateway"),
                    Set.of("ES256"),
                    List.of("scope"),
                    List.of("sub"),
                    "",
                    new KeyTiming(
                        Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofMillis(1)))));
    issuer.publish(ec.toPublicJWK());
    List<ECKey> rotated = new ArrayList<>(List.of(ec));
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger verified = new AtomicInteger();
    List<Future<?>> loads = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        int seed = i;
        loads.add(threads.submit(() -> load(seed, rotated, verified, done)));
      }
      for (int i = 1; i <= 10; i++) {
        ECKey next = TestIssuer.ec();
        issuer.publishToo(next.toPublicJWK());
        // Ours is a clock that stands still, and the issuer is asked once in a while only.
        clock.advance(Duration.ofMillis(50));
        synchronized (rotated) {
          rotated.add(next);
        }
        int enough = 50 * i;
        Await.until(() -> verified.get() >= enough || loads.stream().anyMatch(Future::isDone));
      }
      done.set(true);
      for (Future<?> load : loads) {
        load.get();
      }
    }
    ECKey revoked = rotated.getFirst();
    String token = TestIssuer.sign(issuer.claims(clock).build(), revoked);
    assertThat(ask(token)).isInstanceOf(Verified.class);
    issuer.withdraw(revoked.toPublicJWK());
    clock.advance(Duration.ofMinutes(5));
    // The timer runs by the real clock, once a second.
    Await.until(() -> ask(token) instanceof Refused);
  }

  private void load(int seed, List<ECKey> rotated, AtomicInteger verified, AtomicBoolean done) {
    Random random = new Random(seed);
    while (!done.get()) {
      ECKey key;
      synchronized (rotated) {
        key = rotated.get(random.nextInt(rotated.size()));
      }
      String token =
          TestIssuer.sign(
              issuer.claims(clock).jwtID(Integer.toString(random.nextInt(1000))).build(), key);
      assertThat(ask(token)).isInstanceOf(Verified.class);
      verified.incrementAndGet();
    }
  }

  @Test
  void aHundredThousandMangledTokensAreAllRefused() {
    String right = token(claims -> claims);
    assertThat(ask(right)).isInstanceOf(Verified.class);
    Random random = new Random(20261128);

    for (int i = 0; i < 100_000; i++) {
      String mangled = mangle(right, random);
      // A header's value has no spaces around it.
      if (!mangled.replaceAll("^ +| +$", "").equals(right)) {
        Authentication told = ask(mangled);
        assertThat(told).as(mangled).isInstanceOf(Refused.class);
      }
    }
  }

  private static String mangle(String token, Random random) {
    StringBuilder text = new StringBuilder(token);
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times; i++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(8)) {
        case 0 -> text.setCharAt(at, (char) (' ' + random.nextInt(95)));
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.insert(at, (char) random.nextInt(300));
        case 3 -> text.setLength(Math.max(1, at));
        case 4 -> text.insert(at, '.');
        case 5 -> text.append(text, 0, Math.min(at, 50));
        case 6 -> {
          // Bits of the signature or of what is signed.
          int part = Math.max(0, text.lastIndexOf("."));
          int from = Math.min(text.length() - 1, part + random.nextInt(text.length() - part));
          text.setCharAt(from, text.charAt(from) == 'A' ? 'B' : 'A');
        }
        default -> {
          String json =
              "{\"alg\":\"" + List.of("none", "HS256", "RS256", "").get(random.nextInt(4));
          String header =
              Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString((json + "\"" + "}").getBytes(StandardCharsets.UTF_8));
          int dot = Math.max(0, text.indexOf("."));
          text.replace(0, dot, header);
        }
      }
    }
    return text.toString();
  }

  private static String reheaded(String token, String header) {
    return Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(header.getBytes(StandardCharsets.UTF_8))
        + token.substring(token.indexOf('.'));
  }

  private String token(UnaryOperator<JWTClaimsSet.Builder> change) {
    return TestIssuer.sign(change.apply(issuer.claims(clock)).build(), rsa);
  }

  private void assertRefused(String token, Code code) {
    assertThat(ask(token))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private Authentication ask(String token) {
    return authenticator().authenticate(TestCredentials.bearer(token)).join();
  }

  private Authentication tell(String header, String... values) {
    return authenticator().authenticate(TestCredentials.header(header, values)).join();
  }

  private Authenticator authenticator() {
    Authenticator known = authenticator;
    if (known == null) {
      known = build(List.of(options(issuer)));
      authenticator = known;
    }
    return known;
  }

  private Authenticator build(List<JwtIssuer> issuers) {
    return new AuthenticationSetup(AuthenticationOptions.NONE.with(jwt(issuers)), clock).build();
  }

  private static JwtOptions jwt(List<JwtIssuer> issuers) {
    return new JwtOptions(issuers, TokenSource.DEFAULT, Duration.ofSeconds(30), 1_000);
  }

  private static JwtIssuer options(TestIssuer issuer) {
    return options(issuer.url(), null);
  }

  private static JwtIssuer options(TestIssuer issuer, String keys) {
    return options(issuer.url(), keys);
  }

  private static JwtIssuer options(String issuer, @Nullable String keys) {
    return new JwtIssuer(
        issuer,
        keys,
        Set.of("gateway"),
        JwtIssuer.USUAL_ALGORITHMS,
        JwtIssuer.USUAL_SCOPES,
        JwtIssuer.USUAL_CLIENT,
        "",
        TIMING);
  }
}
