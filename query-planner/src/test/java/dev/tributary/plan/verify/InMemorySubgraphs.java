package dev.tributary.plan.verify;

import dev.tributary.plan.verify.World.Json;
import dev.tributary.plan.verify.World.Thing;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.Syntax;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.Key;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import dev.tributary.supergraph.Value;
import graphql.language.Argument;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.parser.Parser;
import graphql.schema.GraphQLSchema;
import graphql.validation.ValidationError;
import graphql.validation.Validator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The subgraphs of a supergraph as servers in memory, over one {@link World}, strict: a request
 * that is not valid on a subgraph's own schema, asks for a field that it cannot resolve, names a
 * type that it does not know, or sends a representation without a key or without what a field
 * requires, is refused.
 */
final class InMemorySubgraphs {

  /** A plan asked a subgraph for something it cannot do. */
  static final class Refused extends RuntimeException {
    Refused(Subgraph subgraph, String reason, String document) {
      super(subgraph.name() + " refuses: " + reason + "\n  in " + document);
    }
  }

  private final Supergraph supergraph;
  private final Capabilities capabilities;
  private final World world;
  private final List<GraphQLSchema> schemas;

  /**
   * @param schemas of each subgraph by id, from {@link SubgraphSchema}
   */
  InMemorySubgraphs(
      Supergraph supergraph, Capabilities capabilities, World world, List<GraphQLSchema> schemas) {
    this.supergraph = supergraph;
    this.capabilities = capabilities;
    this.world = world;
    this.schemas = schemas;
  }

  /** The {@code data} of the answer. */
  Map<String, @Nullable Object> answer(
      Subgraph subgraph, String document, Map<String, @Nullable Object> variables) {
    return new Request(subgraph, document, variables).answer();
  }

  /**
   * An object as a subgraph sees it.
   *
   * @param as its type's name there: the interface's when it is an interface object
   * @param sent the representation by which it was looked up
   * @param readable external fields that can be read here all the same, by a provides
   */
  private record Seen(
      Thing thing, String as, @Nullable Map<String, Object> sent, List<FieldSet> readable) {}

  private final class Request {
    private final Subgraph subgraph;
    private final String text;
    private final Map<String, @Nullable Object> variables;
    private final Map<String, FragmentDefinition> fragments = new HashMap<>();

    Request(Subgraph subgraph, String text, Map<String, @Nullable Object> variables) {
      this.subgraph = subgraph;
      this.text = text;
      this.variables = variables;
    }

    Map<String, @Nullable Object> answer() {
      Document document = new Parser().parseDocument(text);
      List<ValidationError> errors =
          new Validator().validateDocument(schemas.get(subgraph.id()), document, Locale.ROOT);
      if (!errors.isEmpty()) {
        throw refused(errors.getFirst().getMessage());
      }
      document
          .getDefinitionsOfType(FragmentDefinition.class)
          .forEach(fragment -> fragments.put(fragment.getName(), fragment));
      OperationDefinition operation =
          document.getDefinitionsOfType(OperationDefinition.class).getFirst();
      operation
          .getVariableDefinitions()
          .forEach(
              declared -> {
                if (!variables.containsKey(declared.getName())
                    && declared.getDefaultValue() != null) {
                  variables.put(
                      declared.getName(),
                      Json.plain(Syntax.value(declared.getDefaultValue()), Map.of()));
                }
              });
      String root =
          switch (operation.getOperation()) {
            case QUERY -> supergraph.queryType();
            case MUTATION -> Objects.requireNonNull(supergraph.mutationType());
            case SUBSCRIPTION -> Objects.requireNonNull(supergraph.subscriptionType());
          };
      return object(
          new Seen(new Thing(root, 0), root, null, List.of()),
          List.of(operation.getSelectionSet()));
    }

    private Map<String, @Nullable Object> object(Seen seen, List<SelectionSet> sets) {
      Map<String, List<Field>> collected = new LinkedHashMap<>();
      sets.forEach(set -> collect(seen, set, collected));
      Map<String, @Nullable Object> answer = new LinkedHashMap<>();
      collected.forEach((key, fields) -> answer.put(key, field(seen, fields)));
      return answer;
    }

