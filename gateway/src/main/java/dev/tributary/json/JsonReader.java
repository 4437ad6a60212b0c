package dev.tributary.json;

import dev.tributary.json.MalformedJsonException.Fault;
import java.util.Arrays;

/**
 * A cursor over one JSON document held in memory.
 *
 * <p>The caller drives: it asks for what it expects next, so that reading a document of known form
 * costs one pass and no allocation. Everything passed over is validated (grammar, UTF-8, depth):
 * what a slice names can be copied into another document as it stands.
 *
 * <p>All methods throw {@link MalformedJsonException}, and nothing else, on bytes that are no JSON.
 * Not thread-safe.
 */
public final class JsonReader {

  private static final int MAX_DEPTH_LIMIT = 1024;
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private final byte[] bytes;
  private final int base;
  private final int end;
  private final int maxDepth;
  private int at;
  private int valueStart;
  private int keyEnd;

  /** A bit per open bracket of {@link #skipNested}: set for an object, clear for an array. */
  private final long[] open;

  /**
   * @param start where the document begins in {@code bytes}
   * @param end where it ends, exclusive
   * @param maxDepth how deep arrays and objects may nest, at most 1024
   */
  public JsonReader(byte[] bytes, int start, int end, int maxDepth) {
    if (maxDepth < 1 || maxDepth > MAX_DEPTH_LIMIT) {
      throw new IllegalArgumentException("maxDepth must be 1 to " + MAX_DEPTH_LIMIT);
    }
    this.bytes = bytes;
    this.base = start;
    this.end = end;
    this.maxDepth = maxDepth;
    this.at = start;
    this.open = new long[(maxDepth + 63) >>> 6];
  }

  /** Where the last value, string or key that was read begins (a string's opening quote). */
  public int valueStart() {
    return valueStart;
  }

  /** Where the cursor stands: the end, exclusive, of what was read last. */
  public int position() {
    return at;
  }

  /** The array that the document is in. */
  public byte[] bytes() {
    return bytes;
  }

  /** What a caller throws when the next token is not one that its own form allows. */
  public MalformedJsonException malformed(String what) {
    return malformed(Fault.GRAMMAR, what);
  }

  private MalformedJsonException malformed(Fault fault, String what) {
    return new MalformedJsonException(fault, what, at - base);
  }

  /** The first byte of the next token; white space before it is passed over. */
  public byte peek() {
    while (at < end) {
      byte b = bytes[at];
      if (b > ' ' || !isBlank(b)) {
        return b;
      }
      at++;
    }
    throw malformed("the document ends too early");
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** Passes over {@code token} when it is next. */
  public boolean take(char token) {
    if (peek() == token) {
      at++;
      return true;
    }
    return false;
  }

  /** Passes over {@code token}, which must be next. */
  public void expect(char token) {
    if (!take(token)) {
      throw malformed("expected " + token);
    }
  }

  /** Only white space may follow. */
  public void expectEnd() {
    while (at < end) {
      if (!isBlank(bytes[at])) {
        throw malformed("the document goes on after its end");
      }
      at++;
    }
  }

  /**
   * Passes over exactly these bytes when they are next, white space not skipped. Comparing a whole
   * {@code "key":} with what is expected is one vectorised instruction or two, where finding the
   * key's end and looking it up would be a loop over its bytes and a search.
   */
  public boolean takeExactly(byte[] expected) {
    int after = at + expected.length;
    if (after <= end && Arrays.equals(bytes, at, after, expected, 0, expected.length)) {
      at = after;
      return true;
    }
    return false;
  }

  /**
   * Reads an object's key and the colon after it.
   *
   * @return STRING or ESCAPED_STRING; {@link #valueStart} and {@link #keyEnd} tell where it stands
   */
  public JsonKind readKey() {
    if (peek() != '"') {
      throw malformed("expected a key");
    }
    JsonKind kind = readString();
    keyEnd = at;
    expect(':');
    return kind;
  }

  /** The end, exclusive and with the quote, of the key that was read last. */
  public int keyEnd() {
    return keyEnd;
  }

  /** Reads the next value whole; {@link #valueStart} to {@link #position} is its text. */
  public JsonKind readValue() {
    byte first = peek();
    return switch (first) {
      case '"' -> readString();
      case '{', '[' -> skipNested();
      case 't' -> literal(TRUE, JsonKind.TRUE);
      case 'f' -> literal(FALSE, JsonKind.FALSE);
      case 'n' -> literal(NULL, JsonKind.NULL);
      default -> readNumber();
    };
  }

  private JsonKind literal(byte[] text, JsonKind kind) {
    valueStart = at;
    if (!takeExactly(text)) {
      throw malformed("expected a value");
    }
    return kind;
  }

  /** Reads the number at the cursor (RFC 8259, section 6). */
  private JsonKind readNumber() {
    int i = at;
    valueStart = i;
    if (i < end && bytes[i] == '-') {
      i++;
    }
    int digits = i;
    i = digitsFrom(i);
    if (i == digits || (bytes[digits] == '0' && i - digits > 1)) {
      throw malformed("expected a value");
    }
    JsonKind kind = JsonKind.INTEGER;
    if (i < end && bytes[i] == '.') {
      kind = JsonKind.DECIMAL;
      i = someDigitsFrom(i + 1);
    }
    if (i < end && (bytes[i] == 'e' || bytes[i] == 'E')) {
      kind = JsonKind.DECIMAL;
      i++;
      if (i < end && (bytes[i] == '+' || bytes[i] == '-')) {
        i++;
      }
      i = someDigitsFrom(i);
    }
    at = i;
    return kind;
  }

  private int digitsFrom(int i) {
    while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
      i++;
    }
    return i;
  }

