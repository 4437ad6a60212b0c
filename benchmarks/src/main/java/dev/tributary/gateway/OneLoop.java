package dev.tributary.gateway;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A server in this process with an event loop of its own. What that thread uses is what the server
 * uses, whatever else the machine and this process do.
 *
 * @param name as in the table
 * @param thread the event loop's
 */
record OneLoop(String name, int port, long thread) {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /**
   * What has been used so far.
   *
   * @param loop CPU time of the event loop, user and system
   * @param process the same of the whole process, with what collects its garbage
   * @param bytes that the event loop has allocated
   */
  record Used(long loop, long process, long bytes) {
    Used minus(Used earlier) {
      return new Used(loop - earlier.loop, process - earlier.process, bytes - earlier.bytes);
    }
  }

  /** Waits for something that takes seconds at most. */
  static <T> T await(Future<T> future) throws Exception {
    CompletableFuture<T> done = future.toCompletionStage().toCompletableFuture();
    return done.get(300, TimeUnit.SECONDS);
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  /**
   * How much the one takes to the other: by rounds, so that what slows the machine for a while
   * cancels.
   */
  static double ratio(List<Double> values, List<Double> floor) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      ratios.add(values.get(i) / floor.get(i));
    }
    return median(ratios);
  }

  /**
   * A plain server.
   *
   * @param handler made for the server's own Vert.x
   */
  static OneLoop plain(
      String name, HttpServerOptions options, Function<Vertx, Handler<HttpServerRequest>> handler)
      throws Exception {
    Vertx own = vertx();
    return of(
        name,
        own,
        await(
                own.createHttpServer(options)
                    .requestHandler(handler.apply(own))
                    .listen(0, "127.0.0.1"))
            .actualPort());
  }

  /**
   * A gateway.
   *
   * @param settings YAML, besides the server and the supergraph
   */
  static OneLoop gateway(String name, String supergraph, String settings) throws Exception {
    Path directory = Files.createTempDirectory("tributary-figures");
    Files.writeString(directory.resolve("supergraph.graphql"), supergraph);
    String yaml =
        """
        server: {port: 0, eventLoops: 1}
        supergraph: {file: supergraph.graphql}
        """
            + settings;
    if (!(new ConfigReader(new Substitution(unset -> null, directory)).read(yaml)
        instanceof ConfigResult.Valid(GatewayConfig config))) {
      throw new IOException("not a configuration: " + yaml);
    }
    Vertx own = vertx();
    return of(name, own, await(Gateway.start(own, config, directory)).port());
  }

  /** As a gateway's own command makes it, but for the number of event loops. */
  private static Vertx vertx() {
    return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
  }

  private static OneLoop of(String name, Vertx own, int port) throws Exception {
    Promise<Long> thread = Promise.promise();
    own.runOnContext(here -> thread.complete(Thread.currentThread().threadId()));
    return new OneLoop(name, port, await(thread.future()));
  }

  Used used() {
    return new Used(
        THREADS.getThreadCpuTime(thread),
        SYSTEM.getProcessCpuTime(),
        THREADS.getThreadAllocatedBytes(thread));
  }
}
