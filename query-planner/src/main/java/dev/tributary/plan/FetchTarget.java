package dev.tributary.plan;

import dev.tributary.operation.Condition;
import dev.tributary.operation.SelectionSet;
import dev.tributary.supergraph.TypeRef;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a call asks for, and where its answer is merged. */
public sealed interface FetchTarget {

  /**
   * Fields of a root type.
   *
   * @param path where the answer is merged: empty for the root itself, else a field that returns
   *     the root type again (a mutation payload's {@code query: Query})
   * @param selection on the subgraph's root type; response keys are data keys
   */
  record Root(List<PathElement> path, SelectionSet selection) implements FetchTarget {
    public Root {
      path = List.copyOf(path);
    }
  }

  /** One or several {@code _entities} fields in one call. */
  record Entities(List<EntityGroup> groups) implements FetchTarget {
    public Entities {
      groups = List.copyOf(groups);
    }
  }

  /**
   * One {@code _entities} field.
   *
   * @param responseKey {@code _entities}, or its alias when the call has several
   * @param variable the name of the variable that carries the representations, such as {@code
   *     representations}; groups of one call may share it when their targets are the same
   * @param path to the objects that are completed; lists on the way are walked through
   * @param representations how a representation is built, by the object's run-time type; an object
   *     that none of them matches is left out, and so is one with a null or missing key field
   * @param selection on {@code _Entity}: fragments by type; response keys are data keys. An answer
   *     is merged into every object that gave an equal representation
   * @param requiring by the data key of each selected field that requires others: the data keys of
   *     these, in the object that is completed. When one of them could not be fetched, the field
   *     has no answer, whatever the subgraph makes of what is left
   * @param contexts variables of {@code selection} whose values depend on the entity. Entities for
   *     which they differ cannot share one {@code _entities} field: see {@link
   *     FetchStep#repeatable()}
   * @param condition when false the group is not asked for
   */
  record EntityGroup(
      String responseKey,
      String variable,
      List<PathElement> path,
      List<Representation> representations,
      SelectionSet selection,
      Map<String, Set<String>> requiring,
      List<ContextVariable> contexts,
      Condition condition) {
    public EntityGroup {
      requiring = Map.copyOf(requiring);
      path = List.copyOf(path);
      representations = List.copyOf(representations);
      contexts = List.copyOf(contexts);
    }

    /** A group whose selection depends on no context. */
    public EntityGroup(
        String responseKey,
        String variable,
        List<PathElement> path,
        List<Representation> representations,
        SelectionSet selection,
        Map<String, Set<String>> requiring,
        Condition condition) {
      this(
          responseKey, variable, path, representations, selection, requiring, List.of(), condition);
    }
  }

  /**
   * A variable that is filled from a context ({@code @fromContext}).
   *
   * @param type the argument's; an entity without a value is not asked for when it may not be null
   * @param sources where its value is read. Of the objects on the way to the entity, the nearest
   *     one that a source applies to has it
   */
  record ContextVariable(String name, TypeRef type, List<ContextSource> sources) {
    public ContextVariable {
      sources = List.copyOf(sources);
    }
  }

  /**
   * Objects on the way to an entity that set a context.
   *
   * @param depth how many elements of the group's path lead to them
   * @param runtimeTypes the object types that set it; empty for all
   * @param value what to read: of the fields that apply to the object's type, the first. What is
   *     below a list is a list of values, and below null it is null
   */
  record ContextSource(int depth, Set<String> runtimeTypes, List<RepresentationField> value) {
    public ContextSource {
      runtimeTypes = Set.copyOf(runtimeTypes);
      value = List.copyOf(value);
    }
  }

  /**
   * How to build a representation from an object of the merged data.
   *
   * @param runtimeTypes the object types this applies to; empty for every object, whether its type
   *     is known or not (an object of a static type, or one of which only its interface is known)
   * @param typename what to send as {@code __typename}; null for the object's own
   * @param fields in the order sent
   */
  record Representation(
      Set<String> runtimeTypes, @Nullable String typename, List<RepresentationField> fields) {
    public Representation {
      runtimeTypes = Set.copyOf(runtimeTypes);
      fields = List.copyOf(fields);
    }
  }

  /**
   * @param name the field's name in the representation
   * @param dataKey where it stands in the merged data
   * @param runtimeTypes the types for which it is sent, inside a fragment; empty for all
   * @param fields what is sent below; empty on a leaf. Lists are walked through item by item.
   *     {@code __typename} is an ordinary entry here where the target needs it
   * @param objectTypes the types of the objects below that the target knows; an object of another
   *     type is not sent: null stands for it, and a list goes without it. Empty for all
   * @param required whether a missing or null value keeps the whole representation from being sent:
   *     true for key fields, false for {@code @requires}, where null is sent as null
   */
  record RepresentationField(
      String name,
      String dataKey,
      Set<String> runtimeTypes,
      List<RepresentationField> fields,
      Set<String> objectTypes,
      boolean required) {
    public RepresentationField {
      runtimeTypes = Set.copyOf(runtimeTypes);
      fields = List.copyOf(fields);
      objectTypes = Set.copyOf(objectTypes);
    }
  }

  /** One step of a path through the merged data. */
  sealed interface PathElement {
    /** Below this data key. */
    record Key(String dataKey) implements PathElement {}

    /** Only objects whose run-time type is one of these. */
    record OnTypes(Set<String> runtimeTypes) implements PathElement {
      public OnTypes {
        runtimeTypes = Set.copyOf(runtimeTypes);
      }
    }
  }
}
