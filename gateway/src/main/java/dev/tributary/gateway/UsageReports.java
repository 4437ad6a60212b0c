package dev.tributary.gateway;

import dev.tributary.telemetry.Telemetry;
import dev.tributary.telemetry.TrafficRecorder;
import dev.tributary.telemetry.UsageRecorder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** Tells the registry what is executed and answered, where it wants to know. */
final class UsageReports {

  private final Vertx vertx;
  private final SupergraphConfig.UsageConfig config;

  /** Null when usage is not reported. */
  private final @Nullable UsageRecorder usage;

  private final TrafficRecorder traffic = new TrafficRecorder();
  private volatile @Nullable UsageSender usageSender;
  private volatile @Nullable TrafficSender trafficSender;

  /** To be made before the first request. */
  UsageReports(Vertx vertx, GatewayConfig config, Telemetry telemetry) {
    this.vertx = vertx;
    this.config = config.supergraph().usage();
    if (this.config.report() && config.hasRegistry()) {
      UsageRecorder recorder =
          new UsageRecorder(config.telemetry().metrics().options(), this.config.oneOf());
      telemetry.record(recorder);
      telemetry.record(traffic);
      this.usage = recorder;
    } else {
      this.usage = null;
    }
  }

  /**
   * @param source has been started
   */
  void begin(SupergraphSource source) {
    UsageRecorder recorder = usage;
    if (recorder == null) {
      return;
    }
    source
        .usage()
        .ifPresent(
            sink -> {
              UsageSender sender = new UsageSender(recorder::take, sink);
              sender.start(vertx, config.every());
              usageSender = sender;
            });
    source
        .traffic()
        .ifPresent(
            sink -> {
              TrafficSender sender = new TrafficSender(traffic, sink);
              sender.start(vertx, config.every());
              trafficSender = sender;
            });
  }

  /** Sends what is left. */
  Future<Void> end() {
    UsageSender executed = usageSender;
    TrafficSender answered = trafficSender;
    Future<Void> ended = executed == null ? Future.succeededFuture() : executed.stop(vertx);
    return answered == null ? ended : ended.eventually(() -> answered.stop(vertx));
  }
}