    private void collect(Seen seen, SelectionSet set, Map<String, List<Field>> collected) {
      for (Selection<?> selection : set.getSelections()) {
        if (!isIncluded((DirectivesContainer<?>) selection)) {
          continue;
        }
        switch (selection) {
          case Field field ->
              collected.computeIfAbsent(field.getResultKey(), any -> new ArrayList<>()).add(field);
          case InlineFragment inline -> {
            if (inline.getTypeCondition() == null
                || applies(seen, inline.getTypeCondition().getName())) {
              collect(seen, inline.getSelectionSet(), collected);
            }
          }
          case FragmentSpread spread -> {
            FragmentDefinition fragment = Objects.requireNonNull(fragments.get(spread.getName()));
            if (applies(seen, fragment.getTypeCondition().getName())) {
              collect(seen, fragment.getSelectionSet(), collected);
            }
          }
          default -> throw new IllegalArgumentException("not a selection: " + selection);
        }
      }
    }

    private boolean applies(Seen seen, String condition) {
      return seen.as().equals(condition)
          || capabilities.possibleIn(condition, subgraph.id()).contains(seen.as());
    }

    private boolean isIncluded(DirectivesContainer<?> selection) {
      for (Directive directive : selection.getDirectives()) {
        Argument condition = Objects.requireNonNull(directive.getArgument("if"));
        boolean value =
            Boolean.TRUE.equals(Json.plain(Syntax.value(condition.getValue()), variables));
        if (value != directive.getName().equals("include")) {
          return false;
        }
      }
      return true;
    }

    private @Nullable Object field(Seen seen, List<Field> fields) {
      Field first = fields.getFirst();
      String name = first.getName();
      List<SelectionSet> below = new ArrayList<>();
      for (Field field : fields) {
        if (field.getSelectionSet() != null) {
          below.add(field.getSelectionSet());
        }
      }
      Map<String, Value> written = new LinkedHashMap<>();
      first.getArguments().forEach(a -> written.put(a.getName(), Syntax.value(a.getValue())));
      Map<String, @Nullable Object> arguments = Json.arguments(written, variables);
      if (name.equals("__typename")) {
        return seen.as();
      }
      if (name.equals("_entities")) {
        return entities((List<?>) Objects.requireNonNull(arguments.get("representations")), below);
      }
      FieldDefinition definition = capabilities.declared(seen.as(), name);
      FieldInSubgraph in = definition == null ? null : definition.in().get(subgraph.id());
      if (definition == null || in == null) {
        throw refused("it does not have " + seen.as() + "." + name);
      }
      List<FieldSet> readable = new ArrayList<>();
      boolean isReadable = read(seen, name, readable);
      if (!isReadable && !capabilities.resolves(in)) {
        throw refused("it cannot resolve " + seen.as() + "." + name);
      }
      if (in.provides() != null) {
        readable.add(in.provides());
      }
      Object value =
          in.requires() == null || isProvided(seen, in.requires())
              ? world.value(seen.thing(), name, arguments)
              : world.value(seen.thing(), name, arguments, required(seen, name, in.requires()));
      String type = (in.type() == null ? definition.type() : in.type()).namedType();
      return complete(value, type, readable, below);
    }

    /** Whether what a field requires is provided where the object was found. */
    private boolean isProvided(Seen seen, FieldSet requires) {
      return !seen.readable().isEmpty()
          && requires.selections().stream()
              .allMatch(
                  selection ->
                      selection
                              instanceof FieldSet.Field(String name, var arguments, FieldSet below)
                          && arguments.isEmpty()
                          && below == null
                          && (read(seen, name, new ArrayList<>()) || isOwn(seen, name)));
    }

    private boolean isOwn(Seen seen, String name) {
      FieldDefinition definition = capabilities.declared(seen.as(), name);
      FieldInSubgraph in = definition == null ? null : definition.in().get(subgraph.id());
      return in != null && in.requires() == null && capabilities.resolves(in);
    }

    /** Whether an external field can be read; and what below it can. */
    private boolean read(Seen seen, String name, List<FieldSet> below) {
      boolean found = false;
      for (FieldSet fields : seen.readable()) {
        found |= read(seen.as(), fields, name, below);
      }
      return found;
    }

    private boolean read(String as, FieldSet fields, String name, List<FieldSet> below) {
      boolean found = false;
      for (FieldSet.Selection selection : fields.selections()) {
        switch (selection) {
          case FieldSet.Field field -> {
            if (field.name().equals(name)) {
              found = true;
              if (field.selection() != null) {
                below.add(field.selection());
              }
            }
          }
          case FieldSet.Fragment fragment -> {
            if (fragment.typeCondition().equals(as)
                || capabilities.possibleIn(fragment.typeCondition(), subgraph.id()).contains(as)) {
              found |= read(as, fragment.selection(), name, below);
            }
          }
        }
      }
      return found;
    }

