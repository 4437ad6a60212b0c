package dev.tributary.connect;

import dev.tributary.supergraph.Value;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Whether the arguments of {@code @source} and {@code @connect} are of the types that the
 * specification gives them, all the way down: a misspelt {@code queryParams} would be ignored.
 */
final class ArgumentRules {
  private ArgumentRules() {}

  /** What an argument, or a field of one, is. */
  private sealed interface Type {}

  private enum Leaf implements Type {
    TEXT("a string"),
    INTEGER("an Int"),
    BOOLEAN("true or false");

    private final String words;

    Leaf(String words) {
      this.words = words;
    }
  }

  private record Input(Map<String, Type> fields) implements Type {}

  /** A single one stands for a list of one (GraphQL specification, 3.11). */
  private record Many(Input element) implements Type {}

  private static final Many HEADERS =
      new Many(new Input(Map.of("name", Leaf.TEXT, "from", Leaf.TEXT, "value", Leaf.TEXT)));

  private static final Input ERRORS =
      new Input(Map.of("message", Leaf.TEXT, "extensions", Leaf.TEXT));

  private static final Input SOURCE =
      new Input(
          Map.of(
              "name",
              Leaf.TEXT,
              "http",
              new Input(
                  Map.of(
                      "baseURL",
                      Leaf.TEXT,
                      "headers",
                      HEADERS,
                      "path",
                      Leaf.TEXT,
                      "queryParams",
                      Leaf.TEXT)),
              "errors",
              ERRORS,
              "isSuccess",
              Leaf.TEXT));

  private static final Input CONNECT =
      new Input(
          Map.of(
              "source",
              Leaf.TEXT,
              "id",
              Leaf.TEXT,
              "http",
              new Input(http()),
              "batch",
              new Input(Map.of("maxSize", Leaf.INTEGER)),
              "errors",
              ERRORS,
              "selection",
              Leaf.TEXT,
              "entity",
              Leaf.BOOLEAN,
              "isSuccess",
              Leaf.TEXT));

  private static Map<String, Type> http() {
    Map<String, Type> fields = new TreeMap<>();
    for (Connect.Method method : Connect.Method.values()) {
      fields.put(method.name(), Leaf.TEXT);
    }
    fields.put("body", Leaf.TEXT);
    fields.put("headers", HEADERS);
    fields.put("path", Leaf.TEXT);
    fields.put("queryParams", Leaf.TEXT);
    return fields;
  }

  static void checkSource(ConnectorSite site) {
    checkArguments(SOURCE, site);
  }

  static void checkConnect(ConnectorSite site) {
    checkArguments(CONNECT, site);
  }

  /** Arguments that there are not at all are refused with those of every other directive. */
  private static void checkArguments(Input directive, ConnectorSite site) {
    site.arguments()
        .forEach(
            (name, value) -> {
              Type type = directive.fields().get(name);
              if (type != null) {
                check(type, value, name, site);
              }
            });
  }

  private static void check(Type type, Value value, String place, ConnectorSite site) {
    if (value instanceof Value.NullValue) {
      return;
    }
    switch (type) {
      case Leaf leaf -> {
        boolean fits =
            switch (leaf) {
              case TEXT -> value instanceof Value.StringValue;
              case INTEGER -> value instanceof Value.IntValue;
              case BOOLEAN -> value instanceof Value.BooleanValue;
            };
        if (!fits) {
          wrong(place, "must be " + leaf.words, site);
        }
      }
      case Input(Map<String, Type> fields) -> {
        if (value instanceof Value.ObjectValue(SequencedMap<String, Value> given)) {
          given.forEach((name, inner) -> checkField(fields, name, inner, place, site));
        } else {
          wrong(place, "must be an object, { ... }", site);
        }
      }
      case Many(Input element) -> {
        List<Value> elements =
            value instanceof Value.ListValue(List<Value> values) ? values : List.of(value);
        for (int i = 0; i < elements.size(); i++) {
          check(element, elements.get(i), place + "." + i, site);
        }
      }
    }
  }

  private static void checkField(
      Map<String, Type> fields, String name, Value value, String place, ConnectorSite site) {
    Type type = fields.get(name);
    if (type == null) {
      site.problem(
          ConnectorCode.GRAPHQL_ERROR,
          place + "." + name,
          0,
          place
              + " has no field \""
              + name
              + "\": there are "
              + String.join(", ", new TreeMap<>(fields).keySet()));
    } else {
      check(type, value, place + "." + name, site);
    }
  }

  private static void wrong(String place, String rule, ConnectorSite site) {
    site.problem(ConnectorCode.GRAPHQL_ERROR, place, 0, place + " " + rule);
  }
}
