package dev.tributary.execute;

import dev.tributary.json.JsonKind;
import dev.tributary.json.JsonReader;
import dev.tributary.json.JsonText;
import dev.tributary.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Step one of the way back: the bytes of an answer become rows, in one pass, guided by what was
 * asked for. Nothing is merged yet, so an answer that turns out to be broken leaves no trace.
 */
final class AnswerReader {

  private final ResponseTree tree;
  private final TypeTable types;
  private final int answer;
  private final JsonReader reader;
  private int depth;

  /** Items of the lists being read: their number is known only at the end. */
  private long[] items = new long[32];

  private int itemCount;

  private AnswerReader(ResponseTree tree, TypeTable types, byte[] bytes, int start, int end) {
    this.tree = tree;
    this.types = types;
    this.answer = tree.keep(bytes);
    this.reader = new JsonReader(bytes, start, end, ResponseTree.MAX_DEPTH);
  }

  /**
   * A GraphQL response (GraphQL specification, 7.1).
   *
   * @param data a row of the shape, or null, or missing
   * @param errors where the text of {@code errors} stands; null when there are none
   */
  record Answer(long data, @Nullable Slice errors) {}

  record Slice(byte[] bytes, int start, int end) {}

  /**
   * Reads an answer that stands in {@code bytes} from {@code start} to {@code end}.
   *
   * @return null when it is not JSON, or not a GraphQL response
   */
  static @Nullable Answer read(
      ResponseTree tree, TypeTable types, ResponseShape shape, byte[] bytes, int start, int end) {
    try {
      return new AnswerReader(tree, types, bytes, start, end).response(shape);
    } catch (MalformedJsonException malformed) {
      return null;
    }
  }

  private static final byte[] DATA = "\"data\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ERRORS = "\"errors\"".getBytes(StandardCharsets.US_ASCII);

  private @Nullable Answer response(ResponseShape shape) {
    long data = Cell.MISSING;
    Slice errors = null;
    reader.expect('{');
    if (!reader.take('}')) {
      do {
        reader.readKey();
        if (isKey(DATA)) {
          data = value(shape, 0);
        } else {
          boolean isErrors = isKey(ERRORS);
          JsonKind kind = reader.readValue();
          if (isErrors && kind == JsonKind.ARRAY) {
            errors = new Slice(reader.bytes(), reader.valueStart(), reader.position());
          } else if (isErrors && kind != JsonKind.NULL) {
            return null;
          }
        }
      } while (reader.take(','));
      reader.expect('}');
    }
    reader.expectEnd();
    int kind = Cell.kind(data);
    boolean wellFormed =
        kind == Cell.ROW || kind == Cell.NULL || (kind == Cell.MISSING && errors != null);
    return wellFormed ? new Answer(data, errors) : null;
  }

  private boolean isKey(byte[] key) {
    return Arrays.equals(reader.bytes(), reader.valueStart(), reader.keyEnd(), key, 0, key.length);
  }

  private long value(@Nullable ResponseShape shape, int leafListDepth) {
    byte first = reader.peek();
    if (shape != null) {
      if (first == '{') {
        return object(shape);
      }
      if (first == '[') {
        return list(shape, 0);
      }
    } else if (first == '[' && leafListDepth > 0) {
      return list(null, leafListDepth - 1);
    }
    // A scalar where objects were asked for is kept as well: the projection says what is wrong.
    JsonKind kind = reader.readValue();
    int start = reader.valueStart();
    return Cell.slice(kind, answer, start, reader.position() - start);
  }

  private long object(ResponseShape shape) {
    enter();
    reader.expect('{');
    RowShape rowShape = shape.row;
    int row = tree.newRow(rowShape.slots, rowShape.staticType);
    if (!reader.take('}')) {
      int expected = 0;
      do {
        int index = key(shape, expected);
        if (index < 0) {
          reader.readValue();
        } else {
          ResponseShape.Field field = shape.field(index);
          tree.set(row, field.slot, value(field.child, field.leafListDepth));
          expected = index + 1;
        }
      } while (reader.take(','));
      reader.expect('}');
    }
    if (rowShape.typenameSlot >= 0) {
      resolveType(row, rowShape);
    }
    depth--;
    return Cell.row(row);
  }

  /** Passes over the next key; its index in the shape, or -1. */
  private int key(ResponseShape shape, int expected) {
    reader.peek();
    if (expected < shape.size() && reader.takeExactly(shape.field(expected).token)) {
      return expected;
    }
    JsonKind kind = reader.readKey();
    byte[] bytes = reader.bytes();
    int start = reader.valueStart();
    int end = reader.keyEnd();
    if (kind == JsonKind.ESCAPED_STRING) {
      bytes = JsonText.quote(JsonText.unquote(bytes, start, end));
      start = 0;
      end = bytes.length;
    }
    return shape.find(bytes, start, end, expected);
  }

  private void resolveType(int row, RowShape shape) {
    long typename = tree.get(row, shape.typenameSlot);
    if (Cell.kind(typename) == Cell.STRING) {
      int start = Cell.start(typename);
      tree.setType(row, types.number(reader.bytes(), start + 1, tree.end(typename) - 1));
    }
  }

  private long list(@Nullable ResponseShape shape, int leafListDepth) {
    enter();
    reader.expect('[');
    int first = itemCount;
    if (!reader.take(']')) {
      do {
        long item = value(shape, leafListDepth);
        if (itemCount == items.length) {
          items = Arrays.copyOf(items, itemCount * 2);
        }
        items[itemCount++] = item;
      } while (reader.take(','));
      reader.expect(']');
    }
    int length = itemCount - first;
    int list = tree.newList(length);
    System.arraycopy(items, first, tree.cells, list + ResponseTree.HEADER, length);
    itemCount = first;
    depth--;
    return Cell.list(list);
  }

  private void enter() {
    if (++depth > ResponseTree.MAX_DEPTH) {
      throw reader.malformed("nested too deep");
    }
  }
}
