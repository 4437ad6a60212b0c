package dev.tributary.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.benchmarks.BenchGraph;
import dev.tributary.benchmarks.BenchServices;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * {@code tributary bench authorization}: what it takes to answer the heavy operation from a
 * supergraph with authorization directives, beside the same without any. Gateways with an event
 * loop each, whose CPU time is counted, take turns in one process: processes differ from each other
 * by more than what is looked for, and so do minutes. Which of a pair is asked first changes with
 * each turn.
 */
public final class AuthorizationFigures {

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

  private record Loop(int port, long thread, List<Double> micros) {
    double least() {
      return micros.stream().mapToDouble(value -> value).min().orElse(Double.NaN);
    }
  }

  private record Pair(Way way, Loop plain, Loop guarded) {
    List<Double> ratios() {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < plain.micros.size(); i++) {
        ratios.add(guarded.micros.get(i) / plain.micros.get(i));
      }
      return ratios;
    }
  }

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HttpClient client =
      vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CLIENTS));
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
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
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40;
    int requests = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000;
    try {
      new AuthorizationFigures().run(rounds, requests, System.out);
    } catch (Exception failure) {
      failure.printStackTrace();
      System.exit(1);
    }
    // Event loops do not end by themselves.
    System.exit(0);
  }

  private void run(int rounds, int requests, PrintStream out) throws Exception {
    String services =
        "http://127.0.0.1:"
            + await(
                BenchServices.start(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1)), 0, 1));
    List<Pair> pairs = new ArrayList<>();
    for (Way way : Way.values()) {
      pairs.add(
          new Pair(
              way,
              gateway(way, BenchGraph.supergraph(services)),
              gateway(way, BenchGraph.guardedSupergraph(services))));
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

  private Loop gateway(Way way, String supergraph) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(UTF_8));
    Path directory = Files.createTempDirectory("tributary-authorization");
    Files.writeString(directory.resolve("supergraph.graphql"), supergraph);
    Files.writeString(
        directory.resolve("keys.jsonl"),
        new JsonObject()
            .put("hash", "sha256:" + HexFormat.of().formatHex(digest))
            .put("client", "bench")
            .put("scopes", List.copyOf(BenchGraph.SCOPES))
            .encode());
    String yaml =
        """
        server: {port: 0, eventLoops: 1}
        supergraph: {file: supergraph.graphql}
        authentication: {apiKeys: {file: keys.jsonl}}
        """
            + way.settings;
    if (!(new ConfigReader(new Substitution(unset -> null, directory)).read(yaml)
        instanceof ConfigResult.Valid(GatewayConfig config))) {
      throw new IOException("not a configuration: " + yaml);
    }
    Vertx own = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    int port = await(Gateway.start(own, config, directory)).port();
    Promise<Long> thread = Promise.promise();
    own.runOnContext(here -> thread.complete(Thread.currentThread().threadId()));
    return new Loop(port, await(thread.future()), new ArrayList<>());
  }

  private void ask(Loop loop, int requests, boolean counts) throws Exception {
    long before = threads.getThreadCpuTime(loop.thread);
    Promise<Void> all = Promise.promise();
    // On its event loop: an answer that came before its handler would be lost.
    vertx.runOnContext(
        here -> {
          List<Future<?>> clients = new ArrayList<>();
          for (int i = 0; i < CLIENTS; i++) {
            clients.add(ask(loop.port, requests / CLIENTS));
          }
          Future.all(clients).<Void>mapEmpty().onComplete(all);
        });
    await(all.future());
    long nanos = threads.getThreadCpuTime(loop.thread) - before;
    int asked = requests / CLIENTS * CLIENTS;
    answered += asked;
    if (counts) {
      loop.micros.add(nanos / 1_000.0 / asked);
    }
  }

  /** One after another. */
  private Future<Void> ask(int port, int left) {
    if (left == 0) {
      return Future.succeededFuture();
    }
    return client
        .request(HttpMethod.POST, port, "127.0.0.1", "/graphql")
        .compose(
            asked ->
                asked
                    .putHeader("content-type", "application/json")
                    .putHeader("accept", "application/json")
                    .putHeader("x-api-key", KEY)
                    .send(request))
        .compose(
            response ->
                response.statusCode() == 200
                    ? response.body()
                    : Future.failedFuture(
                        "status " + response.statusCode() + " " + response.headers()))
        .compose(
            body -> {
              if (!isRight(body)) {
                return Future.failedFuture("a wrong answer: " + body);
              }
              return ask(port, left - 1);
            });
  }

  /** Reading each answer would take longer than to give it; the bytes of a right one are right. */
  private boolean isRight(Buffer body) {
    if (!body.equals(right)) {
      right = body;
      return body.toJsonObject().equals(expected);
    }
    return true;
  }

  private static <T> T await(Future<T> future) throws Exception {
    CompletableFuture<T> done = future.toCompletionStage().toCompletableFuture();
    return done.get(300, TimeUnit.SECONDS);
  }
}
