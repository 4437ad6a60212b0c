package dev.tributary.gateway;

import dev.tributary.cache.CacheStore;
import dev.tributary.http.Documents;
import dev.tributary.quota.QuotaStore;
import dev.tributary.telemetry.Telemetry;

/** What operators learn of the stores that gateways share. */
final class SharedStores {
  private SharedStores() {}

  static void watch(Telemetry telemetry, QuotaStore quotas, Documents documents) {
    telemetry.gauge(
        "tributary.quota.store.unavailable",
        "Whether quotas are counted without their shared store at the moment",
        () -> quotas.isUnavailable() ? 1 : 0);
    telemetry.counter(
        "tributary.quota.store.failures",
        "How often the shared store of quotas has not answered in time",
        quotas::failures);
    telemetry.counter(
        "tributary.documents.store.failures",
        "How often the shared store of documents has not answered in time, or wrongly",
        documents::sharedFailures);
  }

  static void watch(Telemetry telemetry, CacheStore cache) {
    telemetry.gauge("tributary.cache.bytes", "Answers that are kept here, roughly", cache::weight);
    telemetry.gauge("tributary.cache.size", "Answers that are kept here, roughly", cache::size);
    telemetry.counter(
        "tributary.cache.invalidations",
        "Tags that were invalidated at this gateway",
        cache::invalidations);
    telemetry.gauge(
        "tributary.cache.store.unavailable",
        "Whether Redis is not asked for kept answers at the moment",
        () -> cache.isUnavailable() ? 1 : 0);
    telemetry.counter(
        "tributary.cache.store.failures",
        "How often Redis has not served the cache in time",
        cache::failures);
  }
}
