package dev.tributary.samples;

import dev.tributary.samples.SampleServices.Ports;
import dev.tributary.samples.SampleServices.Running;
import dev.tributary.samples.serve.ServiceClient;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The four services on free ports while a test class runs; it is always the same moment there. */
public final class SampleServicesExtension implements BeforeAllCallback, AfterAllCallback {

  public static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

  private final Vertx vertx = Vertx.vertx();
  private Running running = new Running(List.of());

  @Override
  public void beforeAll(ExtensionContext context) {
    running = SampleServices.start(vertx, Ports.ANY, InstantSource.fixed(NOW)).await();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    vertx.close().await();
  }

  public Vertx vertx() {
    return vertx;
  }

  public Running running() {
    return running;
  }

  public ServiceClient client(String service) {
    return new ServiceClient(running.service(service).server());
  }
}
