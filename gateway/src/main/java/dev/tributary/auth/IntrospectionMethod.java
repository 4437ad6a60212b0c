package dev.tributary.auth;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.tributary.auth.Authentication.Code;
import dev.tributary.auth.Authentication.Refused;
import dev.tributary.auth.Authentication.Unavailable;
import dev.tributary.auth.Authentication.Verified;
import dev.tributary.auth.AuthenticationOptions.IntrospectionOptions;
import dev.tributary.auth.TokenClaims.Binding;
import dev.tributary.auth.TokenSource.Look;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens that only their issuer's server can tell about (RFC 7662). What it says is remembered for
 * a while, by the token's hash; who asks for the same token at the same time waits for one answer.
 */
final class IntrospectionMethod implements AuthenticationMethod {

  /** The server's clock may be ahead of ours; for when a token ends, its own word counts. */
  private static final Duration SKEW = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(IntrospectionMethod.class);

  /** How long a token that is not good is remembered: enough to spare the server a flood. */
  private static final Duration REFUSAL = Duration.ofSeconds(5);

  private static final int MOST_ASKING = 256;

  private final IntrospectionOptions options;
  private final CallerNaming naming;
  private final HttpFetch http;
  private final Workers workers;
  private final Clock clock;
  private final AsyncCache<TokenDigest, Told> told;
  private final Semaphore asking = new Semaphore(MOST_ASKING);

  /**
   * What the server said.
   *
   * @param result for a token that is good, without looking at the certificate
   * @param until when it must be asked again
   */
  private record Told(Authentication result, Binding binding, Instant until) {}

  IntrospectionMethod(IntrospectionOptions options, HttpFetch http, Workers workers, Clock clock) {
    this.options = options;
    this.naming =
        new CallerNaming(ClaimPath.parse(options.scopes()), ClaimPath.parse(options.client()), "");
    this.http = http;
    this.workers = workers;
    this.clock = clock;
    this.told = Caffeine.newBuilder().maximumSize(options.cached()).buildAsync();
  }

  @Override
  public String name() {
    return "introspection";
  }

  @Override
  public String challenge() {
    return TokenSource.challenge(null);
  }

  @Override
  public Set<String> headers() {
    return Set.of(options.source().header());
  }

  @Override
  public Finding look(Credentials credentials) {
    return switch (options.source().look(credentials)) {
      case Look.Nothing nothing -> Finding.ABSENT;
      case Look.OtherScheme other -> Finding.FOREIGN;
      case Look.Malformed(String message) -> Finding.Own.of(refused(message));
      case Look.Token(String token) -> look(token, credentials.certificate());
    };
  }

  private Finding look(String token, @Nullable X509Certificate certificate) {
    TokenDigest digest = TokenDigest.of(token);
    CompletableFuture<Told> known = told.getIfPresent(digest);
    if (known != null && known.isDone() && isOver(known)) {
      told.asMap().remove(digest, known);
    }
    CompletableFuture<Told> answer = told.get(digest, (same, executor) -> begin(token));
    return new Finding.Own(answer.thenApply(result -> admitted(result, certificate)));
  }

  /** Made-up tokens are as many as somebody likes; questions at one time are not. */
  private CompletableFuture<Told> begin(String token) {
    if (!asking.tryAcquire()) {
      return CompletableFuture.completedFuture(unknown());
    }
    return workers
        .run(() -> ask(token))
        .exceptionally(tooMany -> unknown())
        .whenComplete((done, never) -> asking.release());
  }

  /** Nobody can tell now: the next one asks again. */
  private Told unknown() {
    return new Told(
        new Unavailable("The token cannot be checked now. Try again later."),
        new Binding.None(),
        clock.instant());
  }

  private boolean isOver(CompletableFuture<Told> known) {
    return known.isCompletedExceptionally() || !clock.instant().isBefore(known.resultNow().until());
  }

  private static Authentication admitted(Told told, @Nullable X509Certificate certificate) {
    return told.binding() instanceof Binding.Certificate bound && !bound.isHeldWith(certificate)
        ? refused("The token is bound to another certificate.")
        : told.result();
  }

  private Told ask(String token) {
    Map<String, @Nullable Object> values;
    try {
      String answer =
          http.post(
              URI.create(options.url()),
              "token=" + encoded(token) + "&token_type_hint=access_token",
              Map.of("authorization", clientCredentials()));
      values = JSONObjectUtils.parse(answer);
    } catch (IOException e) {
      LOG.warn("Tokens cannot be introspected: the server {}", e.getMessage());
      return unknown();
    } catch (ParseException e) {
      LOG.warn("Tokens cannot be introspected: the server's answer is not a JSON object");
      return unknown();
    }
    return judge(new TokenClaims(values));
  }

  private Told judge(TokenClaims claims) {
    Instant now = clock.instant();
    Instant expires = claims.expires();
    if (!Boolean.TRUE.equals(claims.values().get("active"))) {
      return wrong("The token is not active.");
    }
    if (expires == null && claims.values().get("exp") != null
        || expires != null && !now.isBefore(expires)) {
      return wrong("The token has expired.");
    }
    if (!claims.hasBegun(now, SKEW)) {
      return wrong("The token is not valid yet.");
    }
    if (!claims.isFor(options.audiences())) {
      return wrong("The token is for somebody else.");
    }
    if (claims.binding() instanceof Binding.Unknown) {
      return wrong("The token is bound to a proof that is not known here.");
    }
    Caller caller = naming.caller(claims);
    if (caller == null) {
      return wrong("The token does not name its client.");
    }
    Instant until = now.plus(options.remember());
    return new Told(
        new Verified(caller),
        claims.binding(),
        expires != null && expires.isBefore(until) ? expires : until);
  }

  private Told wrong(String message) {
    return new Told(refused(message), new Binding.None(), clock.instant().plus(REFUSAL));
  }

  /** RFC 6749, 2.3.1. */
  private String clientCredentials() {
    String pair = encoded(options.clientId()) + ":" + encoded(options.clientSecret());
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Refused refused(String message) {
    return new Refused(Code.INVALID_TOKEN, message, TokenSource.challenge("invalid_token"));
  }
}
