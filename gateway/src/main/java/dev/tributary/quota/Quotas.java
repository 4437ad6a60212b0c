package dev.tributary.quota;

import dev.tributary.auth.Caller;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * Every client's quota: taken before a request runs, settled after. Safe for use by many threads;
 * the policy can be changed while requests run, which are settled as they began.
 */
public final class Quotas {

  private final QuotaStore store;
  private volatile Active active;

  private record Active(QuotaPolicy policy, Clients clients) {}

  public Quotas(QuotaPolicy policy, QuotaStore store) {
    this.store = store;
    this.active = new Active(policy, new Clients(policy));
  }

  /** Quotas that nobody has. */
  public static Quotas none() {
    return new Quotas(QuotaPolicy.OFF, new LocalStore(1));
  }

  /** From now on this policy holds. Clients whose limits stay the same keep their accounts. */
  public void update(QuotaPolicy policy) {
    active = new Active(policy, new Clients(policy));
  }

  public QuotaPolicy policy() {
    return active.policy();
  }

  /**
   * Takes what a request is estimated at.
   *
   * @param address the peer's; null when it is not known
   * @return completes on the caller's context; at once when the store is in this process
   */
  public Future<Decision> reserve(
      Caller caller, MultiMap headers, @Nullable String address, Spend estimate) {
    QuotaClient client = active.clients().of(caller, headers, address);
    return store.reserve(client, estimate.units(client.tier().limits()));
  }

  /** The name of the tier that a caller is in. */
  public String tier(Caller caller, MultiMap headers, @Nullable String address) {
    return active.clients().of(caller, headers, address).tier().name();
  }

  /** Corrects what was taken to what the request cost in the end. */
  public void settle(Reservation reservation, Spend actual) {
    reservation.store().settle(reservation, actual.units(reservation.client().tier().limits()));
  }

  /** Where what clients have spent is kept. */
  public QuotaStore store() {
    return store;
  }

  /** Lets go of the store. */
  public Future<Void> close() {
    return store.close();
  }
}
