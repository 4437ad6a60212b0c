package dev.tributary.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.upstream.ServiceCredentials.ClientCredentials;
import dev.tributary.upstream.ServiceRequest.Effect;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The tokens an OAuth 2 server gives the gateway for one service (RFC 6749, 4.4). A token is kept
 * until shortly before it expires; one is fetched at a time, whoever waits for it.
 *
 * <p>Safe to share between event loops: the fetch runs on the loop that needed it first, and the
 * others are told on their own.
 */
final class ClientTokens {

  /** For a server that does not say how long its tokens hold. */
  private static final long UNKNOWN_LIFETIME_SECONDS = 60;

  /** A token is replaced so long before its end that it still holds when it arrives. */
  private static final long MARGIN_SECONDS = 30;

  /** A server that fails is not asked again by every call. */
  private static final long REST_AFTER_FAILURE_NANOS = Duration.ofSeconds(1).toNanos();

  private final ClientCredentials credentials;

  /** Guarded by this, as all below. */
  private @Nullable Token current;

  private @Nullable Future<Token> fetching;
  private long failedAtNanos;
  private @Nullable Throwable failure;

  ClientTokens(ClientCredentials credentials) {
    this.credentials = credentials;
  }

  /** A token and until when it is used. */
  record Token(String authorization, long endNanos) {
    @Override
    public String toString() {
      return "Token[]";
    }
  }

  /**
   * A token to use now.
   *
   * @param context where the caller goes on
   */
  Future<Token> token(
      ServiceClients clients, ServiceOptions options, ServiceFailures failures, Context context) {
    Promise<Token> begun;
    Promise<Token> mine = Promise.promise();
    synchronized (this) {
      long now = System.nanoTime();
      if (current != null && current.endNanos - now > 0) {
        return Future.succeededFuture(current);
      }
      if (failure != null && now - failedAtNanos < REST_AFTER_FAILURE_NANOS) {
        return Future.failedFuture(failure);
      }
      if (fetching != null) {
        fetching.onComplete(done -> context.runOnContext(own -> mine.handle(done)));
        return mine.future();
      }
      begun = Promise.promise();
      fetching = begun.future();
      fetching.onComplete(done -> context.runOnContext(own -> mine.handle(done)));
    }
    fetch(clients, options, failures).onComplete(done -> end(begun, done));
    return mine.future();
  }

  /** The service did not take the token: the next call gets another. */
  synchronized void refused(Token token) {
    if (token.equals(current)) {
      current = null;
    }
  }

  private void end(Promise<Token> begun, io.vertx.core.AsyncResult<Token> done) {
    synchronized (this) {
      fetching = null;
      current = done.result();
      failure = done.cause();
      failedAtNanos = System.nanoTime();
    }
    begun.handle(done);
  }

  private Future<Token> fetch(
      ServiceClients clients, ServiceOptions options, ServiceFailures failures) {
    StringBuilder form = new StringBuilder("grant_type=client_credentials");
    if (credentials.scope() != null) {
      form.append("&scope=").append(encoded(credentials.scope()));
    }
    if (credentials.audience() != null) {
      form.append("&audience=").append(encoded(credentials.audience()));
    }
    // RFC 6749, 2.3.1: both are form-encoded before they are joined.
    String pair = encoded(credentials.clientId()) + ":" + encoded(credentials.clientSecret());
    MultiMap headers =
        HttpHeaders.headers()
            .set(
                HttpHeaders.AUTHORIZATION,
                "Basic "
                    + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
            .set(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded")
            .set(HttpHeaders.ACCEPT, "application/json");
    ServiceRequest request =
        new ServiceRequest(
            HttpMethod.POST,
            credentials.tokenUrl().target(),
            headers,
            Buffer.buffer(form.toString()),
            Effect.NONE);
    return ServiceExchange.beginAt(clients, credentials.tokenUrl(), request, options, failures)
        .answer()
        .map(answer -> read(answer, failures));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The log says what was wrong, and never what the answer held. */
  private static Token read(ServiceAnswer answer, ServiceFailures failures) {
    if (!answer.isSuccess()) {
      throw failures.unreachable("its token endpoint answered with status " + answer.status());
    }
    JsonNode body;
    try {
      body = RestJson.read(answer.body());
    } catch (JsonProcessingException notJson) {
      throw failures.unreachable("its token endpoint answered with something other than JSON");
    }
    String token = body.path("access_token").asText("");
    String type = body.path("token_type").asText("Bearer");
    if (!ServiceCredentials.isVisible(token) || !type.equalsIgnoreCase("Bearer")) {
      throw failures.unreachable("its token endpoint gave no bearer token");
    }
    long seconds = Math.clamp(body.path("expires_in").asLong(UNKNOWN_LIFETIME_SECONDS), 1, 86_400);
    long used = seconds - Math.min(MARGIN_SECONDS, seconds / 10 + 1);
    return new Token("Bearer " + token, System.nanoTime() + Duration.ofSeconds(used).toNanos());
  }
}
