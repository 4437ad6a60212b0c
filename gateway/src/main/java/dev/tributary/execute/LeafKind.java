package dev.tributary.execute;

import dev.tributary.json.JsonText;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client may be given for a leaf, and how to tell from the service's text: result coercion
 * (GraphQL specification, 3.5 and 3.9), without making the value.
 */
sealed interface LeafKind {

  /** What is to be written for a value. */
  enum Verdict {
    /** As the service wrote it. */
    AS_IS,
    /** Between quotes. */
    QUOTED,
    /** It is not a value of the type. */
    REFUSED,
    /** A value that a client may not see: null, and no error where null is allowed. */
    HIDDEN
  }

  Verdict check(ResponseTree tree, long cell);

  /**
   * A bit for each kind of cell of which {@link #check} is sure to say {@link Verdict#AS_IS}. Most
   * leaves of most answers are written after this one test.
   */
  int sure();

  /** A scalar of the specification. */
  enum BuiltIn implements LeafKind {
    STRING(Cell.STRING, Cell.ESCAPED_STRING),
    BOOLEAN(Cell.TRUE, Cell.FALSE),
    INT(Cell.INTEGER),
    FLOAT(Cell.DECIMAL, Cell.INTEGER),
    ID(Cell.STRING, Cell.ESCAPED_STRING, Cell.INTEGER);

    /** A bit per kind of cell. */
    private final int fitting;

    BuiltIn(int... kinds) {
      this.fitting = Arrays.stream(kinds).map(kind -> 1 << kind).sum();
    }

    @Override
    public int sure() {
      return switch (this) {
        case STRING, BOOLEAN, FLOAT -> fitting;
        case INT, ID -> fitting & ~(1 << Cell.INTEGER);
      };
    }

    @Override
    public Verdict check(ResponseTree tree, long cell) {
      int kind = Cell.kind(cell);
      if ((fitting & 1 << kind) == 0) {
        return Verdict.REFUSED;
      }
      if (kind != Cell.INTEGER || this == FLOAT) {
        return Verdict.AS_IS;
      }
      if (this == ID) {
        return Verdict.QUOTED;
      }
      return fitsInt(tree, cell) ? Verdict.AS_IS : Verdict.REFUSED;
    }

    private static boolean fitsInt(ResponseTree tree, long cell) {
      int length = Cell.length(cell);
      // Nine digits always fit, and more than ten and a sign never do.
      if (length <= 9 || length > 11) {
        return length >= 0 && length <= 9;
      }
      byte[] bytes = tree.bytes(cell);
      int start = Cell.start(cell);
      boolean negative = bytes[start] == '-';
      long value = 0;
      for (int i = negative ? start + 1 : start; i < start + length; i++) {
        value = value * 10 + (bytes[i] - '0');
      }
      return value <= (negative ? -(long) Integer.MIN_VALUE : Integer.MAX_VALUE);
    }
  }

  /** A custom scalar: any JSON. */
  record Custom() implements LeafKind {
    @Override
    public int sure() {
      return (1 << Cell.ROW) - 1;
    }

    @Override
    public Verdict check(ResponseTree tree, long cell) {
      return Verdict.AS_IS;
    }
  }

  /** An enum: the values of the API schema and no other. */
  final class Enumeration implements LeafKind {
    private final byte[][] values;

    Enumeration(Set<String> values) {
      this.values = values.stream().map(JsonText::quote).toArray(byte[][]::new);
    }

    @Override
    public int sure() {
      return 0;
    }

    @Override
    public Verdict check(ResponseTree tree, long cell) {
      byte[] bytes = tree.bytes(cell);
      int start = Cell.start(cell);
      int end = tree.end(cell);
      int kind = Cell.kind(cell);
      if (kind == Cell.ESCAPED_STRING) {
        bytes = JsonText.quote(JsonText.unquote(bytes, start, end));
        start = 0;
        end = bytes.length;
      } else if (kind != Cell.STRING) {
        return Verdict.REFUSED;
      }
      for (byte[] value : values) {
        if (Arrays.equals(value, 0, value.length, bytes, start, end)) {
          return Verdict.AS_IS;
        }
      }
      return Verdict.HIDDEN;
    }
  }

  /**
   * @param type the leaf's type
   * @param enumValues what a client may see when it is an enum; null otherwise
   */
  static LeafKind of(String type, @Nullable Set<String> enumValues) {
    if (enumValues != null) {
      return new Enumeration(enumValues);
    }
    return switch (type) {
      case "String" -> BuiltIn.STRING;
      case "Boolean" -> BuiltIn.BOOLEAN;
      case "Int" -> BuiltIn.INT;
      case "Float" -> BuiltIn.FLOAT;
      case "ID" -> BuiltIn.ID;
      default -> new Custom();
    };
  }
}
