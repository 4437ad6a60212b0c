package dev.tributary.samples.behaviour;

import dev.tributary.samples.behaviour.Things.Thing;
import graphql.ExecutionInput;
import graphql.GraphQL;
import graphql.TypeResolutionEnvironment;
import graphql.language.Directive;
import graphql.language.Field;
import graphql.language.InlineFragment;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.scalars.ExtendedScalars;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLType;
import graphql.schema.TypeResolver;
import graphql.schema.idl.FieldWiringEnvironment;
import graphql.schema.idl.InterfaceWiringEnvironment;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.ScalarInfo;
import graphql.schema.idl.ScalarWiringEnvironment;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnionWiringEnvironment;
import graphql.schema.idl.WiringFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A subgraph that answers from {@link Things}, and is as strict as can be: it refuses fields that
 * are another's, unless it provides them at that very place, and representations that hold no whole
 * key or anything that it does not declare.
 */
final class DataSubgraph {

  private final SubgraphSdl sdl;
  private final Things things;
  private final Values values;
  private final EntityLookup lookup;
  private final BiConsumer<Thing, String> asked;
  private final GraphQL graphQl;

  /** An object where it stands in an answer. */
  private record Place(
      Thing thing,
      @Nullable Map<String, @Nullable Object> representation,
      List<SelectionSet> provided) {}

  /**
   * @param counter shared by the subgraphs of a scenario
   */
  DataSubgraph(String text, Things things, AtomicInteger counter) {
    this(text, things, counter, (thing, field) -> {});
  }

  /**
   * @param asked is told each field that is asked of each thing
   */
  DataSubgraph(String text, Things things, AtomicInteger counter, BiConsumer<Thing, String> asked) {
    this.asked = asked;
    this.sdl = new SubgraphSdl(text);
    this.things = things;
    this.values = new Values(counter);
    this.lookup = new EntityLookup(sdl, things);
    RuntimeWiring wiring =
        RuntimeWiring.newRuntimeWiring()
            .wiringFactory(new Wiring())
            .type("_Service", type -> type.dataFetcher("sdl", (DataFetcher<String>) wanted -> text))
            .build();
    this.graphQl =
        GraphQL.newGraphQL(
                new SchemaGenerator()
                    .makeExecutableSchema(
                        new SchemaParser().buildRegistry(sdl.executable()), wiring))
            .build();
  }

  Map<String, Object> answer(String query, Map<String, Object> variables) {
    return graphQl
        .execute(ExecutionInput.newExecutionInput(query).variables(variables).build())
        .toSpecification();
  }

  private final class Wiring implements WiringFactory {
    @Override
    public boolean providesScalar(ScalarWiringEnvironment environment) {
      return !ScalarInfo.isGraphqlSpecifiedScalar(environment.getScalarTypeDefinition().getName());
    }

    @Override
    public GraphQLScalarType getScalar(ScalarWiringEnvironment environment) {
      String name = environment.getScalarTypeDefinition().getName();
      return ExtendedScalars.Object.transform(scalar -> scalar.name(name));
    }

    @Override
    public boolean providesTypeResolver(InterfaceWiringEnvironment environment) {
      return true;
    }

    @Override
    public TypeResolver getTypeResolver(InterfaceWiringEnvironment environment) {
      return DataSubgraph::type;
    }

    @Override
    public boolean providesTypeResolver(UnionWiringEnvironment environment) {
      return true;
    }

    @Override
    public TypeResolver getTypeResolver(UnionWiringEnvironment environment) {
      return DataSubgraph::type;
    }

    @Override
    public DataFetcher<?> getDefaultDataFetcher(FieldWiringEnvironment environment) {
      String type = environment.getParentType().getName();
      return switch (environment.getFieldDefinition().getName()) {
        case "_service" -> asked -> "";
        case "_entities" -> DataSubgraph.this::entities;
        default -> asked -> field(type, asked);
      };
    }
  }

  private @Nullable Object field(String type, DataFetchingEnvironment environment) {
    GraphQLFieldDefinition field = environment.getFieldDefinition();
    Place place =
        environment.getSource() instanceof Place source
            ? source
            : new Place(things.root(type), null, List.of());
    asked.accept(place.thing(), field.getName());
    var definition = Objects.requireNonNull(field.getDefinition());
    List<SelectionSet> below = new ArrayList<>();
    boolean provided = collect(place, field.getName(), below);
    if (!sdl.isOwn(type, definition) && !provided) {
      throw new IllegalStateException(type + "." + field.getName() + " is another's");
    }
    for (Directive directive : definition.getDirectives("provides")) {
      below.add(SubgraphSdl.fields(directive));
    }
    String arguments = arguments(environment);
    Map<String, @Nullable Object> known = place.thing().values();
    Object value =
        arguments.isEmpty() || !known.containsKey(field.getName() + "(" + arguments + ")")
            ? known.get(field.getName())
            : known.get(field.getName() + "(" + arguments + ")");
    return told(value, arguments, given(place), below);
  }

