package dev.tributary.telemetry;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something for each of a number of names, made when a name is first met. What others write becomes
 * a label nowhere but here: names that are too many, too long or not plain text share one. Safe for
 * use by many threads; a name that is known costs a look-up.
 *
 * @param <T> what there is for each name
 */
final class Bounded<T> {

  /** What stands for all names that are too many or unfit. */
  static final String OTHER = "other";

  /** What stands for no name. */
  static final String NONE = "none";

  private static final int MOST_CHARACTERS = 80;

  private final ConcurrentMap<String, T> known = new ConcurrentHashMap<>();
  private final int most;
  private final Function<String, T> make;

  /**
   * @param most how many names there are at most, besides {@link #OTHER} and {@link #NONE}
   * @param make is asked once for a name
   */
  Bounded(int most, Function<String, T> make) {
    this.most = most + 2;
    this.make = make;
  }

  T of(@Nullable String name) {
    String wanted = name == null || name.isEmpty() ? NONE : name;
    T found = known.get(wanted);
    return found != null ? found : added(wanted);
  }

  private T added(String name) {
    // Two threads at once may go past the limit by one: it is there for thousands.
    return known.size() < most && isPlain(name)
        ? known.computeIfAbsent(name, make)
        : known.computeIfAbsent(OTHER, make);
  }

  private static boolean isPlain(String name) {
    return name.length() <= MOST_CHARACTERS && name.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }
}
