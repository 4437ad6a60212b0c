package dev.tributary.plan;

import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.Operation.VariableDefinition;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Compact text of upstream operations. */
final class UpstreamDocument {
  /** The type of {@code _entities} (subgraph specification). */
  private static final TypeRef ENTITIES =
      new TypeRef.NonNull(new TypeRef.ListOf(new TypeRef.Named(UpstreamSelection.ENTITY)));

  /** The type of its argument. */
  static final String REPRESENTATIONS = "[_Any!]!";

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
    List<String> declared = new ArrayList<>();
    representations.forEach(name -> declared.add(declaration(name, REPRESENTATIONS)));
    declared.addAll(declarations(variables));
    String list = declared.isEmpty() ? "" : "(" + String.join(",", declared) + ")";
    return (list.isEmpty() && kind == Operation.Kind.QUERY ? "" : word(kind)) + list + selection;
  }

  static String word(Operation.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  static List<String> declarations(List<VariableDefinition> variables) {
    return variables.stream()
        .map(
            variable ->
                // The default is repeated: it may be what makes the variable's use valid.
                declaration(variable.name(), variable.type().toString())
                    + (variable.defaultValue() == null ? "" : "=" + variable.defaultValue()))
        .toList();
  }

  static String declaration(String variable, String type) {
    return "$" + variable + ":" + type;
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
