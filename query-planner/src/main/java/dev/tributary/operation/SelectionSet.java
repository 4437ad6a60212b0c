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
   * Whether a field's value may be fetched and shown. What may not is null to the client. Where a
   * field is met in several ways, the first of these holds.
   */
  public enum Sight {
    OPEN,
    /** Withheld from the caller, who is told so whatever the objects are that are met. */
    WITHHELD,
    /** Withheld as well; the caller is told where an object is met that has the field. */
    WITHHELD_WHERE_MET
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
   * @param sight whether the caller may see it
   */
  public record Field(
      String responseKey,
      String name,
      SequencedMap<String, Value> arguments,
      TypeRef type,
      Condition condition,
      @Nullable SelectionSet selections,
      List<List<DirectiveUse>> directives,
      Sight sight)
      implements Selection {

    public Field {
      directives = List.copyOf(directives);
    }

    /** A field that the caller may see. */
    public Field(
        String responseKey,
        String name,
        SequencedMap<String, Value> arguments,
        TypeRef type,
        Condition condition,
        @Nullable SelectionSet selections,
        List<List<DirectiveUse>> directives) {
      this(responseKey, name, arguments, type, condition, selections, directives, Sight.OPEN);
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

    /** The same with what is selected below, and its sight, replaced. */
    public Field with(@Nullable SelectionSet below, Sight other) {
      return new Field(responseKey, name, arguments, type, condition, below, directives, other);
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
