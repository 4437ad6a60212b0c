package dev.tributary.policy;

import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What JSON can hold, as CEL knows it: whole numbers have 64 bits, others are doubles. */
final class CelValues {
  private CelValues() {}

  static Object of(@Nullable Object value) {
    return switch (value) {
      case null -> NullValue.NULL_VALUE;
      case Map<?, ?> map -> {
        Map<Object, Object> result = HashMap.newHashMap(map.size());
        map.forEach((key, one) -> result.put(String.valueOf(key), of(one)));
        yield result;
      }
      case Iterable<?> list -> {
        List<Object> result = new ArrayList<>();
        list.forEach(one -> result.add(of(one)));
        yield result;
      }
      case Boolean truth -> truth;
      case Long number -> number;
      case Integer number -> number.longValue();
      case Short number -> number.longValue();
      case Byte number -> number.longValue();
      case BigInteger number when number.bitLength() < Long.SIZE -> number.longValue();
      case BigInteger number -> number.doubleValue();
      case BigDecimal number -> number.doubleValue();
      case Number number -> number.doubleValue();
      default -> String.valueOf(value);
    };
  }
}
