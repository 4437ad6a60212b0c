package dev.tributary.plan;

/** Writes JSON, without blanks. The caller nests properly. */
final class JsonWriter {

  private final StringBuilder out = new StringBuilder();
  private boolean comma;

  JsonWriter name(String name) {
    separate();
    quote(name);
    out.append(':');
    comma = false;
    return this;
  }

  JsonWriter openObject() {
    return open('{');
  }

  void closeObject() {
    close('}');
  }

  JsonWriter openArray() {
    return open('[');
  }

  void closeArray() {
    close(']');
  }

  void value(String value) {
    separate();
    quote(value);
    comma = true;
  }

  void value(int value) {
    raw(Integer.toString(value));
  }

  void value(boolean value) {
    raw(Boolean.toString(value));
  }

  void nullValue() {
    raw("null");
  }

  private JsonWriter open(char bracket) {
    separate();
    out.append(bracket);
    comma = false;
    return this;
  }

  private void close(char bracket) {
    out.append(bracket);
    comma = true;
  }

  private void raw(String text) {
    separate();
    out.append(text);
    comma = true;
  }

  private void separate() {
    if (comma) {
      out.append(',');
    }
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(Character.forDigit(c >> 4, 16));
            out.append(Character.forDigit(c & 15, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
