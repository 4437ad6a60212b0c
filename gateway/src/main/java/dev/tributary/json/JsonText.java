package dev.tributary.json;

import java.nio.charset.StandardCharsets;

/** JSON strings as bytes, from and to Java's. */
public final class JsonText {
  private JsonText() {}

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /**
   * {@code text} as a JSON string with its quotes, in UTF-8. A surrogate without its partner, which
   * UTF-8 cannot hold, becomes a question mark.
   */
  public static byte[] quote(String text) {
    JsonWriter out = new JsonWriter(text.length() + 16);
    out.string(text);
    return out.toByteArray();
  }

  /** Writes {@code utf8} between quotes, escaping what must be (RFC 8259, section 7). */
  static void quote(byte[] utf8, JsonWriter out) {
    out.write('"');
    int plainFrom = 0;
    for (int i = 0; i < utf8.length; i++) {
      byte b = utf8[i];
      if (b >= ' ' && b != '"' && b != '\\' || b < 0) {
        continue;
      }
      out.write(utf8, plainFrom, i - plainFrom);
      plainFrom = i + 1;
      out.write('\\');
      switch (b) {
        case '"', '\\' -> out.write((char) b);
        case '\n' -> out.write('n');
        case '\r' -> out.write('r');
        case '\t' -> out.write('t');
        default -> {
          out.write('u');
          out.write('0');
          out.write('0');
          out.write((char) HEX[b >> 4]);
          out.write((char) HEX[b & 0xF]);
        }
      }
    }
    out.write(utf8, plainFrom, utf8.length - plainFrom);
    out.write('"');
  }

  /**
   * The text of a JSON string.
   *
   * @param start of the string in {@code bytes}, at its opening quote
   * @param end after its closing quote; what lies between was read by {@link JsonReader}
   */
  public static String unquote(byte[] bytes, int start, int end) {
    String raw = new String(bytes, start + 1, end - start - 2, StandardCharsets.UTF_8);
    int escape = raw.indexOf('\\');
    if (escape < 0) {
      return raw;
    }
    StringBuilder text = new StringBuilder(raw.length());
    int from = 0;
    while (escape >= 0) {
      text.append(raw, from, escape);
      char c = raw.charAt(escape + 1);
      from = escape + 2;
      switch (c) {
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          text.append((char) Integer.parseInt(raw, from, from + 4, 16));
          from += 4;
        }
        default -> text.append(c);
      }
      escape = raw.indexOf('\\', from);
    }
    return text.append(raw, from, raw.length()).toString();
  }
}
