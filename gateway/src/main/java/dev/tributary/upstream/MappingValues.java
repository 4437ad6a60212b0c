package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as mappings see them. Missing, Jackson's {@link MissingNode}, is not null: a missing
 * value leaves no trace in the result. Numbers are exact.
 */
final class MappingValues {
  private MappingValues() {}

  static final JsonNode MISSING = MissingNode.getInstance();

  /** Keeps decimals as written: 1.50 stays 1.50. */
  static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

  /** Arithmetic on wilder exponents would build numbers of millions of digits. */
  private static final int MAX_SCALE = 1_000;

  private static final int MAX_INTEGER_BITS = 8_192;

  static boolean isObject(JsonNode value) {
    return value instanceof ObjectNode;
  }

  static boolean isArray(JsonNode value) {
    return value instanceof ArrayNode;
  }

  static boolean isScalar(JsonNode value) {
    return value.isTextual() || value.isNumber() || value.isBoolean();
  }

  static String typeName(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case MISSING -> "nothing";
    };
  }

  /** A scalar as text: numbers and booleans as in JSON, null as nothing; null for the others. */
  static @Nullable String text(JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    if (value.isTextual()) {
      return value.textValue();
    }
    return isScalar(value) ? value.toString() : null;
  }

  static JsonNode number(BigInteger value) {
    return value.bitLength() < Long.SIZE
        ? NODES.numberNode(value.longValue())
        : NODES.numberNode(value);
  }

  static JsonNode number(BigDecimal value) {
    return value.scale() == 0 ? number(value.unscaledValue()) : DecimalNode.valueOf(value);
  }

  /** Whether arithmetic may be done with it without the risk of enormous numbers. */
  static boolean isComputable(JsonNode value) {
    if (!value.isNumber()) {
      return false;
    }
    return value.isIntegralNumber()
        ? value.bigIntegerValue().bitLength() <= MAX_INTEGER_BITS
        : Math.abs((long) value.decimalValue().scale()) <= MAX_SCALE
            && value.decimalValue().unscaledValue().bitLength() <= MAX_INTEGER_BITS;
  }

  /** An index or count; null when the value is not one. */
  static @Nullable Integer index(JsonNode value) {
    if (!value.isNumber()) {
      return null;
    }
    if (value.isIntegralNumber()) {
      BigInteger whole = value.bigIntegerValue();
      if (whole.bitLength() < Integer.SIZE) {
        return whole.intValue();
      }
      return whole.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    }
    BigDecimal decimal = value.decimalValue();
    return isComputable(value) && decimal.stripTrailingZeros().scale() <= 0
        ? index(number(decimal.toBigInteger()))
        : null;
  }
}
