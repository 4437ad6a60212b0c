package dev.tributary.plan;

import dev.tributary.operation.SelectionSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Shortens an upstream document: a selection that stands in it several times becomes a named
 * fragment. Deep lists of the same entities repeat much, and a subgraph has to parse all of it.
 */
final class RepeatedSelections {

  /** Longer documents are sent as they are: looking for repetitions costs time, too. */
  private static final int LONGEST = 100_000;

  /** In shorter ones there is next to nothing to win. */
  private static final int SHORTEST = 150;

  private static final int MOST_FRAGMENTS = 26;

  /** How often a selection was written, and on which type. */
  private static final class Seen {
    private int times;
    private final String type;
    private boolean oneType = true;

    Seen(String type) {
      this.type = type;
    }
  }

  /** A selection, and what the subgraph calls what it is selected on. */
  private record Written(SelectionSet selection, String type) {}

  private final List<Written> written = new ArrayList<>();
  private final Map<String, Seen> seen = new HashMap<>();

  void add(SelectionSet selection, String type) {
    written.add(new Written(selection, type));
  }

  /** The document with fragments instead of repetitions, if that makes it shorter. */
  String shorten(String document) {
    // Only in a string could what looks like a selection be something else.
    if (document.length() < SHORTEST || document.length() > LONGEST || document.indexOf('"') >= 0) {
      return document;
    }
    for (Written one : written) {
      Seen known = seen.computeIfAbsent(one.selection().toString(), s -> new Seen(one.type()));
      known.times++;
      known.oneType &= known.type.equals(one.type());
    }
    List<String> repeated = new ArrayList<>();
    seen.forEach(
        (selection, known) -> {
          if (known.times > 1 && known.oneType) {
            repeated.add(selection);
          }
        });
    repeated.sort(
        Comparator.comparingInt(String::length)
            .reversed()
            .thenComparing(Comparator.naturalOrder()));
    int fragments = 0;
    StringBuilder text = new StringBuilder(document);
    for (String selection : repeated) {
      if (fragments == MOST_FRAGMENTS) {
        break;
      }
      String name = String.valueOf((char) ('a' + fragments));
      String spread = "{..." + name + "}";
      String definition = "fragment " + name + " on " + type(selection) + selection;
      int times = count(text, selection);
      if (times > 1 && times * (selection.length() - spread.length()) > definition.length()) {
        replace(text, selection, spread);
        text.append(definition);
        fragments++;
      }
    }
    return text.toString();
  }

  private String type(String selection) {
    return Objects.requireNonNull(seen.get(selection)).type;
  }

  private static int count(StringBuilder text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  private static void replace(StringBuilder text, String part, String by) {
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + by.length())) {
      text.replace(at, at + part.length(), by);
    }
  }
}
