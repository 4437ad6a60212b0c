package dev.tributary.supergraph;

import dev.tributary.supergraph.SdlDocument.ArgumentSyntax;
import dev.tributary.supergraph.SdlDocument.DirectiveSyntax;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The arguments of one applied directive, read by kind: an argument of another kind is absent. */
record Arguments(List<ArgumentSyntax> syntax) {

  private static final SequencedMap<String, Value> NONE =
      Collections.unmodifiableSequencedMap(new LinkedHashMap<>());

  static Arguments of(DirectiveSyntax directive) {
    return new Arguments(directive.arguments());
  }

  /** By name, in the order written. */
  SequencedMap<String, Value> values() {
    if (syntax.isEmpty()) {
      return NONE;
    }
    SequencedMap<String, Value> values = LinkedHashMap.newLinkedHashMap(syntax.size());
    syntax.forEach(argument -> values.put(argument.name(), argument.value()));
    return values;
  }

  boolean has(String name) {
    Value value = value(name);
    return value != null && !(value instanceof Value.NullValue);
  }

  /** Directives have few arguments: looking through them is cheaper than a map of them. */
  @Nullable Value value(String name) {
    for (ArgumentSyntax argument : syntax) {
      if (argument.name().equals(name)) {
        return argument.value();
      }
    }
    return null;
  }

  @Nullable String string(String name) {
    return value(name) instanceof Value.StringValue(String text) ? text : null;
  }

  @Nullable String enumName(String name) {
    return value(name) instanceof Value.EnumValue(String constant) ? constant : null;
  }

  boolean flag(String name) {
    return value(name) instanceof Value.BooleanValue(boolean flag) && flag;
  }

  /** An argument that is true unless it says false. */
  boolean flagUnlessFalse(String name) {
    return !(value(name) instanceof Value.BooleanValue(boolean flag)) || flag;
  }

  List<Value> list(String name) {
    return value(name) instanceof Value.ListValue(List<Value> list) ? list : List.of();
  }
}
