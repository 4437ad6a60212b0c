package dev.tributary.execute;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which progressive overrides ({@code @override(label:)}) apply to a request: those that are
 * switched on, and those by percent that its lot falls under.
 *
 * <p>A request draws one lot for all its overrides. So whoever is among the first ten percent is
 * also among the first fifty, and the sets that occur are as few as the percentages are: each set
 * has plans of its own. Immutable.
 */
final class ProgressiveOverrides {

  private static final Pattern PERCENT = Pattern.compile("percent\\((\\d+(?:\\.\\d+)?)\\)");

  /** By percentage: what applies to lots from here up to the next entry. */
  private final TreeMap<Double, Set<String>> byLot;

  /** What applies to every lot: all there is to know of most supergraphs. */
  private final Set<String> always;

  private ProgressiveOverrides(TreeMap<Double, Set<String>> byLot) {
    this.byLot = byLot;
    this.always = byLot.lastEntry().getValue();
  }

  /**
   * @param labels those that the supergraph has
   * @param switchedOn labels that apply to every request
   */
  static ProgressiveOverrides of(Collection<String> labels, Set<String> switchedOn) {
    SortedSet<Double> bounds = new TreeSet<>(List.of(0.0));
    labels.forEach(label -> bounds.add(percent(label)));
    TreeMap<Double, Set<String>> byLot = new TreeMap<>();
    for (double bound : bounds) {
      List<String> on = new ArrayList<>();
      for (String label : labels) {
        if (switchedOn.contains(label) || percent(label) > bound) {
          on.add(label);
        }
      }
      byLot.put(bound, Set.copyOf(on));
    }
    return new ProgressiveOverrides(byLot);
  }

  /**
   * The labels that apply.
   *
   * @param lots draws from 0 to 100, which itself is never drawn; not asked when the lot makes no
   *     difference
   */
  Set<String> on(DoubleSupplier lots) {
    return byLot.size() == 1 ? always : byLot.floorEntry(lots.getAsDouble()).getValue();
  }

  /** A label that is no percentage applies to none, unless it is switched on. */
  private static double percent(String label) {
    Matcher percent = PERCENT.matcher(label);
    return percent.matches() ? Double.parseDouble(percent.group(1)) : 0;
  }
}
