package dev.tributary.operation;

import dev.tributary.supergraph.Value;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * A directive of the graph's own, such as {@code @lang(code: "de")}, as a client applies it. Only
 * the subgraphs know what it means. {@code @skip} and {@code @include} are none: they have become
 * {@link Condition}s.
 *
 * @param arguments by name, in the order written; may hold variables
 */
public record DirectiveUse(String name, SequencedMap<String, Value> arguments) {
  @Override
  public String toString() {
    return "@"
        + name
        + (arguments.isEmpty()
            ? ""
            : arguments.entrySet().stream()
                .map(argument -> argument.getKey() + ":" + argument.getValue())
                .collect(Collectors.joining(",", "(", ")")));
  }
}
