package dev.tributary.samples.behaviour;

import graphql.language.BooleanValue;
import graphql.language.Definition;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FieldDefinition;
import graphql.language.ImplementingTypeDefinition;
import graphql.language.InlineFragment;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.InterfaceTypeExtensionDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ObjectTypeExtensionDefinition;
import graphql.language.OperationDefinition;
import graphql.language.OperationTypeDefinition;
import graphql.language.SchemaDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.StringValue;
import graphql.language.Type;
import graphql.language.TypeName;
import graphql.language.Value;
import graphql.parser.Parser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a subgraph's SDL says of its entities, and of what it may be asked for. */
final class SubgraphSdl {

  /** The composer reads the directives; here they need to be known only. */
  private static final String FEDERATION =
      """
      directive @link(url: String!, as: String, for: String, import: [link__Import])
        repeatable on SCHEMA
      directive @key(fields: String!, resolvable: Boolean) repeatable on OBJECT | INTERFACE
      directive @requires(fields: String!) on FIELD_DEFINITION
      directive @provides(fields: String!) on FIELD_DEFINITION
      directive @external on OBJECT | FIELD_DEFINITION
      directive @shareable repeatable on OBJECT | FIELD_DEFINITION
      directive @override(from: String!, label: String) on FIELD_DEFINITION
      directive @extends on OBJECT | INTERFACE
      directive @interfaceObject on OBJECT
      directive @composeDirective(name: String!) repeatable on SCHEMA
      directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ENUM | ENUM_VALUE
        | ARGUMENT_DEFINITION | SCALAR | INPUT_OBJECT | INPUT_FIELD_DEFINITION
      directive @context(name: String!) repeatable on OBJECT | INTERFACE | UNION
      directive @fromContext(field: String) on ARGUMENT_DEFINITION
      directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
      directive @requiresScopes(scopes: [[String!]!]!)
        on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
      directive @policy(policies: [[String!]!]!)
        on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
      scalar link__Import
      scalar _Any
      type _Service { sdl: String! }
      """;

  private final List<Definition> definitions;

  /** With their extensions, each for itself. */
  private final List<ImplementingTypeDefinition<?>> types = new ArrayList<>();

  private final Set<String> keyFields = new HashSet<>();

  SubgraphSdl(String sdl) {
    definitions = new ArrayList<>(Parser.parse(sdl).getDefinitions());
    for (Definition<?> definition : definitions) {
      if (definition instanceof ImplementingTypeDefinition<?> type) {
        types.add(type);
      }
    }
    for (ImplementingTypeDefinition<?> type : types) {
      for (Directive key : keys(type.getName())) {
        collect(type.getName(), fields(key));
      }
    }
  }

  private void collect(String type, SelectionSet selection) {
    for (Selection<?> selected : selection.getSelections()) {
      switch (selected) {
        case Field field -> {
          keyFields.add(type + "." + field.getName());
          FieldDefinition definition = definition(type, field.getName());
          if (definition != null && field.getSelectionSet() != null) {
            collect(named(definition.getType()), field.getSelectionSet());
          }
        }
        case InlineFragment fragment -> collect(condition(fragment), fragment.getSelectionSet());
        default -> throw new IllegalArgumentException("no fragments by name in a key");
      }
    }
  }

  /** The schema to run, with what a gateway asks entities by. */
  Document executable() {
    String query = query();
    Set<String> known = new HashSet<>();
    List<Definition> result = new ArrayList<>();
    for (Definition<?> definition : definitions) {
      if (definition instanceof ImplementingTypeDefinition<?> type && known.add(type.getName())) {
        result.add(based(type));
      } else {
        result.add(definition);
      }
    }
    String fields = "_service: _Service! ";
    Set<String> entities = entities();
    String machinery = FEDERATION;
    if (!entities.isEmpty()) {
      fields += "_entities(representations: [_Any!]!): [_Entity]! ";
      machinery += "union _Entity = " + String.join(" | ", entities) + "\n";
    }
    String root = known.contains(query) ? "extend type " : "type ";
    machinery += root + query + " { " + fields + "}";
    result.addAll(Parser.parse(machinery).getDefinitions());
    return Document.newDocument().definitions(result).build();
  }

