package dev.tributary.registry;

import dev.tributary.registry.AlertStore.Delivery;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures alerts every few seconds, and sends what is to be told to their webhooks: signed, to
 * addresses that may be called only, and again with growing pauses until it is taken. Several
 * registries on one store share the work; a receiver may get a delivery twice when one of them dies
 * in the middle of it, and knows it by its id.
 */
public final class AlertDelivery implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AlertDelivery.class);

  /** How often alerts are measured. */
  public static final Duration EVERY = Duration.ofSeconds(10);

  static final int MOST_ATTEMPTS = 8;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final int AT_ONCE = 20;
  private static final int CONNECT_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 10_000;

  private final Vertx vertx;
  private final Alerts alerts;
  private final WebhookAddresses addresses;
  private final InstantSource clock;
  private final HttpClient client;
  private volatile boolean busy;
  private volatile long timer = -1;

  public AlertDelivery(
      Vertx vertx, Alerts alerts, WebhookAddresses addresses, InstantSource clock) {
    this.vertx = vertx;
    this.alerts = alerts;
    this.addresses = addresses;
    this.clock = clock;
    // No keeping alive: the next delivery may find another address.
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setKeepAlive(false));
  }

  /** Measures and delivers from now on. */
  public void start(Duration every) {
    timer =
        vertx.setPeriodic(
            every.toMillis(),
            due -> {
              if (!busy) {
                busy = true;
                vertx.executeBlocking(this::turn).onComplete(done -> busy = false);
              }
            });
  }

  private boolean turn() {
    try {
      alerts.evaluate();
      deliver();
    } catch (RegistryStoreException e) {
      LOG.warn("Alerts cannot be looked after: {}", e.getMessage());
    }
    return true;
  }

  /**
   * Sends what is due: of one alert in order, and all alerts beside each other, so that a receiver
   * that does not answer holds up nobody else's. Blocks.
   */
  void deliver() {
    Map<StoredAlert, List<Delivery>> due =
        alerts.store().due(clock.instant(), AT_ONCE).stream()
            .collect(Collectors.groupingBy(Delivery::alert));
    try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      due.values().forEach(ofOne -> senders.execute(() -> deliver(ofOne)));
    }
  }

  private void deliver(List<Delivery> ofOne) {
    try {
      ofOne.forEach(this::deliver);
    } catch (RegistryStoreException e) {
      LOG.warn("Alerts cannot be delivered: {}", e.getMessage());
    }
  }

  private void deliver(Delivery delivery) {
    Instant now = clock.instant();
    if (alerts.store().take(delivery, now.plus(LEASE))) {
      String problem = send(delivery);
      int tried = delivery.attempts() + 1;
      boolean isOver = problem.isEmpty() || tried >= MOST_ATTEMPTS;
      alerts
          .store()
          .outcome(
              delivery,
              problem.isEmpty()
                  ? "Delivered."
                  : problem + (isOver ? " Given up after %d attempts.".formatted(tried) : ""),
              isOver ? Optional.empty() : Optional.of(now.plus(pause(tried))));
    }
  }

  private static Duration pause(int tried) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tried - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** Empty when it was taken; else what is wrong, without what only the receiver should know. */
  private String send(Delivery delivery) {
    URI url = URI.create(delivery.alert().rule().url());
    boolean tls = "https".equals(url.getScheme());
    int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
    InetAddress address;
    try {
      // Once more: what may be called may have changed since the alert was made.
      if (!addresses.isUrl(url.toString())) {
        return "The address may not be called.";
      }
      address = addresses.lookUp(url.getHost());
    } catch (UnknownHostException e) {
      return "The host is not known, or has an address that may not be called.";
    }
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    long at = clock.instant().getEpochSecond();
    Future<Integer> status =
        client
            .request(
                new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setHost(url.getHost())
                    .setPort(port)
                    .setSsl(tls)
                    .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                    .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
                    .setFollowRedirects(false)
                    .setIdleTimeout(ANSWER_MILLIS)
                    .putHeader("content-type", "application/json")
                    .putHeader("user-agent", "tributary")
                    .putHeader("tributary-delivery", delivery.id())
                    .putHeader(
                        "tributary-signature", "t=%d,v1=%s".formatted(at, signature(delivery, at))))
            .compose((HttpClientRequest request) -> request.send(Buffer.buffer(delivery.body())))
            .map(HttpClientResponse::statusCode);
    try {
      int answered =
          status
              .toCompletionStage()
              .toCompletableFuture()
              .get(CONNECT_MILLIS + ANSWER_MILLIS, TimeUnit.MILLISECONDS);
      return answered >= 200 && answered < 300
          ? ""
          : "The receiver answered with status %d.".formatted(answered);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("An alert could not be delivered", e);
      return "The receiver cannot be reached.";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "The registry was stopped.";
    }
  }

  /** Over the time too, so that a delivery cannot be played once more later. */
  private static String signature(Delivery delivery, long at) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              delivery.alert().secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of()
          .formatHex(mac.doFinal((at + "." + delivery.body()).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  @Override
  public void close() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
    client.close();
  }
}
