package dev.tributary.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Keeps what clients have spent in this process. Bounded by a number of clients; one that owes
 * nothing any more is forgotten. Each client's state is locked on its own, for well under a
 * microsecond.
 */
public final class LocalStore implements QuotaStore {

  /** Longer than the longest period: nothing is left of what was spent. */
  private static final Duration IDLE = Duration.ofDays(2);

  private final Cache<ClientKey, Account> accounts;
  private final LongSupplier micros;

  /** One client. All fields are guarded by the account itself. */
  private static final class Account {
    private final long[] cells;
    private int running;

    Account(int limits) {
      cells = new long[limits * Gcra.CELLS];
    }
  }

  /**
   * @param clients how many are remembered at most
   */
  public LocalStore(int clients) {
    this(clients, () -> System.nanoTime() / 1_000);
  }

  /**
   * @param micros the time in microseconds, from any beginning
   */
  LocalStore(int clients, LongSupplier micros) {
    this.micros = micros;
    this.accounts =
        Caffeine.newBuilder()
            .maximumSize(clients)
            .expireAfter(Expiry.<ClientKey, Account>accessing((key, account) -> IDLE))
            .build();
  }

  @Override
  public Future<Decision> reserve(QuotaClient client, long[] units) {
    return Future.succeededFuture(decide(client, units));
  }

  /** The same at once. */
  Decision decide(QuotaClient client, long[] units) {
    List<Limit> limits = client.tier().limits();
    Account account = account(client);
    long now = micros.getAsLong();
    synchronized (account) {
      int[] refusing = new int[1];
      long wait = Gcra.wait(limits, account.cells, units, now, refusing);
      if (wait != 0) {
        return Refusals.of(
            limits.get(refusing[0]),
            units[refusing[0]],
            wait,
            Gcra.status(limits, account.cells, units, now));
      }
      int concurrent = client.tier().concurrent();
      if (concurrent > 0 && account.running >= concurrent) {
        return Refusals.concurrent(concurrent, Gcra.status(limits, account.cells, units, now));
      }
      account.running++;
      Gcra.take(limits, account.cells, units, now);
      long[] ends = new long[units.length];
      long[] refunds = new long[units.length];
      for (int i = 0; i < units.length; i++) {
        ends[i] = account.cells[i * Gcra.CELLS];
        refunds[i] = account.cells[i * Gcra.CELLS + 2];
      }
      return new Decision.Admitted(
          new Reservation(client, units, ends, refunds, this),
          Gcra.status(limits, account.cells, units, now));
    }
  }

  @Override
  public void settle(Reservation reservation, long[] actual) {
    Account account = account(reservation.client());
    synchronized (account) {
      account.running = Math.max(0, account.running - 1);
      Gcra.settle(reservation, actual, account.cells, micros.getAsLong());
    }
  }

  private Account account(QuotaClient client) {
    Account known = accounts.getIfPresent(client.key());
    return known != null
        ? known
        : accounts.get(client.key(), missing -> new Account(client.tier().limits().size()));
  }

  /** How many clients are remembered. */
  long size() {
    accounts.cleanUp();
    return accounts.estimatedSize();
  }
}
