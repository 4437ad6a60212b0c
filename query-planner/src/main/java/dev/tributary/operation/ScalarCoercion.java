package dev.tributary.operation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Input coercion of the built-in scalars (GraphQL specification, 3.5). A custom scalar passes as it
 * is: only the subgraph that defines it knows its rules.
 */
final class ScalarCoercion {

  private static final int MAX_SHOWN = 40;

  /** More digits before the point than any double has; beyond it a decimal is never expanded. */
  private static final int MAX_INTEGER_DIGITS = 400;

  private ScalarCoercion() {}

  static @Nullable Object coerce(String scalar, Object value, InputErrors errors) {
    Object coerced =
        switch (scalar) {
          case "Int" -> intValue(value);
          case "Float" -> floatValue(value);
          case "String" -> value instanceof String ? value : null;
          case "Boolean" -> value instanceof Boolean ? value : null;
          case "ID" -> id(value);
          default -> value;
        };
    if (coerced == null) {
      errors.add(shown(value) + " is not " + article(scalar) + " " + scalar + range(scalar, value));
    }
    return coerced;
  }

  private static @Nullable Integer intValue(Object value) {
    return integer(value) instanceof BigInteger integer && integer.bitLength() < 32
        ? integer.intValue()
        : null;
  }

  private static @Nullable Number floatValue(Object value) {
    if (!(value instanceof Number number)) {
      return null;
    }
    boolean finite =
        number instanceof BigDecimal decimal
            ? integerDigits(decimal) <= MAX_INTEGER_DIGITS && Double.isFinite(decimal.doubleValue())
            : Double.isFinite(number.doubleValue());
    return finite ? number : null;
  }

  private static @Nullable String id(Object value) {
    if (value instanceof String text) {
      return text;
    }
    // 1.0 is an integer to JSON but no identifier that anybody meant.
    return value instanceof BigDecimal || value instanceof Double || value instanceof Float
        ? null
        : integer(value) instanceof BigInteger integer ? integer.toString() : null;
  }

  /** The value as an integer; null when it is none. JSON does not tell 1.0 from 1. */
  private static @Nullable BigInteger integer(Object value) {
    return switch (value) {
      case Integer number -> BigInteger.valueOf(number);
      case Long number -> BigInteger.valueOf(number);
      case Short number -> BigInteger.valueOf(number);
      case Byte number -> BigInteger.valueOf(number);
      case BigInteger number -> number;
      case BigDecimal number -> integer(number);
      case Double number -> Double.isFinite(number) ? integer(BigDecimal.valueOf(number)) : null;
      case Float number -> Float.isFinite(number) ? integer(BigDecimal.valueOf(number)) : null;
      default -> null;
    };
  }

  private static @Nullable BigInteger integer(BigDecimal number) {
    if (integerDigits(number) > MAX_INTEGER_DIGITS) {
      return null;
    }
    boolean whole = number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
    return whole ? number.toBigInteger() : null;
  }

  private static long integerDigits(BigDecimal number) {
    return (long) number.precision() - number.scale();
  }

  private static String article(String scalar) {
    return "AEIOU".indexOf(scalar.charAt(0)) >= 0 ? "an" : "a";
  }

  private static String range(String scalar, Object value) {
    return scalar.equals("Int") && value instanceof Number ? " (a whole number of 32 bits)" : "";
  }

  /** A value for a message, short. */
  static String shown(Object value) {
    return switch (value) {
      case String text ->
          text.length() > MAX_SHOWN
              ? "\"" + text.substring(0, MAX_SHOWN) + "...\""
              : "\"" + text + "\"";
      case List<?> list -> "a list";
      case Map<?, ?> object -> "an object";
      case BigDecimal number when number.precision() > MAX_SHOWN -> "a long number";
      case BigInteger number when number.bitLength() > 4 * MAX_SHOWN -> "a long number";
      default -> value.toString();
    };
  }
}
