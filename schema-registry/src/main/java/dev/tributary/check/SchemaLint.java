package dev.tributary.check;

import dev.tributary.check.LintRule.Level;
import dev.tributary.compose.SourceLocation;
import dev.tributary.subgraph.SubgraphSource;
import graphql.language.Argument;
import graphql.language.Description;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.EnumTypeDefinition;
import graphql.language.EnumValueDefinition;
import graphql.language.FieldDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.Node;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ObjectTypeExtensionDefinition;
import graphql.language.StringValue;
import graphql.language.TypeDefinition;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds a subgraph's schema against a graph's rules. */
public final class SchemaLint {

  /** What does not keep a rule. */
  public record Finding(LintRule rule, String coordinate, String message, SourceLocation location) {

    /** The rule's name, as errors and hints have it for a code. */
    public String code() {
      return "LINT_" + rule;
    }
  }

  private static final Pattern PASCAL = Pattern.compile("[A-Z][A-Za-z0-9]*");
  private static final Pattern CAMEL = Pattern.compile("[a-z][A-Za-z0-9]*");
  private static final Pattern UPPER = Pattern.compile("[A-Z][A-Z0-9_]*");

  /** Names that are not the schema's own choice. */
  private static final Set<String> FEDERATION = Set.of("_service", "_entities");

  private final String subgraph;
  private final Map<LintRule, Level> rules;
  private final List<Finding> findings = new ArrayList<>();

  private SchemaLint(String subgraph, Map<LintRule, Level> rules) {
    this.subgraph = subgraph;
    this.rules = rules;
  }

  /**
   * @param rules those that are not there are off
   * @return in the order of the document; none for a document that cannot be read, which is for
   *     others to tell
   */
  public static List<Finding> of(SubgraphSource source, Map<LintRule, Level> rules) {
    SchemaLint lint = new SchemaLint(source.name(), rules);
    if (rules.values().stream().allMatch(level -> level == Level.OFF)) {
      return List.of();
    }
    Document document;
    try {
      document =
          new Parser()
              .parseDocument(
                  ParserEnvironment.newParserEnvironment()
                      .document(source.sdl())
                      .parserOptions(
                          ParserOptions.getDefaultSdlParserOptions()
                              .transform(options -> options.captureLineComments(false)))
                      .build());
    } catch (InvalidSyntaxException e) {
      return List.of();
    }
    document.getDefinitions().forEach(lint::definition);
    return List.copyOf(lint.findings);
  }

  private void definition(Node<?> definition) {
    if (!(definition instanceof TypeDefinition<?> type) || type.getName().startsWith("_")) {
      return;
    }
    String name = type.getName();
    name(LintRule.TYPE_NAMES_PASCAL_CASE, PASCAL, name, name, definition);
    switch (definition) {
      case ObjectTypeDefinition object -> {
        if (!(object instanceof ObjectTypeExtensionDefinition)) {
          described(LintRule.TYPES_HAVE_DESCRIPTIONS, name, object.getDescription(), object);
        }
        object.getFieldDefinitions().forEach(field -> field(name, field));
      }
      case InterfaceTypeDefinition anInterface -> {
        described(
            LintRule.TYPES_HAVE_DESCRIPTIONS, name, anInterface.getDescription(), anInterface);
        anInterface.getFieldDefinitions().forEach(field -> field(name, field));
      }
      case EnumTypeDefinition anEnum -> {
        described(LintRule.TYPES_HAVE_DESCRIPTIONS, name, anEnum.getDescription(), anEnum);
        anEnum.getEnumValueDefinitions().forEach(value -> value(name, value));
      }
      case InputObjectTypeDefinition input -> {
        described(LintRule.TYPES_HAVE_DESCRIPTIONS, name, input.getDescription(), input);
        input
            .getInputValueDefinitions()
            .forEach(field -> input(name + "." + field.getName(), field));
      }
      default -> {
        // Scalars and unions have a name only.
      }
    }
  }

  private void field(String type, FieldDefinition field) {
    if (FEDERATION.contains(field.getName())) {
      return;
    }
    String coordinate = type + "." + field.getName();
    name(LintRule.FIELD_NAMES_CAMEL_CASE, CAMEL, field.getName(), coordinate, field);
    described(LintRule.FIELDS_HAVE_DESCRIPTIONS, coordinate, field.getDescription(), field);
    deprecation(coordinate, field, field);
    field
        .getInputValueDefinitions()
        .forEach(argument -> input("%s(%s:)".formatted(coordinate, argument.getName()), argument));
  }

  private void input(String coordinate, InputValueDefinition input) {
    name(LintRule.FIELD_NAMES_CAMEL_CASE, CAMEL, input.getName(), coordinate, input);
    deprecation(coordinate, input, input);
  }

  private void value(String type, EnumValueDefinition value) {
    String coordinate = type + "." + value.getName();
    name(LintRule.ENUM_VALUES_UPPER_CASE, UPPER, value.getName(), coordinate, value);
    deprecation(coordinate, value, value);
  }

  private void name(LintRule rule, Pattern form, String name, String coordinate, Node<?> node) {
    if (!form.matcher(name).matches()) {
      find(
          rule,
          coordinate,
          "The name of \"%s\" is not written as this graph asks: %s."
              .formatted(
                  coordinate,
                  form == PASCAL ? "LikeThis" : form == CAMEL ? "likeThis" : "LIKE_THIS"),
          node);
    }
  }

  private void described(
      LintRule rule, String coordinate, @Nullable Description description, Node<?> node) {
    if (description == null || description.getContent().isBlank()) {
      find(rule, coordinate, "\"%s\" has no description.".formatted(coordinate), node);
    }
  }

  private void deprecation(String coordinate, DirectivesContainer<?> element, Node<?> node) {
    for (Directive deprecated : element.getDirectives("deprecated")) {
      Argument reason = deprecated.getArgument("reason");
      if (reason == null
          || !(reason.getValue() instanceof StringValue text)
          || text.getValue() == null
          || text.getValue().isBlank()) {
        find(
            LintRule.DEPRECATIONS_HAVE_REASONS,
            coordinate,
            "The deprecation of \"%s\" gives no reason: say what to use in its place."
                .formatted(coordinate),
            node);
      }
    }
  }

  private void find(LintRule rule, String coordinate, String message, Node<?> node) {
    if (rules.getOrDefault(rule, Level.OFF) != Level.OFF) {
      graphql.language.SourceLocation at = node.getSourceLocation();
      findings.add(
          new Finding(
              rule,
              coordinate,
              message,
              new SourceLocation(
                  subgraph, at == null ? 1 : at.getLine(), at == null ? 1 : at.getColumn())));
    }
  }
}
