package dev.tributary.supergraph;

import graphql.language.Definition;
import graphql.language.Directive;
import graphql.language.Document;
import graphql.language.OperationTypeDefinition;
import graphql.language.SDLExtensionDefinition;
import graphql.language.SchemaDefinition;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.schema.GraphQLSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Reads supergraph SDL annotated with the join specification, versions 0.1 to 0.5. */
public final class SupergraphReader {
  private SupergraphReader() {}

  /**
   * A supergraph comes from our own registry or an operator's file, not from clients: only the
   * nesting of one definition stays bounded, which no honest document comes near.
   */
  private static final ParserOptions PARSER_OPTIONS =
      ParserOptions.newParserOptions()
          .captureIgnoredChars(false)
          .captureLineComments(false)
          .captureSourceLocation(true)
          .readerTrackData(false)
          .maxCharacters(Integer.MAX_VALUE)
          .maxTokens(Integer.MAX_VALUE)
          .maxWhitespaceTokens(Integer.MAX_VALUE)
          .maxRuleDepth(500)
          .build();

  /**
   * Reads a supergraph.
   *
   * @throws InvalidSupergraphException with every problem found
   */
  public static Supergraph read(String sdl) {
    return read(sdl, ApiSchema.Validation.FULL);
  }

  /**
   * Reads a supergraph that the composer has just printed. Its client-facing schema is not
   * validated a second time: graphql-java's validation takes time that grows with the square of how
   * deep types refer to each other (7 s of 8 s for 100 subgraphs of 50 types each).
   *
   * @throws InvalidSupergraphException with every problem found
   */
  public static Supergraph readComposed(String sdl) {
    return read(sdl, ApiSchema.Validation.NONE);
  }

  private static Supergraph read(String sdl, ApiSchema.Validation validation) {
    List<String> problems = new ArrayList<>();
    Document document = parse(sdl);
    List<Directive> schemaDirectives = schemaDirectives(document);
    LinkedSpecs specs = LinkedSpecs.of(schemaDirectives, problems);
    if (specs == null) {
      throw new InvalidSupergraphException(problems);
    }
    Map<String, graphql.language.TypeDefinition<?>> syntax = typeSyntax(document, specs, problems);
    Subgraphs subgraphs = Subgraphs.of(document, specs, problems);
    JoinReader join = new JoinReader(specs, subgraphs, problems);
    SequencedMap<String, TypeDefinition> types = new TypeReader(join).read(syntax.values());
    new References(types, problems).check();
    if (specs.ownedTypes()) {
      types = OwnedTypes.completed(types);
    }

    Roots roots = Roots.of(document);
    String queryType = roots.query() == null ? "Query" : roots.query();
    String mutationType = roots.resolve(roots.mutation(), "Mutation", types);
    String subscriptionType = roots.resolve(roots.subscription(), "Subscription", types);
    if (!(types.get(queryType) instanceof TypeDefinition.ObjectType)) {
      problems.add("the query root \"" + queryType + "\" is not an object type of the schema");
    }
    if (!problems.isEmpty()) {
      throw new InvalidSupergraphException(problems);
    }
    GraphQLSchema api =
        new ApiSchema(types, specs, problems)
            .build(
                document, syntax.values(), queryType, mutationType, subscriptionType, validation);
    if (api == null || !problems.isEmpty()) {
      throw new InvalidSupergraphException(problems);
    }
    return new Supergraph(
        subgraphs.list(),
        types,
        queryType,
        mutationType,
        subscriptionType,
        PossibleTypes.of(types),
        join.schemaDirectives(schemaDirectives),
        api);
  }

  private static Document parse(String sdl) {
    try {
      return new Parser()
          .parseDocument(
              ParserEnvironment.newParserEnvironment()
                  .document(sdl)
                  .parserOptions(PARSER_OPTIONS)
                  .build());
    } catch (InvalidSyntaxException e) {
      throw new InvalidSupergraphException(List.of(e.getMessage()));
    }
  }

  private static List<Directive> schemaDirectives(Document document) {
    // An extension is a SchemaDefinition to graphql-java too.
    return document.getDefinitionsOfType(SchemaDefinition.class).stream()
        .flatMap(schema -> schema.getDirectives().stream())
        .toList();
  }

  private static Map<String, graphql.language.TypeDefinition<?>> typeSyntax(
      Document document, LinkedSpecs specs, List<String> problems) {
    Map<String, graphql.language.TypeDefinition<?>> types = new LinkedHashMap<>();
    for (Definition<?> definition : document.getDefinitions()) {
      if (definition instanceof graphql.language.TypeDefinition<?> type
          && !specs.isMachineryType(type.getName())) {
        if (definition instanceof SDLExtensionDefinition) {
          problems.add("type " + type.getName() + ": a supergraph has no type extensions");
        } else if (types.putIfAbsent(type.getName(), type) != null) {
          problems.add("type " + type.getName() + " is defined twice");
        }
      }
    }
    return types;
  }

  /** The root types as the schema definition names them; null where it does not. */
  private record Roots(
      boolean declared,
      @Nullable String query,
      @Nullable String mutation,
      @Nullable String subscription) {

    static Roots of(Document document) {
      Map<String, String> named = new LinkedHashMap<>();
      for (SchemaDefinition schema : document.getDefinitionsOfType(SchemaDefinition.class)) {
        for (OperationTypeDefinition root : schema.getOperationTypeDefinitions()) {
          named.put(root.getName(), root.getTypeName().getName());
        }
      }
      return new Roots(
          !named.isEmpty(), named.get("query"), named.get("mutation"), named.get("subscription"));
    }

    /** A schema definition that names any root names all of them (GraphQL specification, 3.3.1). */
    @Nullable String resolve(
        @Nullable String named, String defaultName, Map<String, TypeDefinition> types) {
      if (declared) {
        return named;
      }
      return types.containsKey(defaultName) ? defaultName : null;
    }
  }
}
