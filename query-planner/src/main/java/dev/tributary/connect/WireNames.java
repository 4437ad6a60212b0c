package dev.tributary.connect;

import dev.tributary.connect.ServiceDocument.Type;
import dev.tributary.supergraph.AppliedDirective;
import dev.tributary.supergraph.Syntax;
import dev.tributary.supergraph.Value;
import graphql.language.Directive;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a service's schema says of its JSON, beyond connect.
 *
 * @param names in JSON, where they differ, by coordinate: of fields and of enum values
 * @param unions by type; of a {@code @oneOf} input too, without members: what it has is sent as it
 *     is
 */
record WireNames(Map<String, String> names, Map<String, UnionForm> unions) {
  WireNames {
    names = Map.copyOf(names);
    unions = Map.copyOf(unions);
  }

  String of(String type, String element) {
    return names.getOrDefault(type + "." + element, element);
  }

  /** Of a document. */
  static WireNames of(ServiceDocument schema, RestNames rest) {
    Map<String, String> names = new HashMap<>();
    Map<String, UnionForm> unions = new HashMap<>();
    for (Type type : schema.types().values()) {
      type.directives.stream()
          .filter(directive -> rest.is(directive.getName(), RestNames.UNION))
          .forEach(directive -> unions.put(type.name, UnionForm.of(arguments(directive))));
      type.fields
          .values()
          .forEach(
              field ->
                  name(
                      type.name + "." + field.name(),
                      field.directives(),
                      rest,
                      RestNames.FIELD,
                      "name",
                      names));
      type.values.forEach(
          (value, directives) ->
              name(type.name + "." + value, directives, rest, RestNames.ENUM, "value", names));
    }
    return new WireNames(names, unions);
  }

  private static void name(
      String coordinate,
      List<Directive> directives,
      RestNames rest,
      String wanted,
      String argument,
      Map<String, String> into) {
    for (Directive directive : directives) {
      if (rest.is(directive.getName(), wanted)
          && arguments(directive).get(argument) instanceof Value.StringValue(String name)) {
        into.put(coordinate, name);
      }
    }
  }

  private static Map<String, Value> arguments(Directive directive) {
    return Syntax.arguments(directive.getArguments());
  }

  /** Of a composed schema, where one directive has them all. */
  static WireNames of(List<AppliedDirective> schemaDirectives, int subgraph) {
    Map<String, String> names = new HashMap<>();
    Map<String, UnionForm> unions = new HashMap<>();
    for (AppliedDirective directive : schemaDirectives) {
      if (directive.name().equals(RestNames.ALL)
          && directive.isOf(subgraph)
          && directive.arguments().get("applied") instanceof Value.ListValue(List<Value> all)) {
        all.forEach(applied -> read(applied, names, unions));
      }
    }
    return new WireNames(names, unions);
  }

  private static void read(
      Value applied, Map<String, String> names, Map<String, UnionForm> unions) {
    if (!(applied instanceof Value.ObjectValue(var fields))
        || !(fields.get("on") instanceof Value.StringValue(String on))) {
      return;
    }
    switch (fields.get("name")) {
      case Value.StringValue(String name) -> names.put(on, name);
      case null, default -> unions.put(on, UnionForm.of(fields));
    }
  }
}
