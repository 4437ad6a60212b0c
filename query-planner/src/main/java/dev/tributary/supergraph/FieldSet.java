package dev.tributary.supergraph;

import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A selection as written in {@code @key}, {@code @requires} or {@code @provides}: fields, possibly
 * with constant arguments, and inline fragments. No aliases, no directives.
 *
 * @param selections in the order written
 */
public record FieldSet(List<Selection> selections) {

  public FieldSet {
    selections = List.copyOf(selections);
  }

  /** One entry of a field set. */
  public sealed interface Selection {}

  /**
   * A field.
   *
   * @param arguments constant arguments by name, in the order written (only {@code @requires} has
   *     any)
   * @param selection what is selected below; null on a leaf
   */
  public record Field(
      String name, SequencedMap<String, Value> arguments, @Nullable FieldSet selection)
      implements Selection {
    @Override
    public String toString() {
      String args =
          arguments.isEmpty()
              ? ""
              : arguments.entrySet().stream()
                  .map(argument -> argument.getKey() + ": " + argument.getValue())
                  .collect(Collectors.joining(", ", "(", ")"));
      return name + args + (selection == null ? "" : " { " + selection + " }");
    }
  }

  /** {@code ... on typeCondition { selection }}. */
  public record Fragment(String typeCondition, FieldSet selection) implements Selection {
    @Override
    public String toString() {
      return "... on " + typeCondition + " { " + selection + " }";
    }
  }

  @Override
  public String toString() {
    return selections.stream().map(Selection::toString).collect(Collectors.joining(" "));
  }
}
