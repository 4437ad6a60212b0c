package dev.tributary.subgraph;

import static dev.tributary.subgraph.GraphQlRules.INVALID_GRAPHQL;

import dev.tributary.supergraph.Value;
import graphql.language.Argument;
import graphql.language.Definition;
import graphql.language.Description;
import graphql.language.Directive;
import graphql.language.DirectiveDefinition;
import graphql.language.Document;
import graphql.language.EnumTypeDefinition;
import graphql.language.EnumTypeExtensionDefinition;
import graphql.language.EnumValueDefinition;
import graphql.language.FieldDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputObjectTypeExtensionDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.InterfaceTypeExtensionDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ObjectTypeExtensionDefinition;
import graphql.language.OperationTypeDefinition;
import graphql.language.ScalarTypeDefinition;
import graphql.language.ScalarTypeExtensionDefinition;
import graphql.language.SchemaDefinition;
import graphql.language.SchemaExtensionDefinition;
import graphql.language.Type;
import graphql.language.TypeDefinition;
import graphql.language.UnionTypeDefinition;
import graphql.language.UnionTypeExtensionDefinition;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a parsed document into a {@link SubgraphSchema}: links resolved, a type's definition and
 * extensions put together. Says what is defined twice; everything else is for the rules to judge.
 */
final class DocumentReader {
  private final SubgraphSource source;
  private final Problems problems;
  private final PlaceFinder places;

  /** Known once the schema definition is read; before that names mean nothing. */
  private Links links = new Links(List.of(), Set.of());

  private DocumentReader(SubgraphSource source, Problems problems) {
    this.source = source;
    this.problems = problems;
    this.places = new PlaceFinder(source.name(), source.sdl());
  }

  /** What a document says before root types are renamed and machinery is taken out. */
  record Read(SubgraphSchema schema, Map<RootKind, String> roots, boolean explicitRoots) {}

  static Read read(Document document, SubgraphSource source, Problems problems) {
    return new DocumentReader(source, problems).read(document);
  }

  private Read read(Document document) {
    List<SchemaDefinition> schemas = document.getDefinitionsOfType(SchemaDefinition.class);
    List<DirectiveNode> schemaDirectives = new ArrayList<>();
    for (SchemaDefinition schema : schemas) {
      schemaDirectives.addAll(
          directives(schema.getDirectives(), schema instanceof SchemaExtensionDefinition));
    }
    Set<String> defined = new HashSet<>();
    document
        .getDefinitionsOfType(DirectiveDefinition.class)
        .forEach(definition -> defined.add(definition.getName()));
    links = LinkReader.read(schemaDirectives, defined, problems);
    String linkName = LinkReader.nameOfLink(schemaDirectives);
    List<DirectiveNode> own = new ArrayList<>();
    for (DirectiveNode directive : schemaDirectives) {
      if (!directive.name().equals(linkName)) {
        own.add(
            new DirectiveNode(
                directive.name(),
                links.meaning(directive.name()),
                directive.arguments(),
                directive.place(),
                directive.onExtension()));
      }
    }

    SequencedMap<String, List<TypeDefinition<?>>> parts = new LinkedHashMap<>();
    SequencedMap<String, DirectiveDefinitionNode> definitions = new LinkedHashMap<>();
    for (Definition<?> definition : document.getDefinitions()) {
      switch (definition) {
        case TypeDefinition<?> type ->
            parts.computeIfAbsent(type.getName(), _ -> new ArrayList<>()).add(type);
        case DirectiveDefinition directive -> define(directive, definitions);
        case SchemaDefinition _ -> {}
        default ->
            problems.error(
                INVALID_GRAPHQL,
                "",
                places.of(definition),
                "A subgraph's schema holds type system definitions only: take operations and"
                    + " fragments out.");
      }
    }
    SequencedMap<String, TypeNode> types = new LinkedHashMap<>();
    parts.forEach((name, definitionsOfType) -> types.put(name, type(name, definitionsOfType)));

    Map<RootKind, String> roots = roots(schemas);
    boolean explicit =
        schemas.stream().anyMatch(schema -> !(schema instanceof SchemaExtensionDefinition));
    return new Read(
        new SubgraphSchema(
            source.name(),
            source.url(),
            types,
            definitions,
            links,
            own,
            schemas.stream()
                .map(schema -> text(schema.getDescription()))
                .filter(text -> text != null)
                .findFirst()
                .orElse(null)),
        roots,
        explicit);
  }

  private void define(
      DirectiveDefinition directive, SequencedMap<String, DirectiveDefinitionNode> definitions) {
    SequencedSet<String> locations = new LinkedHashSet<>();
    directive.getDirectiveLocations().forEach(location -> locations.add(location.getName()));
    DirectiveDefinitionNode node =
        new DirectiveDefinitionNode(
            directive.getName(),
            text(directive.getDescription()),
            inputValues(
                "@" + directive.getName(),
                "(%s:)",
                directive.getInputValueDefinitions(),
                new LinkedHashMap<>()),
            directive.isRepeatable(),
            locations,
            places.of(directive));
    if (definitions.putIfAbsent(directive.getName(), node) != null) {
      twice("@" + directive.getName(), node.place());
    }
  }

