package dev.tributary.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Spares busy clients the round trip to a shared store: a part of each burst is taken ahead, and
 * spent in this process for a short time. What is left of it then goes back.
 *
 * <p>What was taken ahead may be spent a little later than it was taken. So a window may see more
 * than quota and burst, and at most by one lease for each gateway: {@code percent} of the burst.
 */
public final class LeasingStore implements QuotaStore {

  private static final long[] NONE = {};

  private final QuotaStore shared;
  private final int percent;
  private final long lastsMicros;
  private final LongSupplier micros;
  private final Cache<ClientKey, Account> accounts;

  /**
   * @param shared where leases are taken from
   * @param percent of each limit's burst that is taken ahead, from 1 to 50
   * @param lasts how long a lease may be spent
   * @param clients how many are remembered at most
   */
  public LeasingStore(QuotaStore shared, int percent, Duration lasts, int clients) {
    this(shared, percent, lasts, clients, () -> System.nanoTime() / 1_000);
  }

  LeasingStore(QuotaStore shared, int percent, Duration lasts, int clients, LongSupplier micros) {
    if (percent < 1 || percent > 50) {
      throw new IllegalArgumentException("a lease is 1 to 50 percent of the burst");
    }
    this.shared = shared;
    this.percent = percent;
    this.lastsMicros = lasts.toNanos() / 1_000;
    this.micros = micros;
    this.accounts =
        Caffeine.newBuilder()
            .maximumSize(clients)
            .expireAfterAccess(lasts.multipliedBy(4))
            .evictionListener(
                (@Nullable ClientKey key, @Nullable Account account, RemovalCause cause) -> {
                  if (account != null) {
                    account.close();
                  }
                })
            .build();
  }

  /** One client. All fields are guarded by the account itself. */
  private final class Account {
    private @Nullable Lease lease;
    private long seen = Long.MIN_VALUE / 2;
    private boolean asking;

    /** Takes from the lease, if there is one with enough left. */
    synchronized @Nullable Decision take(QuotaClient client, long[] units) {
      Lease current = lease;
      if (current == null) {
        return null;
      }
      if (micros.getAsLong() >= current.until || !current.has(units)) {
        close();
        return null;
      }
      current.take(units);
      return new Decision.Admitted(
          new Reservation(client, units, NONE, NONE, current), told(current.status, current.left));
    }

    /** Whether the client is busy enough for a lease, and nobody asks for one already. */
    synchronized boolean begins() {
      long now = micros.getAsLong();
      boolean busy = now - seen < lastsMicros;
      seen = now;
      if (!busy || asking || lease != null) {
        return false;
      }
      asking = true;
      return true;
    }

    synchronized void begun(@Nullable Lease taken) {
      asking = false;
      lease = taken;
    }

    synchronized void close() {
      Lease ended = lease;
      lease = null;
      if (ended != null) {
        ended.end();
      }
    }
  }

  /** Units taken ahead. Its fields are guarded by its account. */
  private final class Lease implements QuotaStore {
    private final Account account;
    private final Reservation reservation;
    private final List<LimitStatus> status;
    private final long[] left;
    private final long until;
    private boolean ended;

    Lease(
        Account account,
        Reservation reservation,
        List<LimitStatus> status,
        long[] left,
        long until) {
      this.status = status;
      this.account = account;
      this.reservation = reservation;
      this.left = left;
      this.until = until;
    }

    boolean has(long[] units) {
      for (int i = 0; i < units.length; i++) {
        if (units[i] > left[i]) {
          return false;
        }
      }
      return true;
    }

    void take(long[] units) {
      for (int i = 0; i < units.length; i++) {
        left[i] -= units[i];
      }
    }

    /** What is left goes back; requests that still run have paid already. */
    void end() {
      ended = true;
      long[] used = new long[left.length];
      for (int i = 0; i < used.length; i++) {
        used[i] = reservation.units()[i] - left[i];
      }
      reservation.store().settle(reservation, used);
    }

    @Override
    public Future<Decision> reserve(QuotaClient client, long[] units) {
      return LeasingStore.this.reserve(client, units);
    }

    @Override
    public void settle(Reservation taken, long[] actual) {
      synchronized (account) {
        if (!ended) {
          for (int i = 0; i < left.length; i++) {
            left[i] += taken.units()[i] - actual[i];
          }
          return;
        }
      }
      // The lease is settled: only what was used beyond the estimate is still to be taken.
      long[] none = new long[actual.length];
      long[] more = new long[actual.length];
      for (int i = 0; i < actual.length; i++) {
        more[i] = Math.max(taken.units()[i], actual[i]);
      }
      shared.settle(new Reservation(taken.client(), taken.units(), none, none, shared), more);
    }
  }

  @Override
  public Future<Decision> reserve(QuotaClient client, long[] units) {
    // Places among those that run at once are counted with each request: there is no taking ahead.
    if (client.tier().limits().isEmpty() || client.tier().concurrent() > 0) {
      return shared.reserve(client, units);
    }
    Account account = accounts.get(client.key(), missing -> new Account());
    Decision taken = account.take(client, units);
    if (taken != null) {
      return Future.succeededFuture(taken);
    }
    if (!account.begins()) {
      return shared.reserve(client, units);
    }
    return lease(account, client, units);
  }

  private Future<Decision> lease(Account account, QuotaClient client, long[] units) {
    List<Limit> limits = client.tier().limits();
    long[] ahead = new long[units.length];
    for (int i = 0; i < ahead.length; i++) {
      ahead[i] = Math.max(units[i], limits.get(i).burst() * percent / 100);
    }
    return shared
        .reserve(client, ahead)
        .transform(
            result -> {
              if (result.succeeded()
                  && result.result() instanceof Decision.Admitted(Reservation taken, var status)
                  // Without the shared store there is nothing to take ahead.
                  && taken.store() == shared
                  && !status.isEmpty()) {
                long[] left = ahead.clone();
                for (int i = 0; i < left.length; i++) {
                  left[i] -= units[i];
                }
                Lease lease =
                    new Lease(account, taken, status, left, micros.getAsLong() + lastsMicros);
                account.begun(lease);
                return Future.succeededFuture(
                    new Decision.Admitted(
                        new Reservation(client, units, NONE, NONE, lease), told(status, left)));
              }
              account.begun(null);
              return result.succeeded() && result.result() instanceof Decision.Admitted
                  ? Future.succeededFuture(result.result())
                  : shared.reserve(client, units);
            });
  }

  /** What is taken ahead is the client's still. */
  private static List<LimitStatus> told(List<LimitStatus> status, long[] left) {
    List<LimitStatus> told = new ArrayList<>();
    for (int i = 0; i < status.size(); i++) {
      LimitStatus each = status.get(i);
      told.add(
          status.size() == left.length
              ? new LimitStatus(each.limit(), each.remaining() + left[i], each.resetMillis())
              : each);
    }
    return told;
  }

  @Override
  public void settle(Reservation reservation, long[] actual) {
    reservation.store().settle(reservation, actual);
  }

  @Override
  public long failures() {
    return shared.failures();
  }

  @Override
  public boolean isUnavailable() {
    return shared.isUnavailable();
  }

  @Override
  public Future<Void> close() {
    accounts.asMap().values().forEach(Account::close);
    return shared.close();
  }
}
