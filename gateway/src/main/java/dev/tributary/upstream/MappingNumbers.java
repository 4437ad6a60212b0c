package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** Exact arithmetic: whole numbers stay whole, whatever their size. */
final class MappingNumbers {
  private MappingNumbers() {}

  /** More digits are no number that anybody meant. */
  private static final int MAX_DIGITS = 1_000;

  /** Null on division by zero. */
  static @Nullable JsonNode compute(String method, JsonNode left, JsonNode right) {
    boolean divides = method.equals("div") || method.equals("mod");
    if (divides && right.decimalValue().signum() == 0) {
      return null;
    }
    if (left.isIntegralNumber() && right.isIntegralNumber() && !method.equals("div")) {
      BigInteger a = left.bigIntegerValue();
      BigInteger b = right.bigIntegerValue();
      return MappingValues.number(
          switch (method) {
            case "add" -> a.add(b);
            case "sub" -> a.subtract(b);
            case "mul" -> a.multiply(b);
            default -> a.remainder(b);
          });
    }
    BigDecimal a = left.decimalValue();
    BigDecimal b = right.decimalValue();
    BigDecimal result =
        switch (method) {
          case "add" -> a.add(b);
          case "sub" -> a.subtract(b);
          case "mul" -> a.multiply(b);
          case "mod" -> a.remainder(b);
          default -> quotient(a, b);
        };
    // Still a float in JSON when it happens to be whole.
    return MappingValues.NODES.numberNode(result.scale() < 1 ? result.setScale(1) : result);
  }

  private static BigDecimal quotient(BigDecimal a, BigDecimal b) {
    BigDecimal quotient = a.divide(b, MathContext.DECIMAL128).stripTrailingZeros();
    return quotient.scale() < 0 ? quotient.setScale(0) : quotient;
  }

  /** Null when the text is not a whole number in this base. */
  static @Nullable BigInteger parse(@Nullable String text, int base) {
    String trimmed = text == null ? "" : text.strip();
    if (trimmed.isEmpty() || trimmed.length() > MAX_DIGITS) {
      return null;
    }
    try {
      return new BigInteger(trimmed, base);
    } catch (NumberFormatException notWhole) {
      return null;
    }
  }
}
