package dev.tributary.subgraph;

import dev.tributary.supergraph.Value;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A directive as applied to an element of a schema.
 *
 * @param name as the document spells it, without {@code @}
 * @param meaning the federation directive that the document's links make it; null when it is none
 * @param arguments in the order written
 * @param onExtension whether it stands on an {@code extend ...}
 */
public record DirectiveNode(
    String name,
    @Nullable FederationDirective meaning,
    SequencedMap<String, Value> arguments,
    Place place,
    boolean onExtension) {

  /** Whether it is {@code directive}, whatever the document calls it. */
  public boolean is(FederationDirective directive) {
    return meaning == directive;
  }

  /** The argument's text; null when it is absent or no string. */
  public @Nullable String string(String argument) {
    return arguments.get(argument) instanceof Value.StringValue(String text) ? text : null;
  }

  /** The argument's value when it is a boolean, else {@code otherwise}. */
  public boolean flag(String argument, boolean otherwise) {
    return arguments.get(argument) instanceof Value.BooleanValue(boolean value) ? value : otherwise;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("@").append(name);
    if (!arguments.isEmpty()) {
      String separator = "(";
      for (var argument : arguments.entrySet()) {
        out.append(separator).append(argument.getKey()).append(": ").append(argument.getValue());
        separator = ", ";
      }
      out.append(')');
    }
    return out.toString();
  }
}
