package dev.tributary.gateway;

import dev.tributary.cache.CacheStore;
import dev.tributary.telemetry.Telemetry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What operators learn of the stores that gateways share. */
final class SharedStores {
  private SharedStores() {}

  /**
   * @param latest the configuration that holds when it is asked for
   */
  static void watch(Telemetry telemetry, Supplier<Serving> latest) {
    telemetry.gauge(
        "tributary.quota.store.unavailable",
        "Whether quotas are counted without their shared store at the moment",
        () -> latest.get().quotas().store().isUnavailable() ? 1 : 0);
    telemetry.counter(
        "tributary.quota.store.failures",
        "How often the shared store of quotas has not answered in time",
        () -> latest.get().quotas().store().failures());
    telemetry.counter(
        "tributary.documents.store.failures",
        "How often the shared store of documents has not answered in time, or wrongly",
        () -> latest.get().documents().sharedFailures());
  }

  /** The same of where answers are kept, which need not be said before any are. */
  static void watchCache(Telemetry telemetry, Supplier<Serving> latest) {
    telemetry.gauge(
        "tributary.cache.bytes",
        "Answers that are kept here, roughly",
        () -> of(latest, CacheStore::weight));
    telemetry.gauge(
        "tributary.cache.size",
        "Answers that are kept here, roughly",
        () -> of(latest, CacheStore::size));
    telemetry.counter(
        "tributary.cache.invalidations",
        "Tags that were invalidated at this gateway",
        () -> of(latest, CacheStore::invalidations));
    telemetry.gauge(
        "tributary.cache.store.unavailable",
        "Whether Redis is not asked for kept answers at the moment",
        () -> of(latest, cache -> cache.isUnavailable() ? 1 : 0));
    telemetry.counter(
        "tributary.cache.store.failures",
        "How often Redis has not served the cache in time",
        () -> of(latest, CacheStore::failures));
  }

  private static double of(Supplier<Serving> latest, ToDoubleFunction<CacheStore> number) {
    CacheStore store = latest.get().answers();
    return store == null ? 0 : number.applyAsDouble(store);
  }
}