  private Map<RootKind, String> roots(List<SchemaDefinition> schemas) {
    Map<RootKind, String> roots = new EnumMap<>(RootKind.class);
    boolean described = false;
    for (SchemaDefinition schema : schemas) {
      if (!(schema instanceof SchemaExtensionDefinition)) {
        if (described) {
          problems.error(
              INVALID_GRAPHQL,
              "",
              places.of(schema),
              "The schema is defined twice: make this one an extension, or remove it.");
        }
        described = true;
      }
      for (OperationTypeDefinition operation : schema.getOperationTypeDefinitions()) {
        for (RootKind kind : RootKind.values()) {
          if (kind.operation().equals(operation.getName())
              && roots.putIfAbsent(kind, operation.getTypeName().getName()) != null) {
            problems.error(
                INVALID_GRAPHQL,
                "",
                places.of(operation),
                "The schema names two root types for \"%s\".".formatted(kind.operation()));
          }
        }
      }
    }
    return roots;
  }

  private TypeNode type(String name, List<TypeDefinition<?>> parts) {
    TypeDefinition<?> main = parts.getFirst();
    boolean defined = false;
    List<DirectiveNode> directives = new ArrayList<>();
    for (TypeDefinition<?> part : parts) {
      if (!isExtension(part)) {
        if (defined) {
          twice(name, places.of(part));
        } else {
          main = part;
        }
        defined = true;
      }
      directives.addAll(directives(part.getDirectives(), isExtension(part)));
    }
    TypeNode.Head head =
        new TypeNode.Head(name, description(main), directives, places.of(main), !defined);
    return switch (main) {
      case ObjectTypeDefinition _ -> {
        SequencedMap<String, FieldNode> fields = new LinkedHashMap<>();
        SequencedMap<String, Place> interfaces = new LinkedHashMap<>();
        for (ObjectTypeDefinition part : same(name, parts, ObjectTypeDefinition.class)) {
          fields(name, part.getFieldDefinitions(), ofPart(part, directives), fields);
          names(name, part.getImplements(), interfaces);
        }
        yield new TypeNode.ObjectNode(head, fields, interfaces);
      }
      case InterfaceTypeDefinition _ -> {
        SequencedMap<String, FieldNode> fields = new LinkedHashMap<>();
        SequencedMap<String, Place> interfaces = new LinkedHashMap<>();
        for (InterfaceTypeDefinition part : same(name, parts, InterfaceTypeDefinition.class)) {
          fields(name, part.getFieldDefinitions(), List.of(), fields);
          names(name, part.getImplements(), interfaces);
        }
        yield new TypeNode.InterfaceNode(head, fields, interfaces);
      }
      case UnionTypeDefinition _ -> {
        SequencedMap<String, Place> members = new LinkedHashMap<>();
        for (UnionTypeDefinition part : same(name, parts, UnionTypeDefinition.class)) {
          names(name, part.getMemberTypes(), members);
        }
        yield new TypeNode.UnionNode(head, members);
      }
      case EnumTypeDefinition _ -> {
        SequencedMap<String, EnumValueNode> values = new LinkedHashMap<>();
        for (EnumTypeDefinition part : same(name, parts, EnumTypeDefinition.class)) {
          for (EnumValueDefinition value : part.getEnumValueDefinitions()) {
            EnumValueNode node =
                new EnumValueNode(
                    value.getName(),
                    text(value.getDescription()),
                    directives(value.getDirectives(), false),
                    places.of(value));
            if (values.putIfAbsent(node.name(), node) != null) {
              twice(name + "." + node.name(), node.place());
            }
          }
        }
        yield new TypeNode.EnumNode(head, values);
      }
      case InputObjectTypeDefinition _ -> {
        SequencedMap<String, InputValueNode> fields = new LinkedHashMap<>();
        for (InputObjectTypeDefinition part : same(name, parts, InputObjectTypeDefinition.class)) {
          inputValues(name, ".%s", part.getInputValueDefinitions(), fields);
        }
        yield new TypeNode.InputNode(head, fields);
      }
      case ScalarTypeDefinition _ -> {
        same(name, parts, ScalarTypeDefinition.class);
        yield new TypeNode.ScalarNode(head);
      }
      default -> throw new IllegalStateException("no type definition: " + main.getClass());
    };
  }

  private <T> List<T> same(String name, List<TypeDefinition<?>> parts, Class<T> kind) {
    List<T> found = new ArrayList<>();
    for (TypeDefinition<?> part : parts) {
      if (kind.isInstance(part)) {
        found.add(kind.cast(part));
      } else {
        problems.error(
            INVALID_GRAPHQL,
            name,
            places.of(part),
            "This definition or extension of \"%s\" is of another kind than the type itself."
                .formatted(name));
      }
    }
    return found;
  }

