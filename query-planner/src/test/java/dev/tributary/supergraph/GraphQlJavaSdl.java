package dev.tributary.supergraph;

import dev.tributary.supergraph.SdlDocument.ArgumentSyntax;
import dev.tributary.supergraph.SdlDocument.Definition;
import dev.tributary.supergraph.SdlDocument.DirectiveDefinitionSyntax;
import dev.tributary.supergraph.SdlDocument.DirectiveSyntax;
import dev.tributary.supergraph.SdlDocument.EnumSyntax;
import dev.tributary.supergraph.SdlDocument.EnumValueSyntax;
import dev.tributary.supergraph.SdlDocument.FieldSyntax;
import dev.tributary.supergraph.SdlDocument.Head;
import dev.tributary.supergraph.SdlDocument.InputSyntax;
import dev.tributary.supergraph.SdlDocument.InputValueSyntax;
import dev.tributary.supergraph.SdlDocument.InterfaceSyntax;
import dev.tributary.supergraph.SdlDocument.NameSyntax;
import dev.tributary.supergraph.SdlDocument.ObjectSyntax;
import dev.tributary.supergraph.SdlDocument.RootSyntax;
import dev.tributary.supergraph.SdlDocument.ScalarSyntax;
import dev.tributary.supergraph.SdlDocument.SchemaSyntax;
import dev.tributary.supergraph.SdlDocument.UnionSyntax;
import graphql.AssertException;
import graphql.language.AbstractDescribedNode;
import graphql.language.Description;
import graphql.language.Directive;
import graphql.language.DirectiveDefinition;
import graphql.language.Document;
import graphql.language.EnumTypeDefinition;
import graphql.language.FieldDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.Node;
import graphql.language.ObjectTypeDefinition;
import graphql.language.SDLExtensionDefinition;
import graphql.language.ScalarTypeDefinition;
import graphql.language.SchemaDefinition;
import graphql.language.SourceLocation;
import graphql.language.Type;
import graphql.language.TypeDefinition;
import graphql.language.UnionTypeDefinition;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What graphql-java's parser makes of a text, in our records: what ours is compared with. */
final class GraphQlJavaSdl {

  private final String text;

  private GraphQlJavaSdl(String text) {
    this.text = text;
  }

  /** Null when it refuses the text, or when there is more than type system definitions in it. */
  static @Nullable SdlDocument read(String text) {
    Document document;
    try {
      document =
          Parser.parse(
              ParserEnvironment.newParserEnvironment()
                  .document(text)
                  .parserOptions(ParserOptions.getDefaultSdlParserOptions())
                  .build());
    } catch (InvalidSyntaxException | AssertException refused) {
      // It fails over an escape that is far beyond Unicode.

      return null;
    }
    GraphQlJavaSdl reader = new GraphQlJavaSdl(text);
    List<@Nullable Definition> definitions =
        document.getDefinitions().stream().map(reader::definition).toList();
    return definitions.contains(null)
        ? null
        : new SdlDocument(
            definitions.stream().map(Objects::requireNonNull).toList(), Lines.of(text));
  }

  private @Nullable Definition definition(graphql.language.Definition<?> definition) {
    return switch (definition) {
      case SchemaDefinition schema ->
          new SchemaSyntax(
              text(schema.getDescription()),
              directives(schema.getDirectives()),
              schema.getOperationTypeDefinitions().stream()
                  .map(root -> new RootSyntax(root.getName(), root.getTypeName().getName(), 0))
                  .toList(),
              schema instanceof SDLExtensionDefinition,
              at(schema));
      case DirectiveDefinition directive ->
          new DirectiveDefinitionSyntax(
              directive.getName(),
              text(directive.getDescription()),
              inputValues(directive.getInputValueDefinitions()),
              directive.isRepeatable(),
              directive.getDirectiveLocations().stream()
                  .map(location -> new NameSyntax(location.getName(), at(location)))
                  .toList(),
              at(directive));
      case ObjectTypeDefinition type ->
          new ObjectSyntax(
              head(type), names(type.getImplements()), fields(type.getFieldDefinitions()));
      case InterfaceTypeDefinition type ->
          new InterfaceSyntax(
              head(type), names(type.getImplements()), fields(type.getFieldDefinitions()));
      case UnionTypeDefinition type -> new UnionSyntax(head(type), names(type.getMemberTypes()));
      case EnumTypeDefinition type ->
          new EnumSyntax(
              head(type),
              type.getEnumValueDefinitions().stream()
                  .map(
                      value ->
                          new EnumValueSyntax(
                              value.getName(),
                              text(value.getDescription()),
                              directives(value.getDirectives()),
                              at(value)))
                  .toList());
      case InputObjectTypeDefinition type ->
          new InputSyntax(head(type), inputValues(type.getInputValueDefinitions()));
      case ScalarTypeDefinition type -> new ScalarSyntax(head(type));
      default -> null;
    };
  }

  private Head head(TypeDefinition<?> type) {
    return new Head(
        type.getName(),
        type instanceof AbstractDescribedNode<?> described
            ? text(described.getDescription())
            : null,
        directives(type.getDirectives()),
        type instanceof SDLExtensionDefinition,
        at(type));
  }

  private List<FieldSyntax> fields(List<FieldDefinition> fields) {
    return fields.stream()
        .map(
            field ->
                new FieldSyntax(
                    field.getName(),
                    text(field.getDescription()),
                    inputValues(field.getInputValueDefinitions()),
                    Syntax.type(field.getType()),
                    directives(field.getDirectives()),
                    at(field)))
        .toList();
  }

  private List<InputValueSyntax> inputValues(List<InputValueDefinition> values) {
    return values.stream()
        .map(
            value ->
                new InputValueSyntax(
                    value.getName(),
                    text(value.getDescription()),
                    Syntax.type(value.getType()),
                    value.getDefaultValue() == null ? null : Syntax.value(value.getDefaultValue()),
                    directives(value.getDirectives()),
                    at(value)))
        .toList();
  }

  private List<DirectiveSyntax> directives(List<Directive> directives) {
    return directives.stream()
        .map(
            directive ->
                new DirectiveSyntax(
                    directive.getName(),
                    directive.getArguments().stream()
                        .map(
                            argument ->
                                new ArgumentSyntax(
                                    argument.getName(),
                                    Syntax.value(argument.getValue()),
                                    at(argument)))
                        .toList(),
                    at(directive)))
        .toList();
  }

  @SuppressWarnings("rawtypes") // graphql-java declares these lists raw
  private List<NameSyntax> names(List<Type> types) {
    return types.stream()
        .map(type -> new NameSyntax(Syntax.type((Type<?>) type).namedType(), at((Type<?>) type)))
        .toList();
  }

  private int at(Node<?> node) {
    SourceLocation location = Objects.requireNonNull(node.getSourceLocation());
    int at = 0;
    for (int line = 1; line < location.getLine(); line++) {
      while (text.charAt(at) != '\n' && text.charAt(at) != '\r') {
        at++;
      }
      at += text.startsWith("\r\n", at) ? 2 : 1;
    }
    return text.offsetByCodePoints(at, location.getColumn() - 1);
  }

  private static @Nullable String text(@Nullable Description description) {
    return description == null ? null : description.getContent();
  }
}
