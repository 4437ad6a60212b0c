package dev.tributary.execute;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tributary.execute.RepresentationProgram.Entry;
import dev.tributary.execute.RepresentationProgram.Requiring;
import dev.tributary.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a variable that is filled from a context gets its value for an entity: from the nearest
 * object above the entity that sets the context.
 *
 * @param name of the variable
 * @param optional whether the entity may be asked for without a value
 * @param sources nearest first
 * @param filled the fields of the answer that it goes into
 */
record ContextProgram(String name, boolean optional, List<Source> sources, List<Requiring> filled) {

  /** What there is to send. */
  enum Found {
    VALUE,
    NULL,
    /** It could not be fetched: nobody knows what it is. */
    LOST;

    Found and(Found other) {
      return this == LOST || other == LOST ? LOST : VALUE;
    }
  }

  private static final byte[] NULL = "null".getBytes(US_ASCII);

  /**
   * Objects above that set the context.
   *
   * @param depth how many moves of the path lead to them
   * @param types those that set it; null for all
   * @param value what is read
   */
  record Source(int depth, @Nullable TypeSet types, Entry[] value) {}

  /**
   * Writes the value for an entity; null when there is none.
   *
   * @param above the rows on the way to it, by the number of moves that lead there
   */
  Found write(ResponseTree tree, int[] above, JsonWriter out) {
    for (Source source : sources) {
      int row = above[source.depth()];
      if (source.types() == null || source.types().contains(tree.type(row))) {
        return read(source.value(), tree, row, out);
      }
    }
    out.write(NULL);
    return Found.NULL;
  }

  /** Of the fields that apply to the row's type, the first has the value. */
  private static Found read(Entry[] fields, ResponseTree tree, int row, JsonWriter out) {
    for (Entry field : fields) {
      if (field.types == null || field.types.contains(tree.type(row))) {
        return value(field, tree, field.slot < 0 ? Cell.MISSING : tree.get(row, field.slot), out);
      }
    }
    out.write(NULL);
    return Found.NULL;
  }

  private static Found value(Entry field, ResponseTree tree, long cell, JsonWriter out) {
    if (Cell.isAbsent(cell)) {
      out.write(NULL);
      return Cell.isAnswered(cell) ? Found.NULL : Found.LOST;
    }
    if (Cell.kind(cell) == Cell.ROW) {
      return read(field.entries, tree, Cell.index(cell), out);
    }
    Found found = Found.VALUE;
    if (Cell.kind(cell) == Cell.LIST) {
      int list = Cell.index(cell);
      out.write('[');
      for (int i = 0, length = tree.length(list); i < length; i++) {
        if (i > 0) {
          out.write(',');
        }
        found = found.and(value(field, tree, tree.get(list, i), out));
      }
      out.write(']');
    } else {
      tree.write(cell, out);
    }
    return found;
  }
}
