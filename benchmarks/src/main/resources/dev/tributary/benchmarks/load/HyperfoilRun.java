import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hyperfoil.api.config.Benchmark;
import io.hyperfoil.api.config.BenchmarkBuilder;
import io.hyperfoil.api.processor.Processor;
import io.hyperfoil.api.session.Session;
import io.hyperfoil.api.statistics.StatisticsSnapshot;
import io.hyperfoil.core.impl.LocalSimulationRunner;
import io.hyperfoil.http.api.HttpMethod;
import io.hyperfoil.http.config.ConnectionStrategy;
import io.hyperfoil.http.config.HttpPluginBuilder;
import io.hyperfoil.http.statistics.HttpStats;
import io.hyperfoil.http.steps.HttpStepCatalog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One run of load by Hyperfoil. Started from this source in a JVM of its own, because Hyperfoil
 * brings another Vert.x and another Netty than ours.
 *
 * <p>Arguments: URL, file of the request, file of the answer, connections, seconds, and the text
 * that is to be another one in each request, or nothing. Prints one line, RESULT and JSON, as the
 * script of wrk does.
 */
public final class HyperfoilRun {

  private HyperfoilRun() {}

  /** Counts the answers that differ, piece by piece: nothing is gathered. */
  private static final class Comparison implements Processor {
    private final transient ByteBuf expected;
    private final transient int length;

    /** What is another text in each answer; neither is compared. */
    private final transient int from;

    private final transient int to;
    private final transient int[] seen;
    private final transient AtomicLong wrong = new AtomicLong();

    Comparison(byte[] expected, String distinct, int connections) {
      this.expected = Unpooled.wrappedBuffer(expected);
      this.length = expected.length;
      this.from = distinct.isEmpty() ? -1 : new String(expected, ISO_8859_1).indexOf(distinct);
      this.to = from + distinct.length();
      this.seen = new int[connections];
    }

    @Override
    public void before(Session session) {
      seen[session.uniqueId()] = 0;
    }

    @Override
    public void process(Session session, ByteBuf data, int offset, int length, boolean isLast) {
      int at = seen[session.uniqueId()];
      int end = at + length;
      boolean equal =
          at >= 0
              && end <= this.length
              && isEqual(data, offset - at, at, from < 0 ? end : Math.min(end, from))
              && (from < 0 || isEqual(data, offset - at, Math.max(at, to), end));
      seen[session.uniqueId()] = equal ? end : -1;
    }

    private boolean isEqual(ByteBuf data, int shift, int start, int end) {
      return end <= start || ByteBufUtil.equals(expected, start, data, shift + start, end - start);
    }

    @Override
    public void after(Session session) {
      if (seen[session.uniqueId()] != length) {
        wrong.incrementAndGet();
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    URI url = URI.create(arguments[0]);
    String request = Files.readString(Path.of(arguments[1]));
    int connections = Integer.parseInt(arguments[3]);
    long millis = Long.parseLong(arguments[4]) * 1000;
    String distinct = arguments.length > 5 ? arguments[5] : "";
    Comparison comparison =
        new Comparison(Files.readAllBytes(Path.of(arguments[2])), distinct, connections);

    BenchmarkBuilder builder = BenchmarkBuilder.builder().name("load").threads(1);
    builder
        .addPlugin(HttpPluginBuilder::new)
        .http()
        .host(url.getHost())
        .port(url.getPort())
        .sharedConnections(connections)
        .pipeliningLimit(1)
        .requestTimeout(30_000)
        .connectionStrategy(ConnectionStrategy.SHARED_POOL);
    // Another run starts elsewhere: what one run asked must be new to the next.
    AtomicLong number = new AtomicLong(System.currentTimeMillis() / 1000 * 100_000 % 90_000_000);
    builder
        .addPhase("load")
        .always(connections)
        .duration(millis)
        .maxDuration(millis + 40_000)
        .scenario()
        .initialSequence("ask")
        .step(HttpStepCatalog.SC)
        .httpRequest(HttpMethod.POST)
        .path(url.getPath())
        .headers()
        .header("content-type", "application/json")
        .header("accept", "application/json")
        .endHeaders()
        .body(
            (session, connection) ->
                Unpooled.wrappedBuffer(
                    (distinct.isEmpty()
                            ? request
                            : request.replace(
                                distinct,
                                "d%08d".formatted(number.incrementAndGet() % 100_000_000)))
                        .getBytes(UTF_8)))
        .handler()
        .body(fragmented -> comparison)
        .endHandler()
        .endStep();

    Benchmark benchmark = builder.build();
    StatisticsSnapshot total = new StatisticsSnapshot();
    long started = System.nanoTime();
    new LocalSimulationRunner(
            benchmark,
            (phase, stepId, metric, snapshot, countDown) -> total.add(snapshot),
            null,
            null)
        .run();
    double micros =
        Math.min(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started), millis * 1000.0);
    HttpStats statuses = HttpStats.get(total);
    long failed =
        total.connectionErrors
            + total.requestTimeouts
            + total.internalErrors
            + statuses.status_3xx
            + statuses.status_4xx
            + statuses.status_5xx
            + statuses.status_other;
    System.out.printf(
        "RESULT {\"requests\":%d,\"microseconds\":%.0f,\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,"
            + "\"p999\":%.1f,\"max\":%.1f,\"wrong\":%d,\"failed\":%d}%n",
        total.responseCount,
        micros,
        total.histogram.getValueAtPercentile(50) / 1e3,
        total.histogram.getValueAtPercentile(90) / 1e3,
        total.histogram.getValueAtPercentile(99) / 1e3,
        total.histogram.getValueAtPercentile(99.9) / 1e3,
        total.histogram.getMaxValue() / 1e3,
        comparison.wrong.get(),
        failed);
    System.exit(0);
  }
}
