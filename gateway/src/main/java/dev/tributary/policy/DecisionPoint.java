package dev.tributary.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that decides policies, asked in the form of Open Policy Agent's REST API: {@code POST
 * /v1/data/...} with {@code {"input": ...}}. Its {@code result} is a list of the policies that
 * hold, or an object that says true or false of each.
 *
 * <p>No answer in time, or none of this form, grants nothing. Answers are remembered for a moment;
 * failures are not.
 */
public final class DecisionPoint implements Policies, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DecisionPoint.class);

  private static final int MOST_BYTES = 1 << 16;

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /**
   * @param url the document that decides, such as {@code
   *     http://127.0.0.1:8181/v1/data/tributary/granted}
   * @param token what the server knows us by, as a Bearer token; null for nothing
   * @param time how long it may take
   * @param remembered how long an answer holds; zero to ask every time
   * @param cached how many answers are remembered at most
   * @param headers the client's request headers that it is told, in lower case
   */
  public record Settings(
      URI url,
      @Nullable String token,
      Duration time,
      Duration remembered,
      int cached,
      List<String> headers) {
    public Settings {
      headers = List.copyOf(headers);
    }
  }

  /** Requests to the server at one time: with more, it is in trouble, and more would not help. */
  private static final int MOST_REQUESTS = 1_000;

  private final Settings settings;
  private final Semaphore free = new Semaphore(MOST_REQUESTS);
  private final HttpClient client;
  private final AsyncCache<String, Set<String>> answers;

  /**
   * @param executor runs what the HTTP client has to do
   */
  public DecisionPoint(Settings settings, Executor executor) {
    this.settings = settings;
    this.client =
        HttpClient.newBuilder()
            .executor(executor)
            .connectTimeout(settings.time())
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(settings.cached())
            .expireAfterWrite(settings.remembered())
            .executor(executor)
            .buildAsync();
  }

  @Override
  public Future<Set<String>> granted(Set<String> asked, PolicyRequest request) {
    byte[] body;
    try {
      body = JSON.writeValueAsBytes(Map.of("input", input(asked, request)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a caller that is not JSON", e);
    }
    CompletableFuture<@Nullable Set<String>> decision =
        settings.remembered().isZero()
            ? ask(body, asked)
            : answers.get(digest(body), (key, own) -> ask(body, asked));
    return Future.fromCompletionStage(
        decision.thenApply(granted -> granted == null ? Set.of() : granted));
  }

  /** Null, which the cache does not hold, when there is no decision. */
  private CompletableFuture<@Nullable Set<String>> ask(byte[] body, Set<String> asked) {
    return send(body, asked)
        .handle(
            (granted, failure) -> {
              if (failure == null) {
                return granted;
              }
              Throwable cause = failure.getCause() == null ? failure : failure.getCause();
              LOG.warn(
                  "The policy decision point gave no decision, so no policy holds: {}",
                  cause instanceof IOException && cause.getMessage() != null
                      ? cause.getMessage()
                      : cause.getClass().getSimpleName());
              return null;
            });
  }

  private Map<String, @Nullable Object> input(Set<String> asked, PolicyRequest request) {
    Map<String, @Nullable Object> headers = new TreeMap<>();
    for (String name : settings.headers()) {
      String value = request.headers().get(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    Map<String, @Nullable Object> input = new TreeMap<>();
    input.put("policies", new TreeSet<>(asked));
    input.put("client", request.caller().client());
    input.put("authenticated", request.caller().isAuthenticated());
    input.put("scopes", new TreeSet<>(request.caller().scopes()));
    input.put("claims", request.caller().claims());
    input.put("headers", headers);
    input.put("operation", request.operationName());
    input.put("variables", request.variables());
    return input;
  }

  private CompletableFuture<Set<String>> send(byte[] body, Set<String> asked) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.url())
            .timeout(settings.time())
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    if (settings.token() != null) {
      request.header("authorization", "Bearer " + settings.token());
    }
    if (!free.tryAcquire()) {
      return CompletableFuture.failedFuture(new IOException("too many decisions are waited for"));
    }
    return client
        .sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES))
        .orTimeout(settings.time().toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((response, failure) -> free.release())
        .thenCompose(response -> read(response, asked));
  }

  private static CompletableFuture<Set<String>> read(
      HttpResponse<byte[]> response, Set<String> asked) {
    if (response.statusCode() != 200) {
      return CompletableFuture.failedFuture(
          new IOException("it answered with status " + response.statusCode()));
    }
    JsonNode result;
    try {
      result = JSON.readTree(response.body()).path("result");
    } catch (IOException e) {
      return CompletableFuture.failedFuture(new IOException("its answer is not JSON", e));
    }
    Set<String> granted = new HashSet<>();
    if (result.isArray()) {
      result.forEach(name -> granted.add(name.asText()));
    } else if (result.isObject()) {
      result.properties().stream()
          .filter(policy -> policy.getValue().isBoolean() && policy.getValue().asBoolean())
          .forEach(policy -> granted.add(policy.getKey()));
    } else {
      return CompletableFuture.failedFuture(
          new IOException("its answer has no result that is a list or an object"));
    }
    granted.retainAll(asked);
    return CompletableFuture.completedFuture(Set.copyOf(granted));
  }

  /** Claims may be private: the cache holds no more than their digest. */
  private static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
