package dev.tributary.gateway;

import dev.tributary.gateway.ConfigStatus.Outcome;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes changes of {@code tributary.yaml} while the gateway serves. What cannot change then is told
 * in the log, setting by setting. A file that is wrong changes nothing, and neither does one of
 * which something cannot be used; every problem of it is logged, and what may mend by itself, such
 * as a file that is not there yet, is tried again.
 */
final class FollowedConfig {

  private static final Logger LOG = LoggerFactory.getLogger(FollowedConfig.class);

  private static final Duration POLL = Duration.ofSeconds(1);

  /** How often a file is tried again that could not hold. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Path file;
  private final ConfigChange.Start start;
  private final Gateway gateway;

  /** What could not hold, and why. */
  private @Nullable Refused refused;

  private record Refused(String text, String problems) {}

  /**
   * @param started what the file said when the gateway was started
   */
  FollowedConfig(Path file, GatewayConfig started, Gateway gateway) {
    this.file = file;
    this.start = new ConfigChange.Start(started, gateway.config());
    this.gateway = gateway;
  }

  /** Looks at the file every second from now on. */
  void follow(Vertx vertx) {
    new FollowedFile(file, begun()).follow(vertx, POLL, this::take);
    vertx.setPeriodic(
        RETRY.toMillis(),
        due ->
            vertx.executeBlocking(
                () -> {
                  retry();
                  return null;
                }));
  }

  /** What the file says, if that is what the gateway was started with; else that is news. */
  private String begun() {
    String text = InputException.read(file);
    if (ConfigCommand.parse(text, file) instanceof ConfigResult.Valid(GatewayConfig same)
        && same.equals(start.written())) {
      gateway.status().began(hash(text));
      return text;
    }
    return "";
  }

  /** What the file says now. */
  synchronized void take(String text) {
    refused = null;
    switch (ConfigCommand.parse(text, file)) {
      case ConfigResult.Invalid invalid -> {
        gateway.status().left(Outcome.INVALID);
        LOG.error(
            "{} has changed and is not valid; what it said before holds on:\n{}",
            file,
            ConfigCommand.report(file, invalid).strip());
      }
      case ConfigResult.Valid(GatewayConfig written) -> {
        String problems = attempt(text, written);
        if (problems != null) {
          refused = new Refused(text, problems);
          gateway.status().left(Outcome.REFUSED);
          LOG.error(
              "{} has changed and cannot hold; what it said before holds on, and this is tried"
                  + " again:\n{}",
              file,
              problems);
        }
      }
    }
  }

  /** Why what the file says cannot hold; empty when it does, or is not even valid. */
  synchronized String problems() {
    Refused last = refused;
    return last == null ? "" : last.problems;
  }

  /** Tries once more what could not hold. */
  synchronized void retry() {
    Refused last = refused;
    if (last != null
        && ConfigCommand.parse(last.text, file) instanceof ConfigResult.Valid(GatewayConfig same)) {
      String problems = attempt(last.text, same);
      if (problems == null) {
        refused = null;
      } else if (!problems.equals(last.problems)) {
        refused = new Refused(last.text, problems);
        LOG.error("{} cannot hold yet:\n{}", file, problems);
      }
    }
  }

  /** Null when it holds now; why it does not otherwise. */
  private @Nullable String attempt(String text, GatewayConfig written) {
    try {
      ConfigChange change = ConfigChange.of(start, gateway.config(), written);
      List<String> problems = new ArrayList<>();
      Options.problems(change.next())
          .forEach((path, message) -> problems.add(path + ": " + message));
      if (!problems.isEmpty()) {
        return String.join("\n", problems);
      }
      if (!change.held().isEmpty()) {
        gateway.change(change.next());
      }
      gateway.status().applied(hash(text), change.waiting());
      tell(change);
      return null;
    } catch (StartupException | IllegalArgumentException e) {
      return e.getMessage();
    } catch (RuntimeException bug) {
      LOG.error("{} has changed, and that could not be followed", file, bug);
      return "it could not be followed, as the log tells";
    }
  }

  private void tell(ConfigChange change) {
    if (change.held().isEmpty() && change.waiting().isEmpty()) {
      LOG.info("{} has changed and means what it meant before", file);
    }
    if (!change.held().isEmpty()) {
      LOG.info("{} has changed; these hold now: {}", file, String.join(", ", change.held()));
    }
    if (!change.waiting().isEmpty()) {
      LOG.warn(
          "{} differs from what the gateway was started with; these wait for the next start: {}",
          file,
          waiting(change.waiting()));
    }
  }

  private static String waiting(SortedMap<String, String> waiting) {
    List<String> told = new ArrayList<>();
    waiting.forEach((path, why) -> told.add(path + " (" + why + ")"));
    return String.join(", ", told);
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
