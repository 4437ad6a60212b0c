package dev.tributary.telemetry;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What one client uses, hour by hour. Its methods lock it for less than a microsecond. */
final class ClientUse {

  private static final long HOUR = 3_600;
  private static final long MINUTE = 60;
  private static final int MOST_OPERATIONS = 100;

  private final String client;
  private final int hoursKept;
  private final Deque<HourOfUse> past = new ArrayDeque<>();
  private final Bounded<Operation> operations = new Bounded<>(MOST_OPERATIONS, Operation::new);
  private final List<Operation> known = new ArrayList<>();
  private long hour = Long.MIN_VALUE;
  private long minute;
  private long minuteUnits;
  private long minuteRequests;
  private long requests;
  private long refused;
  private long units;
  private Spread costs = new Spread();
  private Spread minutes = new Spread();
  private Spread requestMinutes = new Spread();

  /** What a client used by one operation, since the process began. */
  final class Operation {
    private final String name;
    private final LongAdder requests = new LongAdder();
    private final LongAdder units = new LongAdder();

    Operation(String name) {
      this.name = name;
      synchronized (ClientUse.this) {
        known.add(this);
      }
    }

    String name() {
      return name;
    }

    long requests() {
      return requests.sum();
    }

    long units() {
      return units.sum();
    }
  }

  ClientUse(String client, int hoursKept) {
    this.client = client;
    this.hoursKept = hoursKept;
  }

  String client() {
    return client;
  }

  /**
   * A request has ended.
   *
   * @param second since 1970
   */
  void used(RequestRecord request, long second) {
    boolean executed = request.result() != RequestRecord.Result.REFUSED;
    long spent = request.spent();
    long wanted = executed ? spent : Math.max(0, request.estimatedCost());
    if (request.plan() != null) {
      Operation operation = operations.of(request.operation());
      operation.requests.increment();
      operation.units.add(spent);
    }
    synchronized (this) {
      if (second / HOUR != hour) {
        endHour();
        hour = second / HOUR;
      }
      if (second / MINUTE != minute) {
        endMinute();
        minute = second / MINUTE;
      }
      requests++;
      minuteRequests++;
      units += spent;
      minuteUnits += wanted;
      costs.add(wanted, 1);
      if (!executed) {
        refused++;
      }
    }
  }

  private void endMinute() {
    if (minuteRequests > 0) {
      minutes.add(minuteUnits, minuteRequests);
      requestMinutes.add(minuteRequests, minuteRequests);
    }
    minuteUnits = 0;
    minuteRequests = 0;
  }

  private void endHour() {
    endMinute();
    if (requests > 0) {
      past.addLast(soFar());
      if (past.size() > hoursKept) {
        past.removeFirst();
      }
    }
    requests = 0;
    refused = 0;
    units = 0;
    costs = new Spread();
    minutes = new Spread();
    requestMinutes = new Spread();
  }

  private HourOfUse soFar() {
    return new HourOfUse(
        Instant.ofEpochSecond(hour * HOUR),
        client,
        requests,
        refused,
        units,
        costs.buckets(),
        minutes.buckets(),
        requestMinutes.buckets());
  }

  /**
   * All hours, the one that is not over included.
   *
   * @param now seconds since 1970
   */
  synchronized List<HourOfUse> hours(long now) {
    if (now / HOUR != hour) {
      endHour();
    }
    List<HourOfUse> all = new ArrayList<>(past);
    if (requests > 0) {
      HourOfUse current = soFar();
      Spread running = new Spread();
      current.minutes().forEach(running::add);
      Spread runningRequests = new Spread();
      current.requestMinutes().forEach(runningRequests::add);
      if (minuteRequests > 0) {
        running.add(minuteUnits, minuteRequests);
        runningRequests.add(minuteRequests, minuteRequests);
      }
      all.add(
          new HourOfUse(
              current.hour(),
              client,
              requests,
              refused,
              units,
              current.costs(),
              running.buckets(),
              runningRequests.buckets()));
    }
    return all;
  }

  synchronized List<Operation> operations() {
    return List.copyOf(known);
  }
}
