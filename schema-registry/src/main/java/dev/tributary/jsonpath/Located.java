package dev.tributary.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A node and where it is.
 *
 * @param parent null for the root
 * @param name in its parent, when that is an object
 * @param index in its parent, when that is an array; 0 otherwise
 */
public record Located(JsonNode value, @Nullable Located parent, @Nullable String name, int index) {

  static Located root(JsonNode value) {
    return new Located(value, null, null, 0);
  }

  Located member(String memberName, JsonNode member) {
    return new Located(member, this, memberName, 0);
  }

  Located item(int position, JsonNode item) {
    return new Located(item, this, null, position);
  }

  /** The place as a normalized path, such as {@code $['a'][0]}. */
  public String path() {
    if (parent == null) {
      return "$";
    }
    return parent.path()
        + (name == null
            ? "[" + index + "]"
            : "['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']");
  }
}
