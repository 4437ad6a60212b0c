package dev.tributary.registry;

import java.util.Optional;

/**
 * Which graph, and which of its variants: {@code shop@prod}. Each variant has its own subgraphs and
 * its own history.
 */
public record GraphId(String name, String variant) {

  /** The variant of a graph that was named without one. */
  public static final String DEFAULT_VARIANT = "current";

  /**
   * @throws IllegalArgumentException when a part is not a name; {@link #parse} reads what a user
   *     wrote
   */
  public GraphId {
    if (!Names.isName(name) || !Names.isName(variant)) {
      throw new IllegalArgumentException("not a graph: " + name + "@" + variant);
    }
  }

  /** Reads {@code name} or {@code name@variant}; empty when the text is neither. */
  public static Optional<GraphId> parse(String text) {
    int at = text.indexOf('@');
    String name = at < 0 ? text : text.substring(0, at);
    String variant = at < 0 ? DEFAULT_VARIANT : text.substring(at + 1);
    return Names.isName(name) && Names.isName(variant)
        ? Optional.of(new GraphId(name, variant))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return name + "@" + variant;
  }
}
