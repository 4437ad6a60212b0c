package dev.tributary.execute;

import dev.tributary.access.AccessRules;
import dev.tributary.access.Atom;
import dev.tributary.supergraph.ApiDirectives;
import graphql.language.Definition;
import graphql.language.DirectiveDefinition;
import graphql.language.Document;
import graphql.language.FieldDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.SchemaDefinition;
import graphql.language.Type;
import graphql.language.TypeDefinition;
import graphql.language.UnionTypeDefinition;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.schema.DataFetcher;
import graphql.schema.FieldCoordinates;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLDirective;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphqlTypeComparatorRegistry;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.SchemaPrinter;
import graphql.schema.idl.TypeUtil;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a schema that a caller may see: without the fields and types that ask for more than
 * the caller meets, and without what these alone lead to.
 */
final class VisibleSchema {

  private final AccessRules rules;
  private final Set<Atom> met;
  private final Map<String, TypeDefinition<?>> types = new LinkedHashMap<>();

  private VisibleSchema(AccessRules rules, Set<Atom> met) {
    this.rules = rules;
    this.met = met;
  }

  /** Null when nothing can be seen. Takes as long as reading the schema does. */
  static @Nullable GraphQLSchema of(GraphQLSchema api, AccessRules rules, Set<Atom> met) {
    return new VisibleSchema(rules, met).visible(api);
  }

  private @Nullable GraphQLSchema visible(GraphQLSchema api) {
    String sdl =
        new SchemaPrinter(
                SchemaPrinter.Options.defaultOptions()
                    .setComparators(GraphqlTypeComparatorRegistry.AS_IS_REGISTRY)
                    .includeScalarTypes(true)
                    .includeSchemaDefinition(true)
                    .includeDirectiveDefinitions(true))
            .print(api);
    Document whole =
        Parser.parse(
            ParserEnvironment.newParserEnvironment()
                .document(sdl)
                .parserOptions(ParserOptions.getDefaultSdlParserOptions())
                .build());
    List<Definition> others = new ArrayList<>();
    for (Definition<?> definition : whole.getDefinitions()) {
      if (definition instanceof TypeDefinition<?> type) {
        TypeDefinition<?> allowed = allowed(type);
        if (allowed != null) {
          types.put(type.getName(), allowed);
        }
      } else if (!(definition instanceof DirectiveDefinition directive)
          || ApiDirectives.isCustom(api, directive.getName())) {
        // The others are graphql-java's own, and come by themselves.
        others.add(definition);
      }
    }
    dropWhatLeadsNowhere();
    if (!types.containsKey(api.getQueryType().getName())) {
      return null;
    }
    Set<String> reached = reached(api, others);
    Document.Builder document = Document.newDocument();
    for (Definition<?> other : others) {
      document.definition(other instanceof SchemaDefinition schema ? roots(schema) : other);
    }
    types.forEach(
        (name, type) -> {
          if (reached.contains(name)) {
            document.definition(type);
          }
        });
    GraphQLSchema visible =
        UnExecutableSchemaGenerator.makeUnExecutableSchema(
            new SchemaParser().buildRegistry(document.build()));
    DataFetcher<List<GraphQLDirective>> directives =
        environment -> ApiDirectives.of(environment.getGraphQLSchema());
    GraphQLCodeRegistry code =
        visible
            .getCodeRegistry()
            .transform(
                builder ->
                    builder.dataFetcher(
                        FieldCoordinates.coordinates("__Schema", "directives"), directives));
    return visible.transform(builder -> builder.codeRegistry(code));
  }

  private SchemaDefinition roots(SchemaDefinition schema) {
    return schema.transform(
        builder ->
            builder.operationTypeDefinitions(
                schema.getOperationTypeDefinitions().stream()
                    .filter(root -> types.containsKey(root.getTypeName().getName()))
                    .toList()));
  }

  private boolean isMet(Set<Atom> asked) {
    return met.containsAll(asked);
  }

  /** The type with the fields that may be seen; null when it may not be seen itself. */
  private @Nullable TypeDefinition<?> allowed(TypeDefinition<?> type) {
    return switch (type) {
      case ObjectTypeDefinition object ->
          isMet(rules.ofType(object.getName()))
              ? object.transform(
                  b -> b.fieldDefinitions(fields(object.getName(), object.getFieldDefinitions())))
              : null;
      case InterfaceTypeDefinition contract ->
          isMet(rules.ofType(contract.getName()))
              ? contract.transform(
                  b -> b.definitions(fields(contract.getName(), contract.getFieldDefinitions())))
              : null;
      // What values there are is no secret where they may be given as arguments.
      default -> type;
    };
  }

  private List<FieldDefinition> fields(String type, List<FieldDefinition> fields) {
    return fields.stream().filter(field -> isMet(rules.ofField(type, field.getName()))).toList();
  }

  /** Types without fields or members, and what refers to them; until there are no more. */
  private void dropWhatLeadsNowhere() {
    boolean changed = true;
    while (changed) {
      changed = types.values().removeIf(VisibleSchema::isEmpty);
      changed |= cut();
    }
  }