  /** Federation 1 extends types that other subgraphs define; to run, each needs a definition. */
  private static Definition<?> based(ImplementingTypeDefinition<?> type) {
    return switch (type) {
      case ObjectTypeExtensionDefinition extension ->
          ObjectTypeDefinition.newObjectTypeDefinition()
              .name(extension.getName())
              .implementz(extension.getImplements())
              .directives(extension.getDirectives())
              .fieldDefinitions(extension.getFieldDefinitions())
              .build();
      case InterfaceTypeExtensionDefinition extension ->
          InterfaceTypeDefinition.newInterfaceTypeDefinition()
              .name(extension.getName())
              .implementz(extension.getImplements())
              .directives(extension.getDirectives())
              .definitions(extension.getFieldDefinitions())
              .build();
      default -> type;
    };
  }

  private String query() {
    return definitions.stream()
        .filter(SchemaDefinition.class::isInstance)
        .flatMap(schema -> ((SchemaDefinition) schema).getOperationTypeDefinitions().stream())
        .filter(operation -> operation.getName().equals("query"))
        .map(OperationTypeDefinition::getTypeName)
        .map(TypeName::getName)
        .findFirst()
        .orElse("Query");
  }

  private Set<String> entities() {
    Set<String> entities = new TreeSet<>();
    for (ImplementingTypeDefinition<?> type : types) {
      boolean isObject = type instanceof ObjectTypeDefinition; // which covers its extensions, too
      boolean hasKey =
          withInterfaces(type.getName()).anyMatch(name -> !resolvableKeys(name).isEmpty());
      if (isObject && hasKey) {
        entities.add(type.getName());
      }
    }
    return entities;
  }

  private Stream<String> withInterfaces(String type) {
    return Stream.concat(
        Stream.of(type),
        types.stream()
            .filter(same -> same.getName().equals(type))
            .flatMap(same -> same.getImplements().stream())
            .map(SubgraphSdl::named));
  }

  /** The object types that an entity told of as {@code type} may be of. */
  Set<String> possible(String type) {
    Set<String> possible = new LinkedHashSet<>();
    for (ImplementingTypeDefinition<?> each : types) {
      if (each instanceof ObjectTypeDefinition
          && withInterfaces(each.getName()).anyMatch(type::equals)) {
        possible.add(each.getName());
      }
    }
    return possible;
  }

  /** Whether a field may be asked for at any place where its type stands. */
  boolean isOwn(String type, FieldDefinition field) {
    boolean external =
        field.hasDirective("external")
            || types.stream()
                .filter(same -> same.getName().equals(type))
                .anyMatch(same -> same.hasDirective("external"));
    return !external || keyFields.contains(type + "." + field.getName());
  }

  /** The keys by which the type's entities are found here. */
  List<SelectionSet> resolvableKeys(String type) {
    return keys(type).stream()
        .filter(
            key ->
                key.getArgument("resolvable") == null
                    || ((BooleanValue) key.getArgument("resolvable").getValue()).isValue())
        .map(SubgraphSdl::fields)
        .toList();
  }

  private List<Directive> keys(String type) {
    return types.stream()
        .filter(same -> same.getName().equals(type))
        .flatMap(same -> ((DirectivesContainer<?>) same).getDirectives("key").stream())
        .toList();
  }

  @Nullable FieldDefinition definition(String type, String field) {
    return types.stream()
        .filter(same -> same.getName().equals(type))
        .flatMap(same -> same.getFieldDefinitions().stream())
        .filter(definition -> definition.getName().equals(field))
        .findFirst()
        .orElse(null);
  }

  /** The {@code fields} of a directive. */
  static SelectionSet fields(Directive directive) {
    Value<?> value = Objects.requireNonNull(directive.getArgument("fields")).getValue();
    String fields = ((StringValue) value).getValue();
    return Objects.requireNonNull(
        Parser.parse("{" + fields + "}")
            .getDefinitionsOfType(OperationDefinition.class)
            .getFirst()
            .getSelectionSet());
  }

  static String condition(InlineFragment fragment) {
    return Objects.requireNonNull(fragment.getTypeCondition()).getName();
  }

  static String named(Type<?> type) {
    Type<?> at = type;
    while (!(at instanceof TypeName)) {
      at = (Type<?>) at.getChildren().getFirst();
    }
    return ((TypeName) at).getName();
  }
}
