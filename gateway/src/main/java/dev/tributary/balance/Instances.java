package dev.tributary.balance;

import dev.tributary.balance.Balancing.HealthCheck;
import dev.tributary.balance.Balancing.Lookup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.DnsClient;
import io.vertx.core.dns.DnsClientOptions;
import io.vertx.core.dns.SrvRecord;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the instances of one service are, and which of them answer health checks: for the whole
 * process, so that each is asked once and not by every event loop. Safe for use by many threads.
 */
public final class Instances {

  private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

  private final Vertx vertx;
  private final String service;
  private final Balancing options;
  private final @Nullable DnsClient dns;
  private final @Nullable HttpClientAgent checker;
  private final Set<Place> down = ConcurrentHashMap.newKeySet();
  private final Map<Place, Integer> streaks = new ConcurrentHashMap<>();

  /** Until when some event loop does not call an instance. */
  private final Map<Place, Long> ejected = new ConcurrentHashMap<>();

  private volatile List<Place> places;
  private volatile boolean closed;
  private @Nullable Future<Void> started;

  /**
   * Knows those that are listed; {@link #start} finds the others.
   *
   * @param service its name, for the log
   */
  public Instances(Vertx vertx, String service, Balancing options) {
    this.vertx = vertx;
    this.service = service;
    this.options = options;
    this.places = options.places();
    this.dns = options.lookup() == null ? null : dns(vertx, options.lookup().server());
    this.checker = options.check() == null ? null : checker(vertx, options.check());
  }

  private static HttpClientAgent checker(Vertx vertx, HealthCheck check) {
    return vertx.createHttpClient(
        new HttpClientOptions().setConnectTimeout((int) check.timeout().toMillis()),
        new PoolOptions().setHttp1MaxSize(1));
  }

  private static DnsClient dns(Vertx vertx, @Nullable String server) {
    if (server == null) {
      return vertx.createDnsClient();
    }
    int colon = server.lastIndexOf(':');
    return colon < 0
        ? vertx.createDnsClient(53, server)
        : vertx.createDnsClient(
            new DnsClientOptions()
                .setHost(server.substring(0, colon))
                .setPort(Integer.parseInt(server.substring(colon + 1))));
  }

  Balancing options() {
    return options;
  }

  List<Place> places() {
    return places;
  }

  /** How many there are. */
  public int known() {
    return places.size();
  }

  /** How many do not answer health checks. */
  public int down() {
    return down.size();
  }

  /** How many get no calls from some event loop, because their calls failed. */
  public int ejected() {
    long now = System.nanoTime();
    ejected.values().removeIf(until -> until - now <= 0);
    return ejected.size();
  }

  boolean isDown(Place place) {
    return !down.isEmpty() && down.contains(place);
  }

  /**
   * An event loop calls an instance no more.
   *
   * @param until on {@link System#nanoTime}'s clock
   */
  void ejected(Place place, long until) {
    ejected.merge(place, until, (one, other) -> one - other > 0 ? one : other);
    LOG.warn("Service {}: {} gets no calls for a while, they fail", service, place);
  }

  /**
   * Looks for the instances, and begins to ask how they are. Who calls it again waits for the same.
   *
   * @return completes when they have been looked for once, found or not
   */
  public synchronized Future<Void> start() {
    Future<Void> known = started;
    if (known == null) {
      known = begin();
      started = known;
    }
    return known;
  }

  private Future<Void> begin() {
    HealthCheck check = options.check();
    if (check != null && checker != null) {
      HttpClientAgent by = checker;
      repeat(check.every().toMillis(), () -> checkAll(check, by));
    }
    Lookup lookup = options.lookup();
    if (lookup == null) {
      return Future.succeededFuture();
    }
    return look(lookup)
        .transform(
            first -> {
              repeat(lookup.every().toMillis(), () -> look(lookup));
              return Future.succeededFuture();
            });
  }

  /** One after another: what takes longer than the time between two is not begun twice. */
  private void repeat(long millis, Supplier<Future<?>> task) {
    if (closed) {
      return;
    }
    vertx.setTimer(
        millis,
        due -> {
          if (!closed) {
            task.get().onComplete(done -> repeat(millis, task));
          }
        });
  }

  /** Asks no more. */
  public Future<Void> close() {
    closed = true;
    return checker == null ? Future.succeededFuture() : checker.close();
  }

