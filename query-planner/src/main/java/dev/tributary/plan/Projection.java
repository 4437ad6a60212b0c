package dev.tributary.plan;

import dev.tributary.operation.Condition;
import dev.tributary.supergraph.TypeRef;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The client's selection with the places its values are read from.
 *
 * @param selections in the client's order. One response key applies only once per run-time type:
 *     the planner has merged what the client repeated, in the order of the specification's
 *     CollectFields (GraphQL specification, 6.3.2). Where conditions decide on the place of a
 *     field, it stands several times, with conditions that exclude each other
 */
public record Projection(List<Projected> selections) {

  public Projection {
    selections = List.copyOf(selections);
  }

  /** One field of the answer. */
  public sealed interface Projected {
    String responseKey();

    /** The types of the enclosing object for which it is there; empty for all. */
    Set<String> runtimeTypes();

    Condition condition();
  }

  /**
   * A field read from the merged data.
   *
   * @param name the field's name in the schema
   * @param dataKey where it stands in the enclosing object of the merged data
   * @param type of the supergraph; decides how null propagates
   * @param enumValues the values a client may see when the type is an enum; null otherwise
   * @param possibleTypes when composite: the object types a client may see here; a static type is a
   *     set of one. Empty on a leaf
   * @param selections null on a leaf
   */
  public record ProjectedField(
      String responseKey,
      String name,
      String dataKey,
      TypeRef type,
      @Nullable Set<String> enumValues,
      Set<String> possibleTypes,
      Set<String> runtimeTypes,
      Condition condition,
      @Nullable Projection selections)
      implements Projected {
    public ProjectedField {
      possibleTypes = Set.copyOf(possibleTypes);
      runtimeTypes = Set.copyOf(runtimeTypes);
    }

    /** The same for other types of the enclosing object. */
    ProjectedField of(Set<String> types) {
      return new ProjectedField(
          responseKey,
          name,
          dataKey,
          type,
          enumValues,
          possibleTypes,
          types,
          condition,
          selections);
    }
  }

  /**
   * {@code __typename}: the run-time type's name.
   *
   * @param dataKey where the merged data has it; null when the type is known beforehand
   * @param typeName the type's name when it is known beforehand; null otherwise
   */
  public record ProjectedTypename(
      String responseKey,
      @Nullable String dataKey,
      @Nullable String typeName,
      Set<String> runtimeTypes,
      Condition condition)
      implements Projected {
    public ProjectedTypename {
      runtimeTypes = Set.copyOf(runtimeTypes);
    }
  }

  /**
   * A field that the caller may not see: null, whatever the object is.
   *
   * @param type decides how the null propagates
   * @param toldWhereMet whether each null is an error of its own at its place; else the caller is
   *     told without looking at the data
   */
  public record ProjectedWithheld(
      String responseKey,
      TypeRef type,
      boolean toldWhereMet,
      Set<String> runtimeTypes,
      Condition condition)
      implements Projected {
    public ProjectedWithheld {
      runtimeTypes = Set.copyOf(runtimeTypes);
    }
  }

  /** A root field answered by introspection under the same response key. */
  public record ProjectedIntrospection(String responseKey, Condition condition)
      implements Projected {
    @Override
    public Set<String> runtimeTypes() {
      return Set.of();
    }
  }
}
