package dev.tributary.registry;

import java.util.Optional;

/** The graphs that a token is good for. */
public sealed interface TokenScope {

  /** Every graph, those to come too. */
  record EveryGraph() implements TokenScope {
    @Override
    public String toString() {
      return "*";
    }
  }

  /** Every variant of one graph. */
  record EveryVariant(String graph) implements TokenScope {
    @Override
    public String toString() {
      return graph;
    }
  }

  /** One variant of one graph. */
  record OneVariant(GraphId graph) implements TokenScope {
    @Override
    public String toString() {
      return graph.toString();
    }
  }

  /** Reads {@code *}, {@code shop} or {@code shop@prod}: the form that {@code toString} writes. */
  static Optional<TokenScope> parse(String text) {
    if (text.equals("*")) {
      return Optional.of(new EveryGraph());
    }
    if (Names.isName(text)) {
      return Optional.of(new EveryVariant(text));
    }
    return GraphId.parse(text).map(OneVariant::new);
  }

  default boolean covers(GraphId id) {
    return switch (this) {
      case EveryGraph() -> true;
      case EveryVariant(String graph) -> graph.equals(id.name());
      case OneVariant(GraphId graph) -> graph.equals(id);
    };
  }
}
