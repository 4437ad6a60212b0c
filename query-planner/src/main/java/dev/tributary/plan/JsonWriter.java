package dev.tributary.plan;

import dev.tributary.supergraph.Value.StringValue;

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

  /** GraphQL has no escapes that JSON has not. */
  private void quote(String text) {
    out.append(new StringValue(text));
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
