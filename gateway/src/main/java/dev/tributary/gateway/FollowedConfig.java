package dev.tributary.gateway;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes changes of {@code tributary.yaml} while the gateway serves. Quotas change at once; of
 * everything else the log says that it waits for the next start. A file that is wrong changes
 * nothing, and every problem of it is logged.
 */
final class FollowedConfig {

  private static final Logger LOG = LoggerFactory.getLogger(FollowedConfig.class);

  private static final Duration POLL = Duration.ofSeconds(1);

  /** A part of the configuration by its name. */
  private record Section(String name, Function<GatewayConfig, Object> of) {
    boolean differs(GatewayConfig one, GatewayConfig other) {
      return !Objects.equals(of.apply(one), of.apply(other));
    }
  }

  private static final List<Section> SECTIONS =
      List.of(
          new Section("server", GatewayConfig::server),
          new Section("supergraph", GatewayConfig::supergraph),
          new Section("registry", config -> Optional.ofNullable(config.registry())),
          new Section("serviceDefaults", GatewayConfig::serviceDefaults),
          new Section("services", GatewayConfig::services),
          new Section("operations", GatewayConfig::operations),
          new Section("authentication", GatewayConfig::authentication),
          new Section("cost", GatewayConfig::cost),
          new Section("authorization", GatewayConfig::authorization),
          new Section("documents", GatewayConfig::documents),
          new Section("endpoints", GatewayConfig::endpoints),
          new Section("routes", GatewayConfig::routes),
          new Section("admin", config -> Optional.ofNullable(config.admin())),
          new Section("telemetry", GatewayConfig::telemetry));

  private final Path file;
  private final GatewayConfig started;
  private final Gateway gateway;

  /**
   * @param started what the file said when the gateway was started
   */
  FollowedConfig(Path file, GatewayConfig started, Gateway gateway) {
    this.file = file;
    this.started = started;
    this.gateway = gateway;
  }

  /** Looks at the file every second from now on. */
  void follow(Vertx vertx) {
    new FollowedFile(file, InputException.read(file)).follow(vertx, POLL, this::take);
  }

  /** What the file says now. */
  void take(String text) {
    switch (ConfigCommand.parse(text, file)) {
      case ConfigResult.Invalid invalid ->
          LOG.error(
              "{} has changed and is not valid; what it said before holds on:\n{}",
              file,
              ConfigCommand.report(file, invalid).strip());
      case ConfigResult.Valid(GatewayConfig next) -> take(next);
    }
  }

  private void take(GatewayConfig next) {
    List<String> waiting = new ArrayList<>();
    if (!gateway.take(next.quotas())) {
      waiting.add("quotas");
    }
    for (Section section : SECTIONS) {
      if (section.differs(started, next)) {
        waiting.add(section.name());
      }
    }
    if (waiting.isEmpty()) {
      LOG.info("{} has changed; it holds from now on", file);
    } else {
      LOG.warn(
          "{} has changed; what is new in {} holds from the next start on",
          file,
          String.join(", ", waiting));
    }
  }
}