    private @Nullable Object complete(
        @Nullable Object value, String type, List<FieldSet> readable, List<SelectionSet> below) {
      return switch (value) {
        case List<?> list -> {
          List<@Nullable Object> items = new ArrayList<>();
          list.forEach(item -> items.add(complete(item, type, readable, below)));
          yield items;
        }
        case Thing thing -> object(new Seen(thing, as(thing, type), null, readable), below);
        case null, default -> value;
      };
    }

    private String as(Thing thing, String type) {
      if (capabilities.isInterfaceObject(type, subgraph.id())) {
        return type;
      }
      if (!capabilities.possibleIn(type, subgraph.id()).contains(thing.type())) {
        throw new IllegalStateException("the world gave " + subgraph.name() + " a " + thing);
      }
      return thing.type();
    }

    private Object required(Seen seen, String name, FieldSet requires) {
      if (seen.sent() == null) {
        throw refused(seen.as() + "." + name + " was asked for without a representation");
      }
      return Objects.requireNonNull(received(seen.sent(), requires, seen.as() + "." + name));
    }

    /** What a representation holds of a requirement, in the form of {@link World#selected}. */
    private @Nullable Object received(@Nullable Object value, FieldSet fields, String at) {
      if (value instanceof List<?> list) {
        List<@Nullable Object> items = new ArrayList<>();
        list.forEach(item -> items.add(received(item, fields, at)));
        return items;
      }
      if (!(value instanceof Map<?, ?> object)) {
        return value;
      }
      Map<String, @Nullable Object> received = new TreeMap<>();
      receive(object, fields, at, received);
      return received;
    }

    private void receive(
        Map<?, ?> object, FieldSet fields, String at, Map<String, @Nullable Object> received) {
      for (FieldSet.Selection selection : fields.selections()) {
        switch (selection) {
          case FieldSet.Fragment fragment -> {
            if (!(object.get("__typename") instanceof String type)) {
              throw refused(at + ": a representation without __typename: " + object);
            }
            if (world.isA(type, fragment.typeCondition())) {
              receive(object, fragment.selection(), at, received);
            }
          }
          case FieldSet.Field field -> {
            if (field.name().equals("__typename")) {
              continue;
            }
            if (!object.containsKey(field.name())) {
              throw refused(at + " requires " + field.name() + ", and was sent " + object);
            }
            Object value = object.get(field.name());
            Object below =
                field.selection() == null ? value : received(value, field.selection(), at);
            received.merge(field.name(), below == null ? Json.NULL : below, Json::merged);
          }
        }
      }
    }

    private List<@Nullable Object> entities(List<?> representations, List<SelectionSet> below) {
      List<@Nullable Object> found = new ArrayList<>();
      for (Object representation : representations) {
        Seen seen = entity((Map<?, ?>) representation);
        found.add(seen == null ? null : object(seen, below));
      }
      return found;
    }

    @SuppressWarnings("unchecked")
    private @Nullable Seen entity(Map<?, ?> representation) {
      if (!(representation.get("__typename") instanceof String name)
          || !(supergraph.types().get(name) instanceof WithFields type)
          || !(type.in().get(subgraph.id()) instanceof InSubgraph in)) {
        throw refused("unknown type in " + representation);
      }
      for (Key key : in.keys()) {
        if (key.resolvable() && holds(representation, key.fields())) {
          Object wanted = received(representation, key.fields(), name);
          for (String possible : capabilities.possibleIn(name, subgraph.id())) {
            for (Thing thing : world.things(possible)) {
              if (Objects.equals(
                  String.valueOf(world.selected(thing, key.fields(), subgraph.id())),
                  String.valueOf(wanted))) {
                String as =
                    type instanceof InterfaceType && !in.interfaceObject() ? thing.type() : name;
                return new Seen(thing, as, (Map<String, Object>) representation, List.of());
              }
            }
          }
          return null;
        }
      }
      throw refused("no key of " + name + " in " + representation);
    }

    private static boolean holds(Map<?, ?> representation, FieldSet key) {
      return key.selections().stream()
          .allMatch(
              selection ->
                  !(selection instanceof FieldSet.Field field)
                      || representation.get(field.name()) != null);
    }

    private Refused refused(String reason) {
      return new Refused(subgraph, reason, text);
    }
  }
}
