package dev.tributary.samples.behaviour;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What there is to tell of: objects with a type and field values, read from YAML.
 *
 * <p>{@code Book 1: {isbn: b1, author: Author 7}} is an object of the type {@code Book}; another
 * object's name stands for that object. The root types' fields are those of {@code Query} and
 * {@code Mutation}. A field that depends on arguments is named with them, as in {@code
 * book(isbn=b1)}, in the order of their definition and with spaces between; its plain name stands
 * for all other arguments.
 *
 * <p>Some texts are computed when they are asked for: see {@link Values}.
 */
final class Things {

  /**
   * One object.
   *
   * @param type empty when it is that of the field which returns it
   */
  record Thing(String type, Map<String, @Nullable Object> values) {}

  private final Map<String, Thing> byName = new LinkedHashMap<>();

  /**
   * @param shared what every subgraph knows
   * @param own what this one knows otherwise, field by field
   */
  Things(String shared, String own) {
    read(shared);
    read(own);
  }

  private void read(String yaml) {
    Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    if (loaded instanceof Map<?, ?> objects) {
      objects.forEach(
          (name, values) -> {
            String type = String.valueOf(name).split(" ", 2)[0];
            Thing thing =
                byName.computeIfAbsent(
                    String.valueOf(name), absent -> new Thing(type, new LinkedHashMap<>()));
            ((Map<?, ?>) values)
                .forEach((field, value) -> thing.values().put(String.valueOf(field), value));
          });
    }
  }

  List<Thing> all() {
    return List.copyOf(byName.values());
  }

  /** The root object of a kind; without fields when nothing is said of it. */
  Thing root(String type) {
    return byName.getOrDefault(type, new Thing(type, Map.of()));
  }

  /** The object that a value stands for; null when it is a value for itself. */
  @Nullable Thing referred(@Nullable Object value) {
    if (value instanceof String name) {
      return byName.get(name);
    }
    if (value instanceof Map<?, ?> nested) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      nested.forEach((field, inner) -> values.put(String.valueOf(field), inner));
      Object type = values.remove("__typename");
      return new Thing(type == null ? "" : type.toString(), values);
    }
    return null;
  }
}
