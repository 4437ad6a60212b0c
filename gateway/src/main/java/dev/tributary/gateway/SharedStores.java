package dev.tributary.gateway;

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
}
