package dev.tributary.supergraph;

import graphql.language.Argument;
import graphql.language.Directive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The arguments of one applied directive, read by kind: an argument of another kind is absent. */
record Arguments(SequencedMap<String, Value> values) {

  static Arguments of(Directive directive) {
    SequencedMap<String, Value> values = new LinkedHashMap<>();
    for (Argument argument : directive.getArguments()) {
      values.put(argument.getName(), Syntax.value(argument.getValue()));
    }
    return new Arguments(values);
  }

  boolean has(String name) {
    return values.containsKey(name) && !(values.get(name) instanceof Value.NullValue);
  }

  @Nullable String string(String name) {
    return values.get(name) instanceof Value.StringValue(String text) ? text : null;
  }

  @Nullable String enumName(String name) {
    return values.get(name) instanceof Value.EnumValue(String constant) ? constant : null;
  }

  boolean flag(String name) {
    return values.get(name) instanceof Value.BooleanValue(boolean flag) && flag;
  }

  /** An argument that is true unless it says false. */
  boolean flagUnlessFalse(String name) {
    return !(values.get(name) instanceof Value.BooleanValue(boolean flag)) || flag;
  }

  List<Value> list(String name) {
    return values.get(name) instanceof Value.ListValue(List<Value> list) ? list : List.of();
  }
}
