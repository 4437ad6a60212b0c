package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.ContextReference;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.InputValueNode;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The arguments of one field that some subgraph fills from a context. Clients cannot give them, so
 * the supergraph's field does not have them: they stand in its {@code @join__field} only.
 */
final class ContextualArguments {
  private final Set<String> names = new LinkedHashSet<>();

  private ContextualArguments() {}

  /**
   * @param sources every participant that resolves the field
   */
  static ContextualArguments of(
      String coordinate, List<Source<FieldNode>> sources, Merging merging) {
    ContextualArguments arguments = new ContextualArguments();
    for (Source<FieldNode> source : sources) {
      for (InputValueNode argument : source.node().arguments().values()) {
        if (argument.has(FederationDirective.FROM_CONTEXT)) {
          arguments.names.add(argument.name());
        }
      }
    }
    for (String name : arguments.names) {
      for (Source<FieldNode> source : sources) {
        InputValueNode argument = source.node().arguments().get(name);
        if (argument != null && !argument.has(FederationDirective.FROM_CONTEXT)) {
          plain(coordinate + "(" + name + ":)", source.participant(), argument, merging);
        }
      }
    }
    return arguments;
  }

  /** The argument as a subgraph has it that wants it from clients, who cannot give it any more. */
  private static void plain(
      String coordinate, Participant participant, InputValueNode argument, Merging merging) {
    String code = "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS";
    if (argument.required()) {
      merging
          .problems()
          .error(
              code,
              coordinate,
              argument.place(),
              "The argument \"%s\" is filled from a context elsewhere and required in \"%s\", where nobody can give it: fill it from a context there too, or make it optional."
                  .formatted(coordinate, participant.name()));
    } else {
      merging
          .problems()
          .hint(
              Severity.INFO,
              code,
              coordinate,
              List.of(argument.place()),
              "The argument \"%s\" is filled from a context elsewhere, so the supergraph leaves it out: \"%s\" will never be given it."
                  .formatted(coordinate, participant.name()));
    }
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  /** The arguments of a field that clients give. */
  SequencedMap<String, InputValueNode> given(FieldNode field) {
    if (names.isEmpty()) {
      return field.arguments();
    }
    SequencedMap<String, InputValueNode> given = new LinkedHashMap<>(field.arguments());
    given.keySet().removeAll(names);
    return given;
  }

  /** Adds {@code contextArguments} for what the participant fills from contexts. */
  static void join(Join join, Source<FieldNode> source) {
    List<Value> values = new ArrayList<>();
    for (InputValueNode argument : source.node().arguments().values()) {
      ContextReference reference = ContextReference.of(argument);
      FieldSet fields = reference == null ? null : reference.fields();
      if (reference != null && fields != null) {
        SequencedMap<String, Value> value = new LinkedHashMap<>();
        value.put(
            "context", new Value.StringValue(name(source.participant(), reference.context())));
        value.put("name", new Value.StringValue(argument.name()));
        value.put("type", new Value.StringValue(argument.type().toString()));
        boolean byType = fields.selections().getFirst() instanceof FieldSet.Fragment;
        value.put(
            "selection", new Value.StringValue(byType ? fields.toString() : "{ " + fields + " }"));
        values.add(new Value.ObjectValue(value));
      }
    }
    if (!values.isEmpty()) {
      join.with("contextArguments", new Value.ListValue(values));
    }
  }

  /** Contexts belong to the subgraph that sets them: the supergraph keeps them apart. */
  static String name(Participant participant, String context) {
    return participant.name() + "__" + context;
  }
}
