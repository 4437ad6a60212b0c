package dev.tributary.catalogue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.registry.Registry;
import dev.tributary.registry.RegistryGraphQl;
import dev.tributary.registry.StoredToken;
import dev.tributary.registry.TimeLimit;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLContext;
import graphql.analysis.MaxQueryComplexityInstrumentation;
import graphql.execution.CoercedVariables;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.validation.QueryComplexityLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a registry keeps, in GraphQL: a Federation 2 subgraph that reads and changes nothing.
 *
 * <p>May be called by any thread, and blocks it.
 */
public final class RegistryGraph implements RegistryGraphQl {

  static final String REPRESENTATIONS = "representations";

  /** The query that tools ask for a schema has 13 or so. */
  private static final int MOST_DEPTH = 20;

  private static final int MOST_FIELDS = 1_000;

  /** Room for a check of a graph of hundreds of subgraphs, by which a few seconds are spent. */
  public static final Duration LIMIT = Duration.ofSeconds(30);

  /** Two checks, or some thousands of objects. */
  private static final int MOST_COST = 10_000;

  /** Characters: room for a few of the greatest supergraphs that are met with. */
  private static final long MOST_TEXT = 32L << 20;

  /** The directives are read by who composes; here they need to be known only. */
  private static final String MACHINERY =
      """
      directive @link(url: String!, import: [link__Import]) repeatable on SCHEMA
      directive @key(fields: federation__FieldSet!) repeatable on OBJECT
      directive @shareable on OBJECT
      directive @cost(weight: Int!) on FIELD_DEFINITION
      directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!],
        requireOneSlicingArgument: Boolean) on FIELD_DEFINITION
      scalar link__Import
      scalar federation__FieldSet
      scalar _Any
      type _Service { sdl: String! }
      union _Entity = Graph | GraphVariant | SupergraphVersion | Subgraph
      extend type Query {
        _service: _Service!
        _entities(representations: [_Any!]!): [_Entity]!
      }
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Registry registry;
  private final String sdl;
  private final Duration limit;
  private final long mostText;

  /** Made when somebody asks: that takes a while, and most registries are never asked. */
  private @Nullable GraphQL graph;

  public RegistryGraph(Registry registry) {
    this(registry, LIMIT);
  }

  /**
   * @param limit the time that a request may take
   */
  public RegistryGraph(Registry registry, Duration limit) {
    this(registry, limit, MOST_TEXT);
  }

  /**
   * @param mostText characters of the long texts of one answer together
   */
  RegistryGraph(Registry registry, Duration limit, long mostText) {
    this.registry = registry;
    this.limit = limit;
    this.mostText = mostText;
    this.sdl = resource();
  }

  private synchronized GraphQL graph() {
    GraphQL made = graph;
    if (made == null) {
      made =
          GraphQL.newGraphQL(schema())
              .instrumentation(new MaxQueryComplexityInstrumentation(MOST_COST, new FieldCost()))
              .defaultDataFetcherExceptionHandler(new Failures())
              .build();
      graph = made;
    }
    return made;
  }

  private static String resource() {
    try (InputStream in = RegistryGraph.class.getResourceAsStream("registry.graphql")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GraphQLSchema schema() {
    TypeDefinitionRegistry types = new SchemaParser().parse(sdl);
    types.merge(new SchemaParser().parse(MACHINERY));
    RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring();
    new GraphFields(registry).addTo(wiring);
    new UsageFields(registry).addTo(wiring);
    CheckFields.addTo(wiring);
    TypeFields.of("Query", Object.class)
        .field("_service", root -> sdl)
        .field(
            "_entities",
            (root, environment) ->
                Entities.of(
                    Objects.requireNonNull(
                        environment.<List<Map<String, Object>>>getArgument(REPRESENTATIONS)),
                    registry.catalogue(),
                    viewer(environment)))
        .addTo(wiring);
    TypeFields.of("_Service", String.class).field("sdl", text -> text).addTo(wiring);
    wiring
        .scalar(scalar("DateTime", Object::toString))
        .scalar(scalar("Date", Object::toString))
        .scalar(scalar("UsageCount", count -> ((Number) count).longValue()))
        .scalar(scalar("_Any", any -> any))
        .scalar(scalar("link__Import", any -> any))
        .scalar(scalar("federation__FieldSet", any -> any))
        .type("_Entity", type -> type.typeResolver(Entities::typeOf));
    return new SchemaGenerator().makeExecutableSchema(types, wiring.build());
  }

  private static GraphQLScalarType scalar(String name, Function<Object, Object> told) {
    return GraphQLScalarType.newScalar()
        .name(name)
        .coercing(
            new Coercing<Object, Object>() {
              @Override
              public Object serialize(Object result, GraphQLContext context, Locale locale) {
                return told.apply(result);
              }

              @Override
              public Object parseValue(Object input, GraphQLContext context, Locale locale) {
                return input;
              }

              @Override
              public @Nullable Object parseLiteral(
                  Value<?> input,
                  CoercedVariables variables,
                  GraphQLContext context,
                  Locale locale) {
                return Literals.value(input, variables);
              }
            })
        .build();
  }

  static Viewer viewer(DataFetchingEnvironment environment) {
    return Objects.requireNonNull(environment.getGraphQlContext().get(Viewer.class));
  }

  static Texts texts(DataFetchingEnvironment environment) {
    return Objects.requireNonNull(environment.getGraphQlContext().get(Texts.class));
  }

  @Override
  public String sdl() {
    return sdl;
  }

  @Override
  public Answer answer(StoredToken caller, Request request) {
    Viewer viewer = new Viewer(caller);
    Texts texts = new Texts(mostText);
    Map<String, Object> variables =
        request.variables().isObject()
            ? JSON.convertValue(request.variables(), new TypeReference<>() {})
            : Map.of();
    ExecutionInput input =
        ExecutionInput.newExecutionInput()
            .query(request.query())
            .operationName(request.operationName().orElse(null))
            .variables(variables)
            .dataLoaderRegistry(Lookup.all(registry, viewer, texts))
            .graphQLContext(
                Map.of(
                    Viewer.class,
                    viewer,
                    Texts.class,
                    texts,
                    QueryComplexityLimits.KEY,
                    QueryComplexityLimits.newLimits()
                        .maxDepth(MOST_DEPTH)
                        .maxFieldsCount(MOST_FIELDS)
                        .build()))
            .build();
    input.getGraphQLContext().put(ExecutionInput.class, input);
    ExecutionResult result = TimeLimit.of(limit, () -> graph().execute(input));
    return input.isCancelled() ? tooLate() : answer(result);
  }

  private Answer tooLate() {
    ObjectNode told = JSON.createObjectNode();
    told.set("errors", JSON.valueToTree(List.of(Failures.timeout(limit))));
    return new Answer(told.putNull("data"), true);
  }

  private static Answer answer(ExecutionResult result) {
    Map<String, Object> told = new LinkedHashMap<>();
    if (!result.getErrors().isEmpty()) {
      told.put("errors", result.getErrors().stream().map(Failures::told).toList());
    }
    if (result.isDataPresent()) {
      told.put("data", result.getData());
    }
    return new Answer(JSON.<ObjectNode>valueToTree(told), result.isDataPresent());
  }
}
