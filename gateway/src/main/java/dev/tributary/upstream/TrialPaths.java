package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where values stand in JSON that was read, such as {@code $.items[3].author}. Objects and lists
 * are known by what they are, for each is read into a node of its own; scalars are not.
 */
final class TrialPaths {

  private final Map<JsonNode, String> paths = new IdentityHashMap<>();

  /**
   * @param name what the root is called, such as {@code $} or {@code $args}
   */
  void add(String name, JsonNode root) {
    switch (root) {
      case ObjectNode object -> {
        paths.putIfAbsent(object, name);
        object.properties().forEach(field -> add(below(name, field.getKey()), field.getValue()));
      }
      case ArrayNode array -> {
        paths.putIfAbsent(array, name);
        for (int i = 0; i < array.size(); i++) {
          add(name + "[" + i + "]", array.get(i));
        }
      }
      default -> {}
    }
  }

  private static String below(String name, String key) {
    return key.matches("[A-Za-z_][A-Za-z0-9_]*")
        ? name + "." + key
        : name + "[" + MappingValues.NODES.textNode(key) + "]";
  }

  /**
   * Where a value stands. A scalar is looked for as a mapping did: {@code a.b.c} fails at {@code
   * a.b} of what is around it.
   *
   * @param around the object that stood for {@code $}
   * @param read what the mapping read, as written
   * @return null when neither was read from the JSON
   */
  @Nullable String of(JsonNode value, JsonNode around, String read) {
    String path = paths.get(value);
    if (path != null) {
      return path;
    }
    String base = paths.get(around);
    Matcher keys = KEYS.matcher(read);
    return base != null && keys.matches() ? base + "." + keys.group(1) : base;
  }

  private static final Pattern KEYS =
      Pattern.compile("(?:\\$\\s*\\.\\s*)?([A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*)\\.[A-Za-z_]\\w*");
}