  /** {@code @shareable} and {@code @external} on one part of a type speak for its fields only. */
  private List<DirectiveNode> ofPart(ObjectTypeDefinition part, List<DirectiveNode> all) {
    List<Place> here = part.getDirectives().stream().map(places::of).toList();
    return all.stream()
        .filter(
            use ->
                use.is(FederationDirective.SHAREABLE)
                    || (use.is(FederationDirective.EXTERNAL) && links.isFederation2()))
        .filter(use -> here.contains(use.place()))
        .toList();
  }

  private void fields(
      String type,
      List<FieldDefinition> definitions,
      List<DirectiveNode> ofPart,
      SequencedMap<String, FieldNode> into) {
    for (FieldDefinition field : definitions) {
      String coordinate = type + "." + field.getName();
      List<DirectiveNode> directives = directives(field.getDirectives(), false);
      ofPart.stream()
          .filter(use -> directives.stream().noneMatch(own -> own.meaning() == use.meaning()))
          .forEach(directives::add);
      FieldNode node =
          new FieldNode(
              field.getName(),
              text(field.getDescription()),
              ValueReader.type(field.getType()),
              inputValues(
                  coordinate, "(%s:)", field.getInputValueDefinitions(), new LinkedHashMap<>()),
              directives,
              places.of(field));
      if (into.putIfAbsent(node.name(), node) != null) {
        twice(coordinate, node.place());
      }
    }
  }

  private SequencedMap<String, InputValueNode> inputValues(
      String owner,
      String pattern,
      List<InputValueDefinition> definitions,
      SequencedMap<String, InputValueNode> into) {
    for (InputValueDefinition definition : definitions) {
      InputValueNode node =
          new InputValueNode(
              definition.getName(),
              text(definition.getDescription()),
              ValueReader.type(definition.getType()),
              definition.getDefaultValue() == null
                  ? null
                  : ValueReader.value(definition.getDefaultValue()),
              directives(definition.getDirectives(), false),
              places.of(definition));
      if (into.putIfAbsent(node.name(), node) != null) {
        twice(owner + pattern.formatted(node.name()), node.place());
      }
    }
    return into;
  }

  private void names(String type, List<Type> references, SequencedMap<String, Place> into) {
    for (Type<?> reference : references) {
      String name = ValueReader.type(reference).namedType();
      if (into.putIfAbsent(name, places.of(reference)) != null) {
        problems.error(
            INVALID_GRAPHQL,
            type,
            places.of(reference),
            "\"%s\" names \"%s\" twice.".formatted(type, name));
      }
    }
  }

  private List<DirectiveNode> directives(List<Directive> uses, boolean onExtension) {
    List<DirectiveNode> nodes = new ArrayList<>(uses.size());
    for (Directive use : uses) {
      SequencedMap<String, Value> arguments = new LinkedHashMap<>();
      for (Argument argument : use.getArguments()) {
        if (arguments.putIfAbsent(argument.getName(), ValueReader.value(argument.getValue()))
            != null) {
          problems.error(
              INVALID_GRAPHQL,
              "@" + use.getName(),
              places.of(argument),
              "@%s has its argument \"%s\" twice.".formatted(use.getName(), argument.getName()));
        }
      }
      DirectiveNode node =
          new DirectiveNode(
              use.getName(), links.meaning(use.getName()), arguments, places.of(use), onExtension);
      // Repeatable, so that a definition and its extensions may each have it, and no further.
      if (node.is(FederationDirective.SHAREABLE)
          && nodes.stream().anyMatch(other -> other.is(FederationDirective.SHAREABLE))) {
        problems.error(
            "INVALID_SHAREABLE_USAGE",
            "@" + use.getName(),
            node.place(),
            "@%s stands twice on the same declaration: keep one.".formatted(use.getName()));
      } else {
        nodes.add(node);
      }
    }
    return nodes;
  }

  private void twice(String coordinate, Place place) {
    problems.error(
        INVALID_GRAPHQL, coordinate, place, "\"%s\" is defined twice.".formatted(coordinate));
  }

  private static boolean isExtension(TypeDefinition<?> definition) {
    return definition instanceof ObjectTypeExtensionDefinition
        || definition instanceof InterfaceTypeExtensionDefinition
        || definition instanceof UnionTypeExtensionDefinition
        || definition instanceof EnumTypeExtensionDefinition
        || definition instanceof InputObjectTypeExtensionDefinition
        || definition instanceof ScalarTypeExtensionDefinition;
  }

  private static @Nullable String description(TypeDefinition<?> definition) {
    return definition instanceof graphql.language.AbstractDescribedNode<?> described
        ? text(described.getDescription())
        : null;
  }

  private static @Nullable String text(@Nullable Description description) {
    return description == null || description.getContent().isEmpty()
        ? null
        : description.getContent();
  }
}
