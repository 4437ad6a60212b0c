package dev.tributary.gateway;

import static java.util.Objects.requireNonNull;

import dev.tributary.telemetry.Telemetry;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Which configuration holds, since when, and what became of changes. Safe for many threads. */
final class ConfigStatus {

  /** What became of a changed file. */
  enum Outcome {
    /** It holds, but for what waits for the next start. */
    APPLIED,
    /** It is valid, and something that it needs is not there or cannot be used. */
    REFUSED,
    INVALID
  }

  /**
   * @param hash of the file whose text holds, in the form that {@code sha256sum} prints; null when
   *     there is none
   */
  private record Held(@Nullable String hash, Instant since, SortedMap<String, String> waiting) {}

  private record Last(Outcome outcome, Instant at) {}

  private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
  private volatile Held held = new Held(null, Instant.now(), new TreeMap<>());
  private volatile @Nullable Last last;

  ConfigStatus(Telemetry telemetry) {
    for (Outcome outcome : Outcome.values()) {
      LongAdder count = new LongAdder();
      outcomes.put(outcome, count);
      telemetry.counter(
          "tributary.config.reloads",
          "Changes of the configuration's file, by what became of them",
          "outcome",
          name(outcome),
          count::sum);
    }
    telemetry.gauge(
        "tributary.config.since",
        "When what holds now was taken, in seconds since 1970",
        () -> held.since.toEpochMilli() / 1000.0);
  }

  private static String name(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  /** What the file said at the start. */
  void began(String hash) {
    held = new Held(hash, held.since, held.waiting);
  }

  /**
   * A changed file holds.
   *
   * @param waiting paths of settings that wait for the next start, and why
   */
  void applied(String hash, SortedMap<String, String> waiting) {
    Instant now = Instant.now();
    held = new Held(hash, now, waiting);
    told(Outcome.APPLIED, now);
  }

  /** A changed file has changed nothing. */
  void left(Outcome outcome) {
    told(outcome, Instant.now());
  }

  private void told(Outcome outcome, Instant at) {
    last = new Last(outcome, at);
    requireNonNull(outcomes.get(outcome)).increment();
  }

  /** For operators; no setting's value is in it. */
  JsonObject json() {
    Held now = held;
    JsonObject waiting = new JsonObject();
    now.waiting.forEach(waiting::put);
    JsonObject reloads = new JsonObject();
    outcomes.forEach((outcome, count) -> reloads.put(name(outcome), count.sum()));
    JsonObject json =
        new JsonObject()
            .put("sha256", now.hash)
            .put("since", now.since.toString())
            .put("waitingForRestart", waiting)
            .put("reloads", reloads);
    Last latest = last;
    return latest == null
        ? json
        : json.put(
            "last",
            new JsonObject().put("outcome", name(latest.outcome)).put("at", latest.at.toString()));
  }
}
