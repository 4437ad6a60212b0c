package dev.tributary.samples.serve;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.DataFetcherResult;
import graphql.scalars.ExtendedScalars;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.TypeResolver;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes a subgraph of a schema: adds {@code Query._service} and {@code Query._entities}, by which a
 * gateway reads the schema and continues a query at an entity (Apollo Federation subgraph
 * specification).
 */
public final class FederatedSchema {

  /** The directives are read by the composer; here they need to be known only. */
  private static final String FEDERATION =
      """
      directive @link(url: String!, as: String, for: String, import: [link__Import])
        repeatable on SCHEMA
      directive @key(fields: federation__FieldSet!, resolvable: Boolean = true)
        repeatable on OBJECT | INTERFACE
      directive @requires(fields: federation__FieldSet!) on FIELD_DEFINITION
      directive @provides(fields: federation__FieldSet!) on FIELD_DEFINITION
      directive @external on OBJECT | FIELD_DEFINITION
      directive @shareable repeatable on OBJECT | FIELD_DEFINITION
      directive @override(from: String!) on FIELD_DEFINITION
      directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
        | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
      directive @tag(name: String!) repeatable on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
        | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
      scalar link__Import
      scalar federation__FieldSet
      scalar _Any
      type _Service { sdl: String! }
      extend type Query {
        _service: _Service!
        _entities(representations: [_Any!]!): [_Entity]!
      }
      """;

  private FederatedSchema() {}

  /**
   * @param sdl the schema as it is published; its root query type is named {@code Query}
   * @param wiring the fetchers of the service's own types
   * @param entityType which object type an entity is of
   * @param entities by type name
   */
  public static GraphQLSchema of(
      String sdl,
      RuntimeWiring.Builder wiring,
      TypeResolver entityType,
      Map<String, EntityResolver> entities) {
    TypeDefinitionRegistry types = new SchemaParser().parse(sdl);
    String members = String.join(" | ", new TreeMap<>(entities).keySet());
    types.merge(new SchemaParser().parse(FEDERATION + "union _Entity = " + members));
    wiring
        .scalar(anything("_Any"))
        .scalar(anything("federation__FieldSet"))
        .scalar(anything("link__Import"))
        .type("_Entity", type -> type.typeResolver(entityType))
        .type(
            "Query",
            type ->
                type.dataFetcher("_service", environment -> Map.of("sdl", sdl))
                    .dataFetcher("_entities", environment -> resolve(entities, environment)));
    return new SchemaGenerator().makeExecutableSchema(types, wiring.build());
  }

  /** One entity that fails leaves the others alone: it is null, with an error at its index. */
  private static CompletableFuture<DataFetcherResult<List<@Nullable Object>>> resolve(
      Map<String, EntityResolver> entities, DataFetchingEnvironment environment) {
    List<Map<String, Object>> representations =
        environment.getArgumentOrDefault("representations", List.of());
    List<GraphQLError> errors = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<@Nullable Object>> found = new ArrayList<>(representations.size());
    for (int index = 0; index < representations.size(); index++) {
      int position = index;
      CompletableFuture<@Nullable Object> entity =
          resolve(entities, representations.get(index), environment);
      found.add(
          entity.exceptionally(
              cause -> {
                errors.add(error(environment, position, cause));
                return null;
              }));
    }
    return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new))
        .thenApply(
            nothing -> {
              List<@Nullable Object> data = new ArrayList<>(found.size());
              found.forEach(entity -> data.add(entity.join()));
              return DataFetcherResult.<List<@Nullable Object>>newResult()
                  .data(data)
                  .errors(errors)
                  .build();
            });
  }

  private static CompletableFuture<@Nullable Object> resolve(
      Map<String, EntityResolver> entities,
      Map<String, Object> representation,
      DataFetchingEnvironment environment) {
    String typeName = String.valueOf(representation.get("__typename"));
    EntityResolver resolver = entities.get(typeName);
    if (resolver == null) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("no entity is of type " + typeName));
    }
    return resolver
        .resolve(representation, environment)
        .<@Nullable Object>thenApply(entity -> entity)
        .toCompletableFuture();
  }

  private static GraphQLError error(
      DataFetchingEnvironment environment, int index, Throwable cause) {
    return GraphqlErrorBuilder.newError(environment)
        .path(environment.getExecutionStepInfo().getPath().segment(index))
        .message("the entity could not be resolved: %s", cause.getMessage())
        .build();
  }

  /** A scalar that takes values as they are: representations are checked by their resolvers. */
  private static GraphQLScalarType anything(String name) {
    return ExtendedScalars.Object.transform(scalar -> scalar.name(name));
  }
}
