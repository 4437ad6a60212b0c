package dev.tributary.supergraph;

import dev.tributary.supergraph.SdlDocument.Position;
import java.util.Arrays;

/**
 * Where the lines of a text begin. A line ends with LF, CR or both (GraphQL specification, 2.1.2).
 */
public final class Lines {

  private final int[] starts;

  private Lines(int[] starts) {
    this.starts = starts;
  }

  static Lines of(String text) {
    int[] starts = new int[Math.max(16, text.length() / 32)];
    int lines = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || (c == '\r' && !text.startsWith("\n", i + 1))) {
        if (lines == starts.length) {
          starts = Arrays.copyOf(starts, 2 * lines);
        }
        starts[lines++] = i + 1;
      }
    }
    return new Lines(Arrays.copyOf(starts, lines));
  }

  /**
   * @param at an offset from 0
   */
  Position positionOf(int at) {
    int found = Arrays.binarySearch(starts, at);
    int line = found >= 0 ? found : -found - 2;
    return new Position(line + 1, at - starts[line] + 1);
  }
}
