package dev.tributary.connect;

import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * That a connector's value is mapped by its type, {@code @restAuto}. The selection then says only
 * where in the answer the value is, and {@code $args} are as the service names them: below an
 * argument, fields and enum values have their names in JSON.
 *
 * @param deepParameters query parameters whose objects and lists are written {@code a[b]=1} and
 *     {@code a[]=1}
 */
public record ByType(TypeMapping types, List<String> deepParameters) {
  public ByType {
    deepParameters = List.copyOf(deepParameters);
  }

  /** The {@code deep} of {@code @restAuto}. */
  static List<String> deepParameters(Map<String, Value> arguments) {
    List<String> names = new ArrayList<>();
    if (arguments.get("deep") instanceof Value.ListValue(List<Value> values)) {
      for (Value value : values) {
        if (value instanceof Value.StringValue(String name)) {
          names.add(name);
        }
      }
    }
    return names;
  }
}
