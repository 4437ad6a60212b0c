package dev.tributary.plan;

import dev.tributary.operation.Condition;
import dev.tributary.operation.DirectiveUse;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compact text of upstream operations. */
final class UpstreamDocument {
  /** The type of {@code _entities} (subgraph specification). */
  private static final TypeRef ENTITIES =
      new TypeRef.NonNull(new TypeRef.ListOf(new TypeRef.Named(UpstreamSelection.ENTITY)));

  /** The type of its argument. */
  static final String REPRESENTATIONS = "[_Any!]!";

  private UpstreamDocument() {}

  /**
   * @param name of the operation; null when it has none
   * @param representations names of the variables that carry representations
   * @param variables the client's variables in use
   * @param directives of the operation, the graph's own
   * @param selection with its braces
   */
  static String write(
      Operation.Kind kind,
      @Nullable String name,
      List<String> representations,
      List<VariableDefinition> variables,
      List<DirectiveUse> directives,
      String selection) {
    List<String> declared = new ArrayList<>();
    representations.forEach(one -> declared.add(declaration(one, REPRESENTATIONS)));
    declared.addAll(declarations(variables));
    String list = declared.isEmpty() ? "" : "(" + String.join(",", declared) + ")";
    String applied = directives.stream().map(DirectiveUse::toString).collect(Collectors.joining());
    boolean isPlain =
        kind == Operation.Kind.QUERY && name == null && list.isEmpty() && applied.isEmpty();
    return (isPlain ? "" : head(kind, name)) + list + applied + selection;
  }

  static String head(Operation.Kind kind, @Nullable String name) {
    return kind.name().toLowerCase(Locale.ROOT) + (name == null ? "" : " " + name);
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