  private @Nullable Object told(
      @Nullable Object value,
      String arguments,
      @Nullable Map<String, @Nullable Object> representation,
      List<SelectionSet> provided) {
    if (value instanceof List<?> list) {
      List<@Nullable Object> told = new ArrayList<>();
      list.forEach(item -> told.add(told(item, arguments, representation, provided)));
      return told;
    }
    Thing thing = things.referred(value);
    return thing == null
        ? values.compute(value, arguments, representation)
        : new Place(thing, value instanceof Map ? representation : null, provided);
  }

  /** What fields that require others are computed from: what was sent, or else what is provided. */
  private @Nullable Map<String, @Nullable Object> given(Place place) {
    if (place.representation() != null || place.provided().isEmpty()) {
      return place.representation();
    }
    Map<String, @Nullable Object> given = new LinkedHashMap<>();
    place.provided().forEach(selection -> give(selection, place.thing(), given));
    return given;
  }

  private void give(SelectionSet provided, Thing thing, Map<String, @Nullable Object> given) {
    for (Selection<?> selection : provided.getSelections()) {
      if (selection instanceof Field field) {
        given.put(
            field.getName(), given(field.getSelectionSet(), thing.values().get(field.getName())));
      } else if (selection instanceof InlineFragment fragment
          && sdl.possible(SubgraphSdl.condition(fragment)).contains(thing.type())) {
        give(fragment.getSelectionSet(), thing, given);
      }
    }
  }

  private @Nullable Object given(@Nullable SelectionSet provided, @Nullable Object value) {
    if (value instanceof List<?> list) {
      List<@Nullable Object> given = new ArrayList<>();
      list.forEach(item -> given.add(given(provided, item)));
      return given;
    }
    Thing thing = provided == null ? null : things.referred(value);
    if (provided == null || thing == null) {
      return value;
    }
    Map<String, @Nullable Object> given = new LinkedHashMap<>();
    give(provided, thing, given);
    return given;
  }

  /** Whether a field is provided at a place; what is below it there is added. */
  private boolean collect(Place place, String field, List<SelectionSet> below) {
    boolean found = false;
    for (SelectionSet provided : place.provided()) {
      found |= collect(provided, place.thing().type(), field, below);
    }
    return found;
  }

  private boolean collect(
      SelectionSet provided, String type, String field, List<SelectionSet> below) {
    boolean found = false;
    for (Selection<?> selection : provided.getSelections()) {
      if (selection instanceof Field selected && selected.getName().equals(field)) {
        found = true;
        if (selected.getSelectionSet() != null) {
          below.add(selected.getSelectionSet());
        }
      } else if (selection instanceof InlineFragment fragment
          && sdl.possible(SubgraphSdl.condition(fragment)).contains(type)) {
        found |= collect(fragment.getSelectionSet(), type, field, below);
      }
    }
    return found;
  }

  private static String arguments(DataFetchingEnvironment environment) {
    StringJoiner text = new StringJoiner(" ");
    for (GraphQLArgument argument : environment.getFieldDefinition().getArguments()) {
      if (environment.containsArgument(argument.getName())) {
        text.add(argument.getName() + "=" + printed(environment.getArgument(argument.getName())));
      }
    }
    return text.toString();
  }

  private static String printed(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> object -> {
        StringJoiner text = new StringJoiner(" ", "{", "}");
        object.forEach((name, inner) -> text.add(name + "=" + printed(inner)));
        yield text.toString();
      }
      case List<?> list -> {
        StringJoiner text = new StringJoiner(" ", "[", "]");
        list.forEach(item -> text.add(printed(item)));
        yield text.toString();
      }
      case null, default -> String.valueOf(value);
    };
  }

  private List<@Nullable Object> entities(DataFetchingEnvironment environment) {
    List<Map<String, Object>> representations =
        environment.getArgumentOrDefault("representations", List.of());
    List<@Nullable Object> found = new ArrayList<>();
    for (Map<String, Object> representation : representations) {
      Thing thing = lookup.find(representation);
      found.add(thing == null ? null : new Place(thing, representation, List.of()));
    }
    return found;
  }

  private static @Nullable GraphQLObjectType type(TypeResolutionEnvironment environment) {
    Place place = Objects.requireNonNull(environment.<Place>getObject());
    GraphQLType type = environment.getSchema().getType(place.thing().type());
    return type instanceof GraphQLObjectType object ? object : null;
  }
}
