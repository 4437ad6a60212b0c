package dev.tributary.supergraph;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.SequencedMap;

/**
 * A GraphQL input value as written in a document (GraphQL specification, 2.9), comparable by {@code
 * equals}. Numbers never pass through {@code double}. {@code toString} prints GraphQL syntax on one
 * line.
 */
public sealed interface Value {

  /** {@code $name}. */
  record Variable(String name) implements Value {
    @Override
    public String toString() {
      return "$" + name;
    }
  }

  record IntValue(BigInteger value) implements Value {
    @Override
    public String toString() {
      return value.toString();
    }
  }

  record FloatValue(BigDecimal value) implements Value {
    @Override
    public String toString() {
      String text = value.toString();
      // An integral BigDecimal would read back as an Int.
      return text.matches("-?[0-9]+") ? text + ".0" : text;
    }
  }

  record StringValue(String value) implements Value {
    @Override
    public String toString() {
      return ValuePrinter.quote(value);
    }
  }

  record BooleanValue(boolean value) implements Value {
    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  record EnumValue(String name) implements Value {
    @Override
    public String toString() {
      return name;
    }
  }

  record NullValue() implements Value {
    @Override
    public String toString() {
      return "null";
    }
  }

  record ListValue(List<Value> values) implements Value {
    public ListValue {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return ValuePrinter.list(values);
    }
  }

  /** {@code {name: value}}, in the order written; equality ignores that order. */
  record ObjectValue(SequencedMap<String, Value> fields) implements Value {
    @Override
    public String toString() {
      return ValuePrinter.object(fields);
    }
  }
}
