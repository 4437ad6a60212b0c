package dev.tributary.operation;

import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Selections on one type, named fragments already inlined. {@code toString} prints valid GraphQL on
 * one line.
 *
 * @param selections in order; no two fields with the same response key and condition stand side by
 *     side
 */
public record SelectionSet(List<Selection> selections) {

  public SelectionSet {
    selections = List.copyOf(selections);
  }

  public sealed interface Selection {
    Condition condition();
  }

  /**
   * A field.
   *
   * @param responseKey alias or name
   * @param type the field's type on the parent it is selected on; {@code String!} for {@code
   *     __typename}
   * @param selections what is selected below; null on a leaf
   * @param directives the graph's own, of each occurrence of the field that has any. Upstream each
   *     is an occurrence of its own again: a directive may not be allowed twice on one
   */
  public record Field(
      String responseKey,
      String name,
      SequencedMap<String, Value> arguments,
      TypeRef type,
      Condition condition,
      @Nullable SelectionSet selections,
      List<List<DirectiveUse>> directives)
      implements Selection {

    public Field {
      directives = List.copyOf(directives);
    }

    /** A field without directives. */
    public Field(
        String responseKey,
        String name,
        SequencedMap<String, Value> arguments,
        TypeRef type,
        Condition condition,
        @Nullable SelectionSet selections) {
      this(responseKey, name, arguments, type, condition, selections, List.of());
    }

    @Override
    public String toString() {
      return SelectionPrinter.print(this);
    }
  }

  /** {@code ... on typeCondition { selections }}. */
  public record Fragment(String typeCondition, Condition condition, SelectionSet selections)
      implements Selection {
    @Override
    public String toString() {
      return SelectionPrinter.print(this);
    }
  }

  @Override
  public String toString() {
    return SelectionPrinter.print(this);
  }
}
