package dev.tributary.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.benchmarks.BenchGraph;
import dev.tributary.benchmarks.BenchServices;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code tributary bench authorization}: what it takes to answer the heavy operation from a
 * supergraph with authorization directives, beside the same without any. Gateways with an event
 * loop each, whose CPU time is counted, take turns in one process: processes differ from each other
 * by more than what is looked for, and so do minutes. Which of a pair is asked first changes with
 * each turn.
 */
public final class AuthorizationFigures {

  private static final Logger LOG = LoggerFactory.getLogger(AuthorizationFigures.class);

  private static final int CLIENTS = 50;
  private static final String KEY = "bench-key-0123456789abcdef0123456789";

  /** One way to run the gateway, by what is added to its configuration. */
  private enum Way {
    RECALL("as by default", ""),
    ANEW("every answer worked out", "operations: {recall: 0}\n"),
    UNSHARED(
        "the same, no calls shared",
        "operations: {recall: 0}\nserviceDefaults: {shareCalls: false, maxWaiting: 1000}\n");

    private final String title;
    private final String settings;

    Way(String title, String settings) {
      this.title = title;
      this.settings = settings;
    }
  }

  private record Timed(OneLoop server, List<Double> micros) {
    Timed(OneLoop server) {
      this(server, new ArrayList<>());
    }

    double least() {
      return micros.stream().mapToDouble(value -> value).min().orElse(Double.NaN);
    }
  }

  private record Pair(Way way, Timed plain, Timed guarded) {
    List<Double> ratios() {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < plain.micros.size(); i++) {
        ratios.add(guarded.micros.get(i) / plain.micros.get(i));
      }
      return ratios;
    }
  }

  private final Callers callers = new Callers(CLIENTS);
  private final Buffer request = new JsonObject().put("query", BenchGraph.operation()).toBuffer();
  private final JsonObject expected = new JsonObject(BenchGraph.expectedResponse());
  private Buffer right = Buffer.buffer();
  private int answered;

  private AuthorizationFigures() {}

  /**
   * @param arguments how many rounds, and how many requests of each gateway in a round; 40 and
   *     2,000 when left out
   */
  @SuppressWarnings("SystemOut") // It is a program's answer.
  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40;
    int requests = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000;
    int exit = 1;
    try {
      new AuthorizationFigures().run(rounds, requests, System.out);
      exit = 0;
    } catch (Exception failure) {
      LOG.error("Nothing could be measured", failure);
    }
    // Event loops do not end by themselves.
    System.exit(exit);
  }

  private void run(int rounds, int requests, PrintStream out) throws Exception {
    String services =
        "http://127.0.0.1:"
            + OneLoop.await(
                BenchServices.start(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1)), 0, 1));
    Path keys = Files.createTempDirectory("tributary-authorization").resolve("keys.jsonl");
    Files.writeString(keys, key());
    List<Pair> pairs = new ArrayList<>();
    for (Way way : Way.values()) {
      pairs.add(
          new Pair(
              way,
              gateway(way, keys, BenchGraph.supergraph(services)),
              gateway(way, keys, BenchGraph.guardedSupergraph(services))));
    }
    for (int round = 0; round < rounds; round++) {
      // The first rounds are for the compiler.
      boolean counts = round >= rounds / 4;
      for (Pair pair : pairs) {
        boolean plainFirst = round % 2 == 0;
        ask(plainFirst ? pair.plain : pair.guarded, requests, counts);
        ask(plainFirst ? pair.guarded : pair.plain, requests, counts);
      }
    }
    out.printf(
        "%-28s %10s %10s %10s %10s %16s%n",
        "CPU us of the event loop", "plain", "guarded", "least", "median", "half within");
    for (Pair pair : pairs) {
      List<Double> ratios = pair.ratios().stream().sorted().toList();
      out.printf(
          Locale.ROOT,
          "%-28s %10.1f %10.1f %10.3f %10.3f %8.3f %7.3f%n",
          pair.way.title,
          pair.plain.least(),
          pair.guarded.least(),
          pair.guarded.least() / pair.plain.least(),
          ratios.get(ratios.size() / 2),
          ratios.get(ratios.size() / 4),
          ratios.get(ratios.size() * 3 / 4));
    }
    out.printf("%,d answers, each of them the expected one%n", answered);
  }

  /** The line of a file of API keys. */
  private static String key() throws NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(UTF_8));
    return new JsonObject()
        .put("hash", "sha256:" + HexFormat.of().formatHex(digest))
        .put("client", "bench")
        .put("scopes", List.copyOf(BenchGraph.SCOPES))
        .encode();
  }

  private static Timed gateway(Way way, Path keys, String supergraph) throws Exception {
    String authentication = "authentication: {apiKeys: {file: \"%s\"}}\n".formatted(keys);
    return new Timed(OneLoop.gateway(way.title, supergraph, authentication + way.settings));
  }

  private void ask(Timed timed, int requests, boolean counts) throws Exception {
    OneLoop.Used before = timed.server.used();
    callers.ask(requests, client -> ask(client, timed.server.port()));
    answered += requests;
    if (counts) {
      timed.micros.add(timed.server.used().minus(before).loop() / 1e3 / requests);
    }
  }

  private Future<?> ask(HttpClient client, int port) {
    return client
        .request(HttpMethod.POST, port, "127.0.0.1", "/graphql")
        .compose(
            asked ->
                Callers.body(
                    asked
                        .putHeader("content-type", "application/json")
                        .putHeader("accept", "application/json")
                        .putHeader("x-api-key", KEY),
                    request))
        .compose(
            body ->
                isRight(body)
                    ? Future.succeededFuture()
                    : Future.failedFuture("a wrong answer: " + body));
  }

  /** Reading each answer would take longer than to give it; the bytes of a right one are right. */
  private boolean isRight(Buffer body) {
    if (!body.equals(right)) {
      right = body;
      return body.toJsonObject().equals(expected);
    }
    return true;
  }
}
