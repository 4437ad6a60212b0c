package dev.tributary.benchmarks.openapi;

import graphql.language.AstPrinter;
import graphql.language.FieldDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.ListType;
import graphql.language.NonNullType;
import graphql.language.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A query that calls one operation with all its arguments, and selects to a fair depth. */
final class OperationQuery {

  private static final int DEEPEST = 4;

  /** The gateway allows 200. */
  private static final int MOST_FIELDS = 180;

  private static final int DEEPEST_INPUT = 3;

  /** What the gateway allows, but for the root's. */
  private static final int MOST_ALIASES = 29;

  private final ImportedTypes types;
  private int fields;
  private int aliases;

  /** What is selected. */
  final Selected root;

  /** The document. */
  final String text;

  /**
   * A field that is selected.
   *
   * @param key in the answer
   * @param jsonName of the property that it stands for
   * @param below by object type
   */
  record Selected(
      String key, String name, String jsonName, String type, Map<String, List<Selected>> below) {}

  OperationQuery(ImportedTypes types, String rootType, FieldDefinition field) {
    this.types = types;
    this.root = selected(field, "root");
    grow();
    String arguments =
        field.getInputValueDefinitions().stream()
            .map(argument -> argument.getName() + ": " + literal(argument.getType(), 0))
            .collect(Collectors.joining(", "));
    StringBuilder out = new StringBuilder(rootType.equals("Query") ? "query { " : "mutation { ");
    out.append("root: ").append(root.name());
    out.append(arguments.isEmpty() ? "" : "(" + arguments + ")");
    write(root, out);
    text = out.append(" }").toString();
  }

  private static Selected selected(FieldDefinition field, String key) {
    return new Selected(
        key,
        field.getName(),
        ImportedTypes.jsonName(field, field.getName()),
        ImportedTypes.named(field.getType()),
        new LinkedHashMap<>());
  }

  /** Level by level, so that every field of a level is selected before those below. */
  private void grow() {
    record Open(Selected at, int depth) {}
    Deque<Open> open = new ArrayDeque<>(List.of(new Open(root, 0)));
    while (!open.isEmpty()) {
      Open next = open.remove();
      // Members of a union may have fields of one name and different types.
      Map<String, String> leaves = new HashMap<>();
      for (String type : types.possible(next.at().type())) {
        if (!types.objects.containsKey(type)) {
          continue;
        }
        List<Selected> selections = new ArrayList<>();
        for (FieldDefinition field : types.objects.get(type).getFieldDefinitions()) {
          if (field.hasDirective("connect") || field.hasDirective("inaccessible")) {
            // Another operation's answer, or what this one was asked for.
            continue;
          }
          boolean composite = types.isComposite(ImportedTypes.named(field.getType()));
          if (fields >= MOST_FIELDS || composite && next.depth() + 1 >= DEEPEST) {
            continue;
          }
          String known =
              leaves.putIfAbsent(
                  field.getName(), composite ? "" : AstPrinter.printAstCompact(field.getType()));
          boolean same =
              known == null
                  || !composite && known.equals(AstPrinter.printAstCompact(field.getType()));
          if (!same && aliases == MOST_ALIASES) {
            continue;
          }
          // With the name of its type.
          fields += composite ? 2 : 1;
          aliases += same ? 0 : 1;
          Selected selected = selected(field, same ? field.getName() : "f" + fields);
          selections.add(selected);
          if (composite) {
            open.add(new Open(selected, next.depth() + 1));
          }
        }
        next.at().below().put(type, selections);
      }
    }
  }

  private void write(Selected selected, StringBuilder out) {
    if (selected.below().isEmpty()) {
      return;
    }
    out.append(" { __typename");
    boolean union = types.unions.containsKey(selected.type());
    selected
        .below()
        .forEach(
            (type, selections) -> {
              if (selections.isEmpty()) {
                return;
              }
              out.append(union ? " ... on " + type + " {" : "");
              for (Selected each : selections) {
                out.append(' ').append(each.key().equals(each.name()) ? "" : each.key() + ": ");
                out.append(each.name());
                write(each, out);
              }
              out.append(union ? " }" : "");
            });
    out.append(" }");
  }

  private String literal(Type<?> type, int depth) {
    return switch (type) {
      case NonNullType inner -> literal(inner.getType(), depth);
      case ListType inner -> "[" + literal(inner.getType(), depth) + "]";
      default -> named(ImportedTypes.named(type), depth);
    };
  }

  private String named(String type, int depth) {
    if (types.inputs.containsKey(type)) {
      return object(types.inputs.get(type), depth);
    }
    if (types.enums.containsKey(type)) {
      List<String> values = List.copyOf(types.enums.get(type).keySet());
      return values.get(values.size() - 1);
    }
    return switch (type) {
      case "Int" -> "3";
      case "Long" -> "9007199254740993";
      case "Float" -> "1.5";
      case "BigDecimal" -> "12345678901234567890.5";
      case "Boolean" -> "true";
      case "ID" -> "\"7\"";
      case "DateTime" -> "\"2026-11-28T20:15:30Z\"";
      case "Date" -> "\"2026-11-28\"";
      case "Time" -> "\"20:15:30Z\"";
      case "UUID" -> "\"123e4567-e89b-42d3-a456-426614174000\"";
      case "Url" -> "\"https://example.com/\"";
      case "DataUrl" -> "\"data:image/png;name=a.png;base64,iVBORw==\"";
      default -> "\"a b\"";
    };
  }

  private String object(InputObjectTypeDefinition input, int depth) {
    boolean one = input.getDirectives().stream().anyMatch(d -> d.getName().equals("oneOf"));
    List<String> given = new ArrayList<>();
    for (InputValueDefinition field : input.getInputValueDefinitions()) {
      boolean object = types.inputs.containsKey(ImportedTypes.named(field.getType()));
      boolean needed = field.getType() instanceof NonNullType;
      if (one ? given.isEmpty() : needed || !object || depth < DEEPEST_INPUT) {
        given.add(field.getName() + ": " + literal(field.getType(), depth + 1));
      }
    }
    return "{" + String.join(", ", given) + "}";
  }
}
