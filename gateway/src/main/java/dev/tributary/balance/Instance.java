package dev.tributary.balance;

/**
 * One instance of a service as one event loop has seen it. Confined to that loop.
 *
 * <p>Whoever calls it says when the call begins and how it ended.
 */
public final class Instance {

  /** How fast old latencies are forgotten. */
  private static final double MEMORY_NANOS = 10e9;

  /** The first part of a slow start is not nothing. */
  private static final double LEAST_PART = 0.1;

  private static final int MOST_DOUBLINGS = 5;

  /** What fails fast must not look fast. */
  private static final long FAILURE_NANOS = 1_000_000_000;

  /** The least part of the usual time that the latest answer makes. */
  private static final double LATEST = 0.1;

  private final Balancer balancer;
  private final Place place;

  /** Since when it has been getting calls, again or at all. */
  private long since;

  private int open;
  private double latencyNanos;
  private long latencyAt;

  /** Of good answers, and how many calls were open then; 0 before there was one. */
  private double usualNanos;

  private double usualOpen;
  private int failuresInARow;
  private int ejections;
  private long ejectedUntil;

  /** When earlier ejections are forgotten, unless there is another. */
  private long forgottenAt;

  private boolean ejected;

  Instance(Balancer balancer, Place place, long since) {
    this.balancer = balancer;
    this.place = place;
    this.since = since;
    this.latencyAt = since;
  }

  public Place place() {
    return place;
  }

  /** A call is made. */
  public void begin() {
    open++;
  }

  /**
   * A call has ended.
   *
   * @param nanos from its beginning
   */
  public void succeeded(long nanos) {
    open--;
    failuresInARow = 0;
    if (ejections > 0 && !ejected && balancer.now() - forgottenAt >= 0) {
      ejections = 0;
    }
    double part = usualNanos == 0 ? 1 : Math.max(LATEST, 1 - forgotten());
    usualNanos += part * (nanos - usualNanos);
    usualOpen += part * (open + 1 - usualOpen);
    took(nanos);
  }

  /** A call has failed in a way that says that this instance is not well. */
  public void failed(long nanos) {
    open--;
    took(Math.max(nanos, FAILURE_NANOS));
    failuresInARow++;
    balancer.failed(this);
  }

  /**
   * A call was given up, because another instance has answered it meanwhile: it takes so long at
   * least.
   */
  public void outrun(long nanos) {
    open--;
    took(nanos);
  }

  /** A call has ended for reasons that say nothing of the instance. */
  public void left() {
    open--;
  }

  private void took(long nanos) {
    double forgotten = forgotten();
    // A call that was slower counts whole: it is better to be careful too soon.
    latencyNanos =
        nanos > latencyNanos ? nanos : latencyNanos * forgotten + nanos * (1 - forgotten);
    latencyAt = balancer.now();
  }

  private double forgotten() {
    return Math.exp(-(balancer.now() - latencyAt) / MEMORY_NANOS);
  }

  int failuresInARow() {
    return failuresInARow;
  }

  void eject(long now, long firstNanos) {
    ejected = true;
    long time = firstNanos << Math.min(ejections, MOST_DOUBLINGS);
    ejectedUntil = now + time;
    forgottenAt = ejectedUntil + 2 * time;
    ejections++;
    failuresInARow = 0;
  }

  /** Whether it gets no calls now; one whose time is over comes back slowly. */
  boolean isEjected(long now) {
    if (ejected && now - ejectedUntil >= 0) {
      ejected = false;
      comesBack(now);
    }
    return ejected;
  }

  long ejectedUntil() {
    return ejectedUntil;
  }

  void comesBack(long now) {
    since = now;
    failuresInARow = 0;
  }

  /** Its weight, less while it is new. */
  double weight(long now, long slowStartNanos) {
    long age = now - since;
    double part = age >= slowStartNanos ? 1 : Math.max(LEAST_PART, (double) age / slowStartNanos);
    return place.weight() * part;
  }

  int open() {
    return open;
  }

  /** How long a further call is likely to take, for comparing; one that is not known is tried. */
  double load(long now, long slowStartNanos) {
    return (latencyNanos * remembered(now) + 1) * (open + 1) / weight(now, slowStartNanos);
  }

  private double remembered(long now) {
    return Math.exp(-(now - latencyAt) / (6 * MEMORY_NANOS));
  }

  /**
   * What a call usually takes with as many beside it as there are now; 0 when it is not known. What
   * happens once or twice is not seen here: {@link #load} is careful, and this is not.
   */
  double usual(long now) {
    return usualNanos * remembered(now) * Math.max(1, (open + 1) / (usualOpen + 1));
  }

  @Override
  public String toString() {
    return place.toString();
  }
}
