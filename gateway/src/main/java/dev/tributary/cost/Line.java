package dev.tributary.cost;

import java.util.List;

/**
 * A line of an explanation, its amounts still terms.
 *
 * @param label what it is of, such as a field
 * @param of of which kind it is
 * @param size how many times its parts count; -1 for once
 * @param term the whole, for one object above it
 * @param parts what it is made of, {@code size} times
 */
record Line(String label, Kind of, int size, int term, List<Line> parts) {

  enum Kind {
    /** Its amount is its own. */
    AMOUNT,
    /** The sum of its parts. */
    SUM,
    /** The greatest of its parts: an object of one type or another. */
    ALTERNATIVES,
    /** The greatest of its parts, which stands in its place. */
    EITHER
  }

  Line {
    parts = List.copyOf(parts);
  }

  static Line amount(String label, int term) {
    return new Line(label, Kind.AMOUNT, -1, term, List.of());
  }
}