  private static boolean isEmpty(TypeDefinition<?> type) {
    return switch (type) {
      case ObjectTypeDefinition object -> object.getFieldDefinitions().isEmpty();
      case InterfaceTypeDefinition contract -> contract.getFieldDefinitions().isEmpty();
      case UnionTypeDefinition union -> union.getMemberTypes().isEmpty();
      default -> false;
    };
  }

  private boolean cut() {
    boolean changed = false;
    for (Map.Entry<String, TypeDefinition<?>> entry : types.entrySet()) {
      TypeDefinition<?> cut =
          switch (entry.getValue()) {
            case ObjectTypeDefinition object
                when !refersToKnown(object.getFieldDefinitions(), object.getImplements()) ->
                object.transform(
                    b ->
                        b.fieldDefinitions(known(object.getFieldDefinitions()))
                            .implementz(knownTypes(object.getImplements())));
            case InterfaceTypeDefinition contract
                when !refersToKnown(contract.getFieldDefinitions(), contract.getImplements()) ->
                contract.transform(
                    b ->
                        b.definitions(known(contract.getFieldDefinitions()))
                            .implementz(knownTypes(contract.getImplements())));
            case UnionTypeDefinition union
                when knownTypes(union.getMemberTypes()).size() < union.getMemberTypes().size() ->
                union.transform(b -> b.memberTypes(knownTypes(union.getMemberTypes())));
            default -> entry.getValue();
          };
      if (cut != entry.getValue()) {
        entry.setValue(cut);
        changed = true;
      }
    }
    return changed;
  }

  private boolean refersToKnown(List<FieldDefinition> fields, List<Type> interfaces) {
    return known(fields).size() == fields.size()
        && knownTypes(interfaces).size() == interfaces.size();
  }

  private List<FieldDefinition> known(List<FieldDefinition> fields) {
    return fields.stream().filter(field -> isKnown(field.getType())).toList();
  }

  private List<Type> knownTypes(List<Type> references) {
    return references.stream().filter(this::isKnown).toList();
  }

  private boolean isKnown(Type<?> reference) {
    String name = TypeUtil.unwrapAll(reference).getName();
    return types.containsKey(name) || BUILT_IN.contains(name);
  }

  private static final Set<String> BUILT_IN = Set.of("Int", "Float", "String", "Boolean", "ID");

  /** What can be come to from the root types and from directives' arguments. */
  private Set<String> reached(GraphQLSchema api, List<Definition> others) {
    Set<String> reached = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>();
    open.add(api.getQueryType().getName());
    if (api.getMutationType() != null) {
      open.add(api.getMutationType().getName());
    }
    if (api.getSubscriptionType() != null) {
      open.add(api.getSubscriptionType().getName());
    }
    for (Definition<?> other : others) {
      if (other instanceof DirectiveDefinition directive) {
        directive
            .getInputValueDefinitions()
            .forEach(argument -> open.add(named(argument.getType())));
      }
    }
    Map<String, Set<String>> implementations = implementations();
    while (!open.isEmpty()) {
      String name = open.remove();
      if (reached.add(name)) {
        open.addAll(references(types.get(name)));
        open.addAll(implementations.getOrDefault(name, Set.of()));
      }
    }
    return reached;
  }

  private Map<String, Set<String>> implementations() {
    Map<String, Set<String>> implementations = new LinkedHashMap<>();
    for (TypeDefinition<?> type : types.values()) {
      if (type instanceof ObjectTypeDefinition object) {
        for (Type<?> contract : object.getImplements()) {
          implementations
              .computeIfAbsent(named(contract), first -> new HashSet<>())
              .add(object.getName());
        }
      }
    }
    return implementations;
  }

  private static Set<String> references(@Nullable TypeDefinition<?> type) {
    Set<String> references = new LinkedHashSet<>();
    switch (type) {
      case ObjectTypeDefinition object -> {
        addFields(object.getFieldDefinitions(), references);
        object.getImplements().forEach(contract -> references.add(named(contract)));
      }
      case InterfaceTypeDefinition contract -> {
        addFields(contract.getFieldDefinitions(), references);
        contract.getImplements().forEach(other -> references.add(named(other)));
      }
      case UnionTypeDefinition union ->
          union.getMemberTypes().forEach(member -> references.add(named(member)));
      case InputObjectTypeDefinition input ->
          input.getInputValueDefinitions().forEach(field -> references.add(named(field.getType())));
      case null, default -> {}
    }
    return references;
  }

  private static void addFields(List<FieldDefinition> fields, Set<String> into) {
    for (FieldDefinition field : fields) {
      into.add(named(field.getType()));
      for (InputValueDefinition argument : field.getInputValueDefinitions()) {
        into.add(named(argument.getType()));
      }
    }
  }

  private static String named(Type<?> reference) {
    return TypeUtil.unwrapAll(reference).getName();
  }
}
