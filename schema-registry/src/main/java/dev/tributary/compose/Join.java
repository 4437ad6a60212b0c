package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.Place;
import dev.tributary.supergraph.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Builds the directives of the join specification, v0.5. */
final class Join {
  private final String name;
  private final SequencedMap<String, Value> arguments = new LinkedHashMap<>();

  private Join(String name) {
    this.name = name;
  }

  static Join directive(String name) {
    return new Join(name);
  }

  static Join directive(String name, Participant participant) {
    return new Join(name).with("graph", new Value.EnumValue(participant.enumName()));
  }

  /** {@code @join__directive}: {@code directive} as the participants apply it. */
  static DirectiveNode carried(
      List<Participant> participants, String directive, SequencedMap<String, Value> arguments) {
    List<Value> graphs =
        participants.stream()
            .<Value>map(participant -> new Value.EnumValue(participant.enumName()))
            .toList();
    return new Join("join__directive")
        .with("graphs", new Value.ListValue(graphs))
        .with("name", new Value.StringValue(directive))
        .with("args", new Value.ObjectValue(arguments))
        .build();
  }

  Join with(String argument, Value value) {
    arguments.put(argument, value);
    return this;
  }

  Join with(String argument, String value) {
    return with(argument, new Value.StringValue(value));
  }

  /** Adds the argument when {@code flag} holds; the specification's default is false. */
  Join flag(String argument, boolean flag) {
    return flag ? with(argument, new Value.BooleanValue(true)) : this;
  }

  DirectiveNode build() {
    return new DirectiveNode(name, null, arguments, NOWHERE, false);
  }

  /** What composition adds stands in no document. */
  static final Place NOWHERE = new Place("", 1, 1);
}
