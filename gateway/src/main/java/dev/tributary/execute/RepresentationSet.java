package dev.tributary.execute;

import dev.tributary.execute.RepresentationProgram.Requiring;
import dev.tributary.json.ByteHash;
import dev.tributary.json.JsonWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Step two of the way out: the representations of one call's targets, each different one once. They
 * are written straight into the request body; one that turns out to be there already is taken back.
 * Equality is equality of bytes: the same key from the same service is written the same way, and a
 * key written in two ways is asked for twice, which is harmless.
 */
final class RepresentationSet {

  /** So that nobody outside can choose keys that collide. */
  private static final long SEED = System.nanoTime() * 0x9E3779B97F4A7C15L;

  private final int[] rows;
  private final int[] indexes;

  /** By target: the fields whose requirements could not be fetched. Hardly ever there. */
  private final Map<Integer, Set<Requiring>> lost = new HashMap<>(0);

  /** Those of the row that is being written. */
  private final Set<Requiring> without = new HashSet<>(0);

  private int targets;

  /** By representation: the hash of what tells it apart, and where that stands in the body. */
  private long[] hashes = new long[16];

  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private int[] uses = new int[16];
  private int count;

  /** Open addressing, at most half full; holds a representation's index plus one. */
  private int[] table = new int[32];

  private RepresentationSet(int maximum) {
    rows = new int[maximum];
    indexes = new int[maximum];
  }

  /**
   * Writes the representations of these rows to a body, separated by commas.
   *
   * @param lost fields that have no answer for any of the rows
   */
  static RepresentationSet write(
      ResponseTree tree,
      int[] rows,
      RepresentationProgram program,
      Set<Requiring> lost,
      JsonWriter body) {
    RepresentationSet set = new RepresentationSet(rows.length);
    for (int row : rows) {
      if (!set.without.isEmpty()) {
        set.without.clear();
      }
      if (!lost.isEmpty()) {
        set.without.addAll(lost);
      }
      long key = lost.isEmpty() ? program.soleKey(tree, row) : (long) Cell.MISSING;
      if (key == Cell.MISSING) {
        set.add(tree, row, program, body);
      } else {
        set.add(tree, row, key, program, body);
      }
    }
    return set;
  }

  /** How many different representations there are. */
  int size() {
    return count;
  }

  /** How many rows have one. */
  int targets() {
    return targets;
  }

  int row(int target) {
    return rows[target];
  }

  /** The index of the target's representation, which is that of its answer. */
  int index(int target) {
    return indexes[target];
  }

  /** The fields of a target that have no answer, because what they require has none. */
  Set<Requiring> lost(int target) {
    return lost.isEmpty() ? Set.of() : lost.getOrDefault(target, Set.of());
  }

  /** How many targets have this representation. */
  int uses(int index) {
    return uses[index];
  }

  /** Told apart by what is written: one that is there already is taken back. */
  private void add(ResponseTree tree, int row, RepresentationProgram program, JsonWriter body) {
    int mark = body.length();
    int start = begin(body);
    if (!program.write(tree, row, body, without) || program.isNothingLeft(without)) {
      body.truncate(mark);
      return;
    }
    if (!without.isEmpty()) {
      lost.put(targets, Set.copyOf(without));
    }
    int end = body.length();
    byte[] bytes = body.array();
    long hash = ByteHash.of(bytes, start, end, SEED);
    int at = slot(hash);
    for (; table[at] != 0; at = at + 1 & table.length - 1) {
      int index = table[at] - 1;
      if (hashes[index] == hash
          && Arrays.equals(bytes, starts[index], ends[index], bytes, start, end)) {
        body.truncate(mark);
        target(row, index);
        return;
      }
    }
    target(row, keep(at, hash, start, end));
  }

  /**
   * Told apart by a key alone, and written only when it is new. Where a key was written stands in
   * {@code starts} and {@code ends} then, so that it is compared with one that is near.
   */
  private void add(
      ResponseTree tree, int row, long key, RepresentationProgram program, JsonWriter body) {
    byte[] answer = tree.bytes(key);
    int from = Cell.start(key);
    int to = tree.end(key);
    long hash = ByteHash.of(answer, from, to, SEED);
    int at = slot(hash);
    for (; table[at] != 0; at = at + 1 & table.length - 1) {
      int index = table[at] - 1;
      if (hashes[index] == hash
          && Arrays.equals(body.array(), starts[index], ends[index], answer, from, to)) {
        target(row, index);
        return;
      }
    }
    begin(body);
    program.write(tree, row, body, without);
    // The key is what such a representation ends with, but for its brace.
    int end = body.length() - 1;
    target(row, keep(at, hash, end - (to - from), end));
  }

  /** Where the next representation begins. */
  private int begin(JsonWriter body) {
    if (count > 0) {
      body.write(',');
    }
    return body.length();
  }

  /** Keeps a new representation, whose place in the table is {@code at}; returns its index. */
  private int keep(int at, long hash, int start, int end) {
    int free = at;
    if (count == hashes.length) {
      grow();
      free = slot(hash);
      while (table[free] != 0) {
        free = free + 1 & table.length - 1;
      }
    }
    hashes[count] = hash;
    starts[count] = start;
    ends[count] = end;
    table[free] = ++count;
    return count - 1;
  }

  private void target(int row, int index) {
    rows[targets] = row;
    indexes[targets++] = index;
    uses[index]++;
  }

  private int slot(long hash) {
    return (int) (hash >>> 32) & table.length - 1;
  }

  private void grow() {
    int size = count * 2;
    hashes = Arrays.copyOf(hashes, size);
    starts = Arrays.copyOf(starts, size);
    ends = Arrays.copyOf(ends, size);
    uses = Arrays.copyOf(uses, size);
    table = new int[size * 2];
    for (int index = 0; index < count; index++) {
      int at = slot(hashes[index]);
      while (table[at] != 0) {
        at = at + 1 & table.length - 1;
      }
      table[at] = index + 1;
    }
  }
}
