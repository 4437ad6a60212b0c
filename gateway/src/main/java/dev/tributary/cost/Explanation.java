package dev.tributary.cost;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Where an operation's units come from, as a tree. What costs nothing is left out.
 *
 * @param label what the units are for: a call, a field, an object
 * @param units all of them, parts included
 * @param times how many times the parts are expected, a list's size; 1 for once
 * @param parts what the units are made of; they add up to them
 */
public record Explanation(String label, long units, long times, List<Explanation> parts) {

  public Explanation {
    parts = List.copyOf(parts);
  }

  static Explanation of(Line line, long[] values) {
    return of(line, values, 1);
  }

  private static Explanation of(Line line, long[] values, long factor) {
    long units = Saturating.multiply(factor, values[line.term()]);
    if (units == 0) {
      return new Explanation(line.label(), 0, 1, List.of());
    }
    long times = line.size() < 0 ? 1 : values[line.size()];
    long below = Saturating.multiply(factor, times);
    List<Line> shown =
        switch (line.of()) {
          case AMOUNT, SUM -> line.parts();
          case ALTERNATIVES, EITHER -> List.of(greatest(line, values));
        };
    if (line.of() == Line.Kind.EITHER) {
      return of(shown.getFirst(), values, below);
    }
    List<Explanation> parts = new ArrayList<>();
    for (Line part : shown) {
      Explanation explained = of(part, values, below);
      if (explained.units() > 0) {
        parts.add(explained);
      }
    }
    return new Explanation(line.label(), units, times, parts);
  }

  private static Line greatest(Line line, long[] values) {
    return Collections.max(line.parts(), Comparator.comparingLong(part -> values[part.term()]));
  }

  /** A line for each part, those below a part indented. */
  public String text() {
    StringBuilder out = new StringBuilder();
    print(out, "", "");
    return out.toString();
  }

  private void print(StringBuilder out, String first, String rest) {
    out.append(first)
        .append(label)
        .append(times == 1 ? "" : ", " + amount(times) + " times")
        .append(": ")
        .append(amount(units))
        .append('\n');
    for (int i = 0; i < parts.size(); i++) {
      boolean last = i == parts.size() - 1;
      parts.get(i).print(out, rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "));
    }
  }

  private static String amount(long units) {
    return units == Saturating.MOST ? "too much to count" : Long.toString(units);
  }
}
