package dev.tributary.supergraph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One string for each spelling. A large document repeats few names many times; a look-up here costs
 * no allocation once a name is known. Confined to one thread.
 */
final class NameTable {

  /** Open addressing; never more than half full. */
  private @Nullable String[] table = new String[64];

  private int size;

  /** The string that {@code text} holds from {@code start} to {@code end}. */
  String name(String text, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    // The same as String.hashCode, which is what growing goes by.
    for (int at = slot(hash, table.length); ; at = at + 1 & table.length - 1) {
      String known = table[at];
      if (known == null) {
        String name = text.substring(start, end);
        table[at] = name;
        if (++size > table.length / 2) {
          grow();
        }
        return name;
      }
      if (known.length() == end - start && text.startsWith(known, start)) {
        return known;
      }
    }
  }

  String name(String whole) {
    return name(whole, 0, whole.length());
  }

  private void grow() {
    @Nullable String[] old = table;
    table = new String[2 * old.length];
    Arrays.stream(old)
        .forEach(
            name -> {
              if (name != null) {
                int at = slot(name.hashCode(), table.length);
                while (table[at] != null) {
                  at = at + 1 & table.length - 1;
                }
                table[at] = name;
              }
            });
  }

  private static int slot(int hash, int length) {
    return (hash ^ hash >>> 15) & length - 1;
  }
}
