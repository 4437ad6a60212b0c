package dev.tributary.supergraph;

import dev.tributary.supergraph.SdlDocument.DirectiveSyntax;
import dev.tributary.supergraph.SdlDocument.RootSyntax;
import dev.tributary.supergraph.SdlDocument.SchemaSyntax;
import dev.tributary.supergraph.SdlDocument.TypeSyntax;
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
   * Reads a supergraph.
   *
   * @throws InvalidSupergraphException with every problem found
   */
  public static Supergraph read(String sdl) {
    return read(sdl, ApiSchema.Rules.CHECKED);
  }

  /**
   * Reads a supergraph that the composer has just printed. Whether its client-facing schema keeps
   * GraphQL's own rules is not checked a second time.
   *
   * @throws InvalidSupergraphException with every problem found
   */
  public static Supergraph readComposed(String sdl) {
    return read(sdl, ApiSchema.Rules.KNOWN_TO_HOLD);
  }

  private static Supergraph read(String sdl, ApiSchema.Rules rules) {
    List<String> problems = new ArrayList<>();
    SdlDocument document = parse(sdl);
    List<DirectiveSyntax> schemaDirectives = schemaDirectives(document);
    LinkedSpecs specs = LinkedSpecs.of(schemaDirectives, problems);
    if (specs == null) {
      throw new InvalidSupergraphException(problems);
    }
    Map<String, TypeSyntax> syntax = typeSyntax(document, specs, problems);
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
    ApiSchema apiSchema = new ApiSchema(types, specs, problems);
    if (rules == ApiSchema.Rules.CHECKED) {
      apiSchema.check(document);
    }
    GraphQLSchema api =
        problems.isEmpty()
            ? apiSchema.build(document, syntax.values(), queryType, mutationType, subscriptionType)
            : null;
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
        join.directives(schemaDirectives, "schema"),
        api);
  }

  private static SdlDocument parse(String sdl) {
    return switch (SdlParser.parse(sdl)) {
      case SdlParser.Valid(SdlDocument document) -> document;
      case SdlParser.Malformed(var problems) ->
          throw new InvalidSupergraphException(
              problems.stream()
                  .map(
                      problem ->
                          "line %d, column %d: %s"
                              .formatted(
                                  problem.position().line(),
                                  problem.position().column(),
                                  problem.problem()))
                  .toList());
    };
  }

  private static List<DirectiveSyntax> schemaDirectives(SdlDocument document) {
    return document.all(SchemaSyntax.class).stream()
        .flatMap(schema -> schema.directives().stream())
        .toList();
  }

  private static Map<String, TypeSyntax> typeSyntax(
      SdlDocument document, LinkedSpecs specs, List<String> problems) {
    Map<String, TypeSyntax> types = new LinkedHashMap<>();
    for (TypeSyntax type : document.all(TypeSyntax.class)) {
      if (specs.isMachineryType(type.name())) {
        continue;
      }
      if (type.head().extension()) {
        problems.add("type " + type.name() + ": a supergraph has no type extensions");
      } else if (types.putIfAbsent(type.name(), type) != null) {
        problems.add("type " + type.name() + " is defined twice");
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

    static Roots of(SdlDocument document) {
      Map<String, String> named = new LinkedHashMap<>();
      for (SchemaSyntax schema : document.all(SchemaSyntax.class)) {
        for (RootSyntax root : schema.roots()) {
          named.put(root.operation(), root.type());
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
