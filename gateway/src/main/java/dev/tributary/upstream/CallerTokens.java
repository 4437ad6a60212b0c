package dev.tributary.upstream;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.tributary.auth.Caller;
import dev.tributary.upstream.CallIdentity.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that tell one service for whom it is called, each used for half its life. Confined to
 * one event loop.
 */
final class CallerTokens {

  private static final int MOST_REMEMBERED = 1_000;

  private final Vertx vertx;
  private final Token options;
  private final String audience;
  private final Clock clock;

  /** The least recently used first. */
  private final Map<Map<String, Object>, Made> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Map<String, Object>, Made> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  /** A request makes many calls for one caller. */
  private Caller latest = Caller.ANONYMOUS;

  private Map<String, Object> aboutLatest = Map.of();

  private record Made(String token, Instant until) {}

  CallerTokens(Vertx vertx, Token options, String service, Clock clock) {
    this.vertx = vertx;
    this.options = options;
    this.audience = options.audience() == null ? service : options.audience();
    this.clock = clock;
  }

  /** The value of the header field that carries it. */
  Future<String> header(Caller caller) {
    if (caller != latest || aboutLatest.isEmpty()) {
      aboutLatest = about(caller);
      latest = caller;
    }
    Map<String, Object> about = aboutLatest;
    Made known = remembered.get(about);
    Instant now = clock.instant();
    if (known != null && now.isBefore(known.until)) {
      return Future.succeededFuture(known.token);
    }
    JWTClaimsSet claims = claims(about, now);
    if (!options.signer().isSlow()) {
      return Future.succeededFuture(remember(about, options.signer().sign(claims), now));
    }
    return vertx
        .executeBlocking(() -> options.signer().sign(claims), false)
        .map(token -> remember(about, token, now));
  }

  private String remember(Map<String, Object> about, String token, Instant now) {
    String value = options.header().equals("authorization") ? "Bearer " + token : token;
    remembered.put(about, new Made(value, now.plus(options.lifetime().dividedBy(2))));
    return value;
  }

  /** What a token says of the caller: equal for callers who may share it. */
  Map<String, Object> about(Caller caller) {
    Map<String, Object> about = new LinkedHashMap<>(ValueTemplate.json(options.claims(), caller));
    if (caller.client() != null) {
      about.put("client_id", caller.client());
      about.put("sub", subject(caller, caller.client()));
      if (!caller.scopes().isEmpty()) {
        about.put("scope", String.join(" ", caller.scopes().stream().sorted().toList()));
      }
    }
    return about;
  }

  private static String subject(Caller caller, String client) {
    @Nullable Object subject = caller.claims().get("sub");
    return subject instanceof String text ? text : client;
  }

  private JWTClaimsSet claims(Map<String, Object> about, Instant now) {
    JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder();
    about.forEach(claims::claim);
    return claims
        .issuer(options.issuer())
        .audience(audience)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(options.lifetime())))
        .jwtID(UUID.randomUUID().toString())
        .build();
  }
}
