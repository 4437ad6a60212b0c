package dev.tributary.quota;

import java.util.ArrayList;
import java.util.List;

/**
 * The generic cell rate algorithm (ITU-T I.371) over several limits at once, in whole numbers: a
 * limit's state is the theoretical arrival time, in ticks and a fraction that is counted in {@code
 * 1/quota} of a tick, so that no unit is lost or won by rounding however odd the quota is.
 *
 * <p>{@code cells} holds three numbers per limit: the arrival time's ticks, its fraction, and all
 * ticks ever refunded.
 */
final class Gcra {

  static final int CELLS = 3;

  private Gcra() {}

  /** What a limit's client owes, in units times ticks; 0 when it owes nothing. */
  private static long debt(Limit limit, long[] cells, int at, long now) {
    long ahead = cells[at] - now;
    return ahead < 0 ? 0 : ahead * limit.quota() + cells[at + 1];
  }

  private static void owe(Limit limit, long[] cells, int at, long now, long debt) {
    cells[at] = now + debt / limit.quota();
    cells[at + 1] = debt % limit.quota();
  }

  /**
   * How many ticks until all limits admit; 0 when they do now, negative when one never does.
   *
   * @param refusing at index 0 is told which limit takes longest
   */
  static long wait(List<Limit> limits, long[] cells, long[] units, long micros, int[] refusing) {
    long longest = 0;
    for (int i = 0; i < units.length; i++) {
      Limit limit = limits.get(i);
      if (units[i] == 0) {
        continue;
      }
      if (units[i] > limit.burst()) {
        refusing[0] = i;
        return -1;
      }
      long now = micros / limit.tickMicros();
      long over =
          debt(limit, cells, i * CELLS, now) + units[i] * limit.periodTicks() - limit.capacity();
      if (over > 0) {
        long wait = ceil(over, limit.quota()) * limit.tickMicros();
        if (wait > longest) {
          longest = wait;
          refusing[0] = i;
        }
      }
    }
    return longest;
  }

  private static long ceil(long number, long by) {
    return (number + by - 1) / by;
  }

  /** Takes units that all limits admit. */
  static void take(List<Limit> limits, long[] cells, long[] units, long micros) {
    for (int i = 0; i < units.length; i++) {
      if (units[i] > 0) {
        Limit limit = limits.get(i);
        long now = micros / limit.tickMicros();
        long debt = debt(limit, cells, i * CELLS, now);
        owe(limit, cells, i * CELLS, now, debt + units[i] * limit.periodTicks());
      }
    }
  }

  /**
   * Corrects what was taken.
   *
   * <p>A refund is no more than what is left of the units' own stretch of virtual time: what time
   * has given back already is not given back again. Refunds made since the reservation have moved
   * that stretch forward.
   */
  static void settle(Reservation reservation, long[] actual, long[] cells, long micros) {
    List<Limit> limits = reservation.client().tier().limits();
    for (int i = 0; i < actual.length; i++) {
      long taken = reservation.units()[i];
      if (taken == 0 || taken == actual[i]) {
        continue;
      }
      Limit limit = limits.get(i);
      long now = micros / limit.tickMicros();
      int at = i * CELLS;
      if (actual[i] < taken) {
        long whole = (taken - actual[i]) * limit.periodTicks() / limit.quota();
        long since = cells[at + 2] - reservation.refunds()[i];
        // An account that was forgotten meanwhile has been refunded less than before.
        long refund =
            since < 0 ? 0 : Math.max(0, Math.min(whole, reservation.ends()[i] - since - now));
        cells[at] -= refund;
        cells[at + 2] += refund;
      } else {
        long more = Math.min(actual[i] - taken, Limit.GREATEST) * limit.periodTicks();
        long debt = debt(limit, cells, at, now);
        // Another burst at most: an answer a thousand times dearer than estimated must not shut its
        // client out for a day.
        owe(limit, cells, at, now, Math.max(debt, Math.min(debt + more, 2 * limit.capacity())));
      }
    }
  }

  static List<LimitStatus> status(List<Limit> limits, long[] cells, long[] units, long micros) {
    List<LimitStatus> status = new ArrayList<>(units.length);
    for (int i = 0; i < units.length; i++) {
      if (units[i] > 0) {
        Limit limit = limits.get(i);
        long debt = debt(limit, cells, i * CELLS, micros / limit.tickMicros());
        status.add(status(limit, debt));
      }
    }
    return status;
  }

  /**
   * @param debt in units times ticks
   */
  static LimitStatus status(Limit limit, long debt) {
    return new LimitStatus(
        limit,
        Math.max(0, limit.capacity() - debt) / limit.periodTicks(),
        ceil(ceil(debt, limit.quota()) * limit.tickMicros(), 1_000));
  }
}
