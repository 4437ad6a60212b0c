package dev.tributary.telemetry;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.util.Objects;

/** The page of metrics of a gateway to which everything has happened once. */
public final class MeasuredPage {

  private MeasuredPage() {}

  public static String text() {
    Vertx vertx = Vertx.vertx();
    try (Telemetry telemetry = Telemetry.of(TelemetryOptions.OFF.with(MetricsOptions.DEFAULT))) {
      telemetry.watchEventLoop(vertx, late -> {});
      for (String gauge :
          new String[] {
            "tributary.ready",
            "tributary.cache.bytes",
            "tributary.cache.size",
            "tributary.operation.cache.size",
            "tributary.preparation.queue",
            "tributary.websockets",
            "tributary.event.streams",
            "tributary.subscriptions",
            "tributary.requests.limit",
            "tributary.requests.waiting",
            "tributary.quota.store.unavailable",
            "tributary.config.since",
            "tributary.config.past"
          }) {
        telemetry.gauge(gauge, "made by the gateway's wiring", () -> 0);
      }
      telemetry.counter("tributary.quota.store.failures", "likewise", () -> 0);
      telemetry.counter("tributary.config.reloads", "likewise", "outcome", "applied", () -> 0);
      telemetry.counter("tributary.documents.store.failures", "likewise", () -> 0);
      RequestRecord request =
          telemetry.begin(
              "POST",
              "/graphql",
              "192.0.2.1",
              MultiMap.caseInsensitiveMultiMap().add("apollographql-client-name", "shop"));
      request.authenticationRefused("jwt", "TOKEN_EXPIRED", "192.0.2.1");
      request.authorizationRefused(null, "Query.a", "@authenticated", "CODE");
      request.prepared();
      request.operation("Cart", "query", () -> "");
      request.quota("gold", null);
      request.error("CODE");
      request.projected();
      request.ended(200, 10);
      RequestRecord passedOn =
          telemetry.begin("GET", "/files/1", "192.0.2.1", MultiMap.caseInsensitiveMultiMap());
      passedOn.route("files", "/files/*");
      passedOn.ended(200, 10);
      telemetry.service("carts").answered(200, 1, 1);
      telemetry.service("carts").watchRetries(() -> 10);
      telemetry.service("carts").watchCircuit(() -> 0);
      telemetry.service("carts").circuitChanged("open");
      telemetry.service("carts").watchLimit(() -> 9, () -> 0);
      telemetry.service("carts").watchInstances(() -> 2, () -> 0, () -> 0);
      return Objects.requireNonNull(telemetry.metrics()).page();
    } finally {
      vertx.close();
    }
  }
}
