package dev.tributary.balance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Chooses an instance for each call. Confined to one event loop. */
public final class Balancer {

  /** What each call adds: when all are unwell, they get a fifth more calls and not three times. */
  private static final double RETRIES_PER_CALL = 0.2;

  /**
   * An instance that takes so many times as long as another gets none of its calls, however many
   * are open there: where many are answered side by side, a further one takes no longer for them,
   * and one of a hundred sent to the slow one would be what the slowest of all take.
   */
  private static final double FAR_SLOWER = 4;

  private final Instances instances;
  private final Balancing options;
  private final LongSupplier clock;
  private final RandomGenerator chance;
  private final long slowStartNanos;
  private List<Place> places = List.of();
  private List<Instance> all = List.of();
  private HashRing ring = HashRing.of(List.of());
  private final Map<Instance, Double> credit = new HashMap<>();
  private final RetryBudget retries = new RetryBudget(RETRIES_PER_CALL);

  /** For use on the current event loop. */
  public Balancer(Instances instances) {
    this(instances, System::nanoTime, RandomGenerator.getDefault());
  }

  Balancer(Instances instances, LongSupplier clock, RandomGenerator chance) {
    this.instances = instances;
    this.options = instances.options();
    this.clock = clock;
    this.chance = chance;
    this.slowStartNanos = options.slowStart().toNanos();
    this.places = instances.places();
    long now = clock.getAsLong();
    // At the start all are equally new: there is nobody else to spare them.
    this.all =
        places.stream().map(place -> new Instance(this, place, now - slowStartNanos)).toList();
    this.ring = HashRing.of(all);
  }

  long now() {
    return clock.getAsLong();
  }

  /** Whether what is asked decides. */
  public boolean hashes() {
    return options.policy() == Balancing.Policy.HASH;
  }

  /** After so many milliseconds another instance is asked as well; 0 for never. */
  public long hedgeMillis() {
    Duration after = options.hedgeAfter();
    return after == null ? 0 : Math.max(1, after.toMillis());
  }

  /** The header field whose value decides then; null for the whole call. */
  public @Nullable String hashHeader() {
    return options.hashHeader();
  }

  /**
   * The instance that is to get a call.
   *
   * @param hash of what decides under {@link Balancing.Policy#HASH}
   * @param tried those that failed this very call
   * @return null when there is none but these
   */
  public @Nullable Instance choose(int hash, Set<Instance> tried) {
    follow();
    if (tried.isEmpty()) {
      retries.earn();
    }
    long now = clock.getAsLong();
    List<Instance> usable = usable(now, tried);
    return switch (usable.size()) {
      case 0 -> null;
      case 1 -> usable.getFirst();
      default ->
          switch (options.policy()) {
            case ROUND_ROBIN -> inTurn(usable, now);
            case LEAST_OUTSTANDING -> leastOpen(usable, now);
            case TWO_CHOICES -> betterOfTwo(usable, now);
            case HASH -> ring.find(hash, usable);
          };
    };
  }

  /**
   * Whether a call may be made once more, by another instance; takes it.
   *
   * @param tried those that it was made by
   */
  public boolean takeRetry(Set<Instance> tried) {
    return !usable(clock.getAsLong(), tried).isEmpty() && retries.take();
  }

  /** How often calls may be made once more. */
  public RetryBudget retries() {
    return retries;
  }

  /** What has been learnt of those that stay is kept. */
  private void follow() {
    List<Place> latest = instances.places();
    if (latest == places) {
      return;
    }
    long now = clock.getAsLong();
    Map<Place, Instance> known = new HashMap<>();
    all.forEach(one -> known.put(one.place(), one));
    places = latest;
    all =
        latest.stream()
            .map(
                place -> {
                  Instance same = known.get(place);
                  return same == null ? new Instance(this, place, now) : same;
                })
            .toList();
    ring = HashRing.of(all);
    credit.keySet().retainAll(all);
  }

  private List<Instance> usable(long now, Set<Instance> tried) {
    List<Instance> well = new ArrayList<>(all.size());
    for (Instance one : all) {
      boolean up = !instances.isDown(one.place());
      if (!one.isEjected(now) && up) {
        well.add(one);
      }
    }
    if (well.size() * 100L < (long) all.size() * options.panicPercent()) {
      well = new ArrayList<>(all);
    }
    if (!tried.isEmpty()) {
      well.removeAll(tried);
    }
    return near(well);
  }

  /** Those of the gateway's own zone, unless there are none. */
  private List<Instance> near(List<Instance> well) {
    String zone = options.zone();
    if (zone == null) {
      return well;
    }
    List<Instance> near = new ArrayList<>(well.size());
    for (Instance one : well) {
      if (zone.equals(one.place().zone())) {
        near.add(one);
      }
    }
    return near.isEmpty() ? well : near;
  }

  /** Each gains its weight, and who has the most pays for all: no bursts to the heavy ones. */
  private Instance inTurn(List<Instance> usable, long now) {
    double total = 0;
    Instance best = usable.getFirst();
    double most = Double.NEGATIVE_INFINITY;
    for (Instance one : usable) {
      double weight = one.weight(now, slowStartNanos);
      double has = credit.merge(one, weight, Double::sum);
      total += weight;
      if (has > most) {
        most = has;
        best = one;
      }
    }
    credit.merge(best, -total, Double::sum);
    return best;
  }

  private Instance leastOpen(List<Instance> usable, long now) {
    // From a place that changes: equals share.
    int first = chance.nextInt(usable.size());
    Instance best = usable.get(first);
    for (int i = 1; i < usable.size(); i++) {
      Instance other = usable.get((first + i) % usable.size());
      if ((other.open() + 1) / other.weight(now, slowStartNanos)
          < (best.open() + 1) / best.weight(now, slowStartNanos)) {
        best = other;
      }
    }
    return best;
  }

  private Instance betterOfTwo(List<Instance> usable, long now) {
    int first = chance.nextInt(usable.size());
    int second = chance.nextInt(usable.size() - 1);
    Instance one = usable.get(first);
    Instance other = usable.get(second >= first ? second + 1 : second);
    double oneUsual = one.usual(now);
    double otherUsual = other.usual(now);
    if (oneUsual > 0 && otherUsual > 0) {
      if (oneUsual > FAR_SLOWER * otherUsual) {
        return other;
      }
      if (otherUsual > FAR_SLOWER * oneUsual) {
        return one;
      }
    }
    return one.load(now, slowStartNanos) <= other.load(now, slowStartNanos) ? one : other;
  }

  void failed(Instance instance) {
    Balancing.Ejection ejection = options.ejection();
    if (ejection.failures() == 0 || instance.failuresInARow() < ejection.failures()) {
      return;
    }
    long now = clock.getAsLong();
    if (instance.isEjected(now)) {
      return;
    }
    long ejected = all.stream().filter(one -> one.isEjected(now)).count();
    if ((ejected + 1) * 100 <= (long) all.size() * ejection.mostPercent()) {
      instance.eject(now, ejection.time().toNanos());
      instances.ejected(instance.place(), instance.ejectedUntil());
    }
  }
}
