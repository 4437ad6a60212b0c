package dev.tributary.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.registry.AlertRule.Metric;
import dev.tributary.registry.StoredAlert.State;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Who is to be told when something is wrong with a graph. What is measured may be measured by every
 * registry on the same store: only one of them finds that a state changed, and stores what is to be
 * told. All methods block on the store and may be called by any thread.
 */
public final class Alerts {

  static final int MOST_OF_A_GRAPH = 20;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final AlertStore store;
  private final TrafficLedger traffic;
  private final InstantSource clock;

  Alerts(AlertStore store, TrafficLedger traffic, InstantSource clock) {
    this.store = store;
    this.traffic = traffic;
    this.clock = clock;
  }

  AlertStore store() {
    return store;
  }

  List<StoredAlert> of(GraphId graph) {
    return store.alerts(graph);
  }

  /**
   * Adds an alert.
   *
   * @param rule its id is passed over
   * @return empty when the graph has as many as it may have
   */
  Optional<StoredAlert> add(GraphId graph, AlertRule rule, String actor) {
    StoredAlert alert =
        new StoredAlert(
            graph,
            new AlertRule(
                random(8), rule.name(), rule.metric(), rule.above(), rule.minutes(), rule.url()),
            random(24),
            State.FINE,
            Optional.empty(),
            "");
    return store.add(alert, MOST_OF_A_GRAPH, now(), actor) ? Optional.of(alert) : Optional.empty();
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  boolean remove(GraphId graph, String id, String actor) {
    return store.remove(graph, id, now(), actor);
  }

  /** Measures what is to be measured, and stores what is to be told of it. */
  public void evaluate() {
    for (StoredAlert alert : store.all()) {
      AlertRule rule = alert.rule();
      if (rule.metric() == Metric.FAILED_COMPOSITION) {
        continue;
      }
      Traffic lately = traffic.lately(alert.graph(), Duration.ofMinutes(rule.minutes()));
      double value = rule.measure(lately);
      State now = value > rule.above() ? State.FIRING : State.FINE;
      if (now != alert.state()) {
        store.move(alert, now, body(alert, now.name(), rule.text(value, lately)), now());
      }
    }
  }

  /** A publish was refused because it does not compose. */
  void compositionFailed(GraphId graph, String author, PublishResult.Refused refused) {
    for (StoredAlert alert : store.alerts(graph)) {
      if (alert.rule().metric() == Metric.FAILED_COMPOSITION) {
        store.tell(
            alert,
            body(
                alert,
                "HAPPENED",
                "A publish by %s was refused with %d error(s), the first: %s"
                    .formatted(
                        author,
                        refused.errors().size(),
                        refused.errors().isEmpty()
                            ? "unknown"
                            : refused.errors().getFirst().message())),
            now());
      }
    }
  }

  /** Tells an alert's receiver that it can be told. */
  boolean test(GraphId graph, String id) {
    Optional<StoredAlert> found =
        store.alerts(graph).stream().filter(alert -> alert.rule().id().equals(id)).findFirst();
    found.ifPresent(alert -> store.test(alert, body(alert, "TEST", "This is only a test."), now()));
    return found.isPresent();
  }

  private static final int MOST_TEXT = 1_000;

  /** As many characters as a waiting delivery's column has. */
  private static final int MOST_BODY = 4_000;

  /** As much of what is told as there is room for: in JSON, a character takes up to six. */
  private String body(StoredAlert alert, String state, String what) {
    int most = MOST_TEXT;
    String body = body(alert, state, cut(what, most), now());
    while (body.length() > MOST_BODY) {
      most /= 2;
      body = body(alert, state, cut(what, most), now());
    }
    return body;
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    // Not between the two halves of a character.
    int end = most > 0 && Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "…";
  }

  private static String body(StoredAlert alert, String state, String detail, Instant at) {
    ObjectNode json = RegistryJson.object();
    // Chats show this member of what they are sent.
    json.put(
        "text", "[%s] %s: %s. %s".formatted(alert.graph(), alert.rule().name(), state, detail));
    json.put("graph", alert.graph().toString())
        .put("state", state)
        .put("detail", detail)
        .put("at", at.toString());
    ObjectNode rule = alert.rule().json();
    rule.remove("url");
    return json.set("alert", rule).toString();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
