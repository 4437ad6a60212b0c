package dev.tributary.plan;

import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.Operation.VariableDefinition;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchTarget.EntityGroup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** Compact text of upstream operations. */
final class UpstreamDocument {
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

  static String entities(EntityGroup group, Condition condition) {
    String alias = group.responseKey().equals("_entities") ? "" : group.responseKey() + ":";
    return alias
        + "_entities(representations:$"
        + group.variable()
        + ")"
        + directives(condition)
        + group.selection();
  }

  /** Whether a conjunction can be written as the directives of one field. */
  static boolean isOneDirectiveEach(Guard guard) {
    return guard.cases().stream()
        .allMatch(
            one ->
                one.literals().stream().filter(Guard.Literal::negated).count() <= 1
                    && one.literals().stream().filter(literal -> !literal.negated()).count() <= 1);
  }

  private static String directives(Condition condition) {
    // A field without anything but its condition prints as its directives.
    String field =
        new SelectionSet.Field(
                "x", "x", new LinkedHashMap<>(), SelectionWriter.TYPENAME_TYPE, condition, null)
            .toString();
    return field.substring(1);
  }
}