  private Future<Void> look(Lookup lookup) {
    return found(lookup)
        .onSuccess(found -> replaceBy(lookup, found))
        .onFailure(
            cause ->
                LOG.warn(
                    "Service {}: {} cannot be looked up, its instances stay as they are: {}",
                    service,
                    lookup.name(),
                    cause.toString()))
        .mapEmpty();
  }

  /** An empty answer is a name server's mistake more often than the truth. */
  private void replaceBy(Lookup lookup, List<Place> found) {
    if (found.isEmpty()) {
      LOG.warn("Service {}: {} has no instances; those known stay", service, lookup.name());
    } else {
      replace(found);
    }
  }

  /**
   * From now on these are listed. What is known of those that stay is kept, and so are the
   * connections to them. Where instances are looked up, nothing is changed.
   */
  public void list(List<Place> listed) {
    if (options.lookup() == null) {
      replace(listed);
    }
  }

  private void replace(List<Place> latest) {
    if (!latest.equals(places)) {
      LOG.info("Service {}: its instances are {}", service, latest);
      places = List.copyOf(latest);
      down.retainAll(latest);
      streaks.keySet().retainAll(latest);
      ejected.keySet().retainAll(latest);
    }
  }

  private Future<List<Place>> found(Lookup lookup) {
    DnsClient client = Objects.requireNonNull(dns);
    return switch (lookup.kind()) {
      case A ->
          Future.join(
                  client.resolveA(lookup.name()).otherwise(List.of()),
                  client.resolveAAAA(lookup.name()).otherwise(List.of()))
              .compose(
                  both -> {
                    List<String> addresses = new ArrayList<>(both.<List<String>>resultAt(0));
                    addresses.addAll(both.<List<String>>resultAt(1));
                    return addresses.isEmpty()
                        ? client.resolveA(lookup.name())
                        : Future.succeededFuture(addresses);
                  })
              .map(
                  addresses ->
                      addresses.stream()
                          .sorted()
                          .map(
                              address ->
                                  new Place(
                                      lookup.tls(), lookup.name(), lookup.port(), address, 1, null))
                          .toList());
      case SRV -> client.resolveSRV(lookup.name()).map(all -> ofBestPriority(lookup, all));
    };
  }

  private static List<Place> ofBestPriority(Lookup lookup, List<SrvRecord> records) {
    int best = records.stream().mapToInt(SrvRecord::priority).min().orElse(0);
    return records.stream()
        .filter(one -> one.priority() == best)
        .map(
            one ->
                new Place(
                    lookup.tls(),
                    one.target().endsWith(".")
                        ? one.target().substring(0, one.target().length() - 1)
                        : one.target(),
                    one.port(),
                    null,
                    Math.clamp(one.weight(), 1, 1_000),
                    null))
        .sorted((one, other) -> one.toString().compareTo(other.toString()))
        .toList();
  }

  private Future<?> checkAll(HealthCheck check, HttpClientAgent by) {
    return Future.join(places.stream().map(place -> check(check, by, place)).toList());
  }

  private Future<Void> check(HealthCheck check, HttpClientAgent by, Place place) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(place.host())
            .setPort(place.port())
            .setSsl(place.tls())
            .setURI(check.path())
            .setTimeout(check.timeout().toMillis());
    if (place.address() != null) {
      request.setServer(SocketAddress.inetSocketAddress(place.port(), place.address()));
    }
    return by.request(request)
        .compose(HttpClientRequest::send)
        .compose(response -> response.body().map(read -> isWell(response.statusCode())))
        .transform(
            asked -> {
              judge(check, place, asked.succeeded() && asked.result());
              return Future.succeededFuture();
            });
  }

  private static boolean isWell(int status) {
    return status >= 200 && status < 300;
  }

  /** A streak is how many answers of one kind came in a row: above zero good ones. */
  private void judge(HealthCheck check, Place place, boolean well) {
    int streak =
        streaks.merge(
            place,
            well ? 1 : -1,
            (before, one) -> Integer.signum(before) == one ? before + one : one);
    if (streak <= -check.down() && down.add(place)) {
      LOG.warn("Service {}: {} is not well and gets no calls", service, place);
    } else if (streak >= check.up() && down.remove(place)) {
      LOG.info("Service {}: {} is well again", service, place);
    }
  }
}
