package dev.tributary.plan;

import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.Operation.VariableDefinition;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** Compact text of upstream operations. */
final class UpstreamDocument {
  /** The type of {@code _entities} (subgraph specification). */
  private static final TypeRef ENTITIES =
      new TypeRef.NonNull(new TypeRef.ListOf(new TypeRef.Named(UpstreamSelection.ENTITY)));

  private UpstreamDocument() {}

  /**
   * @param representations names of the variables that carry representations
   * @param variables the client's variables in use
   * @param selection with its braces
   */
  static String write(
      Operation.Kind kind,
      List<String> representations,
      List<VariableDefinition> variables,
      String selection) {
    SequencedMap<String, String> declared = new LinkedHashMap<>();
    representations.forEach(name -> declared.put(name, "[_Any!]!"));
    for (VariableDefinition variable : variables) {
      // The default is repeated: it may be what makes the variable's use valid.
      declared.put(
          variable.name(),
          variable.type() + (variable.defaultValue() == null ? "" : "=" + variable.defaultValue()));
    }
    String word =
        switch (kind) {
          case QUERY -> declared.isEmpty() ? "" : "query";
          case MUTATION -> "mutation";
          case SUBSCRIPTION -> "subscription";
        };
    String list =
        declared.isEmpty()
            ? ""
            : declared.entrySet().stream()
                .map(variable -> "$" + variable.getKey() + ":" + variable.getValue())
                .collect(Collectors.joining(",", "(", ")"));
    return word + list + selection;
  }

  /** An {@code _entities} field. */
  static SelectionSet.Field entities(EntityGroup group, Condition condition) {
    return new SelectionSet.Field(
        group.responseKey(),
        "_entities",
        new LinkedHashMap<>(Map.of("representations", new Value.Variable(group.variable()))),
        ENTITIES,
        condition,
        group.selection());
  }
}
