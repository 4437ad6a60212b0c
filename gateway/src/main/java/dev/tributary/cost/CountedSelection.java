package dev.tributary.cost;

import dev.tributary.json.JsonKind;
import dev.tributary.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the objects of one place in an answer cost, to be counted over an answer's bytes. Keys that
 * were not asked for cost nothing.
 */
final class CountedSelection {

  private static final int MAX_DEPTH = 512;
  private static final byte[] TYPENAME = "\"__typename\"".getBytes(StandardCharsets.UTF_8);

  private final List<CountedField> fields;

  CountedSelection(List<CountedField> fields) {
    this.fields = List.copyOf(fields);
  }

  /**
   * A key of an answer.
   *
   * @param quotedKey as JSON
   * @param call the term of what the field costs whatever its value is, for an object of unknown
   *     type
   * @param callByType the same for an object of a known type; empty when it makes no difference
   * @param weight what each value that is not null costs
   * @param weightByType the same for objects of a known type; empty when it makes no difference
   * @param below null on a leaf
   */
  record CountedField(
      byte[] quotedKey,
      int call,
      Map<String, Integer> callByType,
      long weight,
      Map<String, Long> weightByType,
      @Nullable CountedSelection below) {}

  /**
   * What a GraphQL response's {@code data} costs; 0 when it has none.
   *
   * @param values of the formula's terms
   */
  long ofResponse(byte[] bytes, int start, int end, long[] values) {
    JsonReader reader = new JsonReader(bytes, start, end, MAX_DEPTH);
    if (reader.peek() != '{') {
      return 0;
    }
    long sum = 0;
    reader.expect('{');
    if (reader.take('}')) {
      return 0;
    }
    do {
      reader.readKey();
      boolean data =
          reader.keyEnd() - reader.valueStart() == 6
              && bytes[reader.valueStart() + 1] == 'd'
              && bytes[reader.valueStart() + 4] == 'a';
      if (data && reader.peek() == '{') {
        sum = Saturating.add(sum, object(reader, null, values));
      } else {
        reader.readValue();
      }
    } while (reader.take(','));
    return sum;
  }

  /** An object: what its fields cost, and with {@code as} what it weighs itself. */
  private long object(JsonReader reader, @Nullable CountedField as, long[] values) {
    reader.expect('{');
    long sum = 0;
    String type = null;
    if (!reader.take('}')) {
      int expected = 0;
      do {
        reader.readKey();
        int start = reader.valueStart();
        int end = reader.keyEnd();
        int found = find(reader.bytes(), start, end, expected);
        if (Arrays.equals(reader.bytes(), start, end, TYPENAME, 0, TYPENAME.length)) {
          type = typename(reader, type);
        } else if (found < 0) {
          reader.readValue();
        } else {
          expected = found + 1;
          CountedField field = fields.get(found);
          int call =
              type == null ? field.call() : field.callByType().getOrDefault(type, field.call());
          sum = Saturating.add(sum, values[call]);
          sum = Saturating.add(sum, value(reader, field, values));
        }
      } while (reader.take(','));
      reader.expect('}');
    }
    if (as == null) {
      return sum;
    }
    return Saturating.add(
        sum, type == null ? as.weight() : as.weightByType().getOrDefault(type, as.weight()));
  }

  private static @Nullable String typename(JsonReader reader, @Nullable String before) {
    if (reader.readValue() != JsonKind.STRING) {
      return before;
    }
    return new String(
        reader.bytes(),
        reader.valueStart() + 1,
        reader.position() - reader.valueStart() - 2,
        StandardCharsets.UTF_8);
  }

  private static long value(JsonReader reader, CountedField field, long[] values) {
    byte next = reader.peek();
    if (next == '[') {
      reader.expect('[');
      long sum = 0;
      if (!reader.take(']')) {
        do {
          sum = Saturating.add(sum, value(reader, field, values));
        } while (reader.take(','));
        reader.expect(']');
      }
      return sum;
    }
    CountedSelection below = field.below();
    if (next == '{' && below != null) {
      return below.object(reader, field, values);
    }
    return reader.readValue() == JsonKind.NULL ? 0 : field.weight();
  }

  private int find(byte[] bytes, int start, int end, int expected) {
    for (int i = 0; i < fields.size(); i++) {
      int index = (expected + i) % fields.size();
      byte[] key = fields.get(index).quotedKey();
      if (Arrays.equals(bytes, start, end, key, 0, key.length)) {
        return index;
      }
    }
    return -1;
  }
}
