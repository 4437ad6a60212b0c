package dev.tributary.benchmarks.openapi;

import graphql.language.Argument;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.EnumTypeDefinition;
import graphql.language.FieldDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.StringValue;
import graphql.language.Type;
import graphql.language.TypeName;
import graphql.language.UnionTypeDefinition;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The types of an imported subgraph, as its text says. */
final class ImportedTypes {

  final Map<String, ObjectTypeDefinition> objects = new LinkedHashMap<>();
  final Map<String, InputObjectTypeDefinition> inputs = new HashMap<>();
  final Map<String, List<String>> unions = new HashMap<>();

  /** By enum: each value with its text in JSON. */
  final Map<String, Map<String, String>> enums = new HashMap<>();

  ImportedTypes(String sdl) {
    ParserOptions options =
        ParserOptions.newParserOptions()
            .maxTokens(Integer.MAX_VALUE)
            .maxCharacters(Integer.MAX_VALUE)
            .maxWhitespaceTokens(Integer.MAX_VALUE)
            .build();
    Document document =
        Parser.parse(
            ParserEnvironment.newParserEnvironment().document(sdl).parserOptions(options).build());
    for (var definition : document.getDefinitions()) {
      switch (definition) {
        case ObjectTypeDefinition object -> objects.put(object.getName(), object);
        case InputObjectTypeDefinition input -> inputs.put(input.getName(), input);
        case UnionTypeDefinition union ->
            unions.put(
                union.getName(),
                union.getMemberTypes().stream().map(ImportedTypes::named).toList());
        case EnumTypeDefinition values -> {
          Map<String, String> texts = new LinkedHashMap<>();
          values
              .getEnumValueDefinitions()
              .forEach(value -> texts.put(value.getName(), jsonName(value, value.getName())));
          enums.put(values.getName(), texts);
        }
        default -> {}
      }
    }
  }

  static String named(Type<?> type) {
    return switch (type) {
      case TypeName name -> name.getName();
      case graphql.language.NonNullType inner -> named(inner.getType());
      case graphql.language.ListType inner -> named(inner.getType());
      default -> throw new IllegalArgumentException("" + type);
    };
  }

  static String jsonName(DirectivesContainer<?> element, String otherwise) {
    for (Directive directive : element.getDirectives()) {
      String argument = directive.getName().equals("restEnum") ? "value" : "name";
      if (directive.getName().equals("restField") || directive.getName().equals("restEnum")) {
        Argument given = directive.getArgument(argument);
        return given != null && given.getValue() instanceof StringValue text
            ? String.valueOf(text.getValue())
            : otherwise;
      }
    }
    return otherwise;
  }

  /** {@code METHOD /path} of an imported field. */
  static String operation(FieldDefinition field) {
    String text = field.getDescription() == null ? "" : field.getDescription().getContent();
    return text.substring(text.lastIndexOf('\n') + 1).strip();
  }

  boolean isComposite(String type) {
    return objects.containsKey(type) || unions.containsKey(type);
  }

  List<String> possible(String type) {
    return unions.getOrDefault(type, List.of(type));
  }
}
