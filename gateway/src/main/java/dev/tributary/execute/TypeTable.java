package dev.tributary.execute;

import dev.tributary.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.function.Predicate;

/**
 * The types that an operation tells apart, numbered, so that a type condition is a bit test. A
 * {@code __typename} that no condition mentions needs no number: it is {@link #UNKNOWN}, and no
 * condition holds for it.
 */
final class TypeTable {

  static final int UNKNOWN = -1;

  private final byte[][] names;
  private final byte[][] quoted;
  private final BitSet objects = new BitSet();

  /** Open addressing, twice the size needed or more; holds number plus one. */
  private final int[] table;

  private TypeTable(SequencedSet<String> names, Predicate<String> isObject) {
    this.names = new byte[names.size()][];
    this.quoted = new byte[names.size()][];
    this.table = new int[Integer.highestOneBit(names.size() + 1) * 4];
    int number = 0;
    for (String name : names) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      this.names[number] = bytes;
      this.quoted[number] = JsonText.quote(name);
      objects.set(number, isObject.test(name));
      int at = hash(bytes, 0, bytes.length) & table.length - 1;
      while (table[at] != 0) {
        at = at + 1 & table.length - 1;
      }
      table[at] = ++number;
    }
  }

  /**
   * @param names those that conditions mention, and static types
   * @param isObject whether a name is an object type of the supergraph
   */
  static TypeTable of(Collection<String> names, Predicate<String> isObject) {
    return new TypeTable(new LinkedHashSet<>(names), isObject);
  }

  int number(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return number(bytes, 0, bytes.length);
  }

  /** The number of the type whose name is these bytes, or {@link #UNKNOWN}. */
  int number(byte[] bytes, int start, int end) {
    int at = hash(bytes, start, end) & table.length - 1;
    while (table[at] != 0) {
      int number = table[at] - 1;
      byte[] name = names[number];
      if (Arrays.equals(name, 0, name.length, bytes, start, end)) {
        return number;
      }
      at = at + 1 & table.length - 1;
    }
    return UNKNOWN;
  }

  /** False for an interface's name, which an interface object's service answers. */
  boolean isObject(int type) {
    return type >= 0 && objects.get(type);
  }

  /** The name as a JSON string. */
  byte[] quoted(int type) {
    return quoted[type];
  }

  TypeSet set(Collection<String> types) {
    BitSet bits = new BitSet();
    for (String type : types) {
      bits.set(number(type));
    }
    return new TypeSet(bits);
  }

  private static int hash(byte[] bytes, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + bytes[i];
    }
    return hash ^ hash >>> 15;
  }
}
