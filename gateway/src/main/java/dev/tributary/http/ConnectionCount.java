package dev.tributary.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many connections there are, together and of each address; safe to share. */
final class ConnectionCount {

  private volatile int most;
  private volatile int mostOfAddress;
  private final AtomicInteger open = new AtomicInteger();

  /** As many as there are open connections at most. */
  private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

  /**
   * @param mostOfAddress 0 for as many as there are
   */
  ConnectionCount(int most, int mostOfAddress) {
    this.most = most;
    this.mostOfAddress = mostOfAddress;
  }

  /** From now on as many may be open as another count would allow; those that are stay. */
  void limit(int most, int mostOfAddress) {
    this.most = most;
    this.mostOfAddress = mostOfAddress;
  }

  /** Counts one in, unless there are too many. */
  boolean enter(@Nullable String address) {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      return false;
    }
    if (address == null) {
      return true;
    }
    // Counted without a limit too: there may be one before it is closed.
    int limit = mostOfAddress;
    boolean[] entered = {false};
    byAddress.compute(
        address,
        (same, count) -> {
          int before = count == null ? 0 : count;
          entered[0] = limit == 0 || before < limit;
          return entered[0] ? Integer.valueOf(before + 1) : count;
        });
    if (!entered[0]) {
      open.decrementAndGet();
    }
    return entered[0];
  }

  /** One that was counted in is closed. */
  void leave(@Nullable String address) {
    open.decrementAndGet();
    if (address != null) {
      byAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
    }
  }

  int open() {
    return open.get();
  }
}