  private int someDigitsFrom(int i) {
    int after = digitsFrom(i);
    if (after == i) {
      throw malformed("a number without digits");
    }
    return after;
  }

  /** Reads the string at the cursor (RFC 8259, section 7), and checks its UTF-8 (RFC 3629). */
  private JsonKind readString() {
    valueStart = at;
    int i = at + 1;
    JsonKind kind = JsonKind.STRING;
    while (true) {
      i = plainFrom(i);
      if (i >= end) {
        throw malformed("a string without end");
      }
      byte b = bytes[i];
      if (b == '"') {
        at = i + 1;
        return kind;
      }
      if (b == '\\') {
        kind = JsonKind.ESCAPED_STRING;
        i = escapeAt(i);
      } else if (b < 0) {
        i = Utf8.sequencesFrom(bytes, i, end);
        if (i < 0) {
          throw malformed(Fault.ENCODING, "a string that is not UTF-8");
        }
      } else if (b < ' ') {
        throw malformed("a control character in a string");
      } else {
        i++;
      }
    }
  }

  /** The index of the first byte from {@code i} that may need a closer look, or nearly so. */
  private int plainFrom(int from) {
    int i = from;
    // Sixteen bytes a turn: the two tests do not wait for each other.
    while (i + 16 <= end) {
      long first = Swar.notPlain(Swar.word(bytes, i));
      long second = Swar.notPlain(Swar.word(bytes, i + 8));
      if ((first | second) != 0) {
        return first != 0 ? i + Swar.first(first) : i + 8 + Swar.first(second);
      }
      i += 16;
    }
    if (i + 8 <= end) {
      long stops = Swar.notPlain(Swar.word(bytes, i));
      return i + (stops != 0 ? Swar.first(stops) : 8);
    }
    return i;
  }

  /** The end of the escape that begins at {@code i}. */
  private int escapeAt(int i) {
    if (i + 1 >= end) {
      throw malformed("a string without end");
    }
    switch (bytes[i + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return i + 2;
      }
      case 'u' -> {
        if (i + 6 > end) {
          throw malformed("a string without end");
        }
        for (int digit = i + 2; digit < i + 6; digit++) {
          if (Character.digit(bytes[digit], 16) < 0) {
            throw malformed("an escape that is none");
          }
        }
        return i + 6;
      }
      default -> throw malformed("an escape that is none");
    }
  }

  /**
   * Passes over the array or object at the cursor. A loop with one bit per open bracket, not
   * recursion: hostile nesting costs bits, and the bound is exact.
   */
  private JsonKind skipNested() {
    final int start = at;
    final JsonKind kind = bytes[at] == '{' ? JsonKind.OBJECT : JsonKind.ARRAY;
    int depth = 0;
    do {
      // A value is due here.
      byte b = peek();
      boolean complete = true;
      if (b == '{' || b == '[') {
        if (depth == maxDepth) {
          throw malformed(Fault.DEPTH, "nested too deep");
        }
        at++;
        boolean object = b == '{';
        long bit = 1L << depth;
        open[depth >>> 6] = object ? open[depth >>> 6] | bit : open[depth >>> 6] & ~bit;
        depth++;
        if (take(object ? '}' : ']')) {
          depth--;
        } else {
          complete = false;
          if (object) {
            readKey();
          }
        }
      } else {
        readValue();
      }
      while (complete && depth > 0) {
        boolean object = (open[(depth - 1) >>> 6] & 1L << (depth - 1)) != 0;
        if (take(',')) {
          complete = false;
          if (object) {
            readKey();
          }
        } else {
          expect(object ? '}' : ']');
          depth--;
        }
      }
    } while (depth > 0);
    valueStart = start;
    return kind;
  }
}
