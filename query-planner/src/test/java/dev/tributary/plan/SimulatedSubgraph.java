package dev.tributary.plan;

import dev.tributary.plan.World.Thing;
import graphql.language.Argument;
import graphql.language.BooleanValue;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FieldDefinition;
import graphql.language.ImplementingTypeDefinition;
import graphql.language.InlineFragment;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.NonNullType;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ObjectTypeExtensionDefinition;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.StringValue;
import graphql.language.Type;
import graphql.language.TypeDefinition;
import graphql.language.TypeName;
import graphql.language.UnionTypeDefinition;
import graphql.language.VariableDefinition;
import graphql.parser.Parser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A subgraph in memory that is as strict as can be: it answers the truth, and throws on any field
 * that it cannot resolve, any type it does not know, and any representation that lacks what is
 * required.
 */
final class SimulatedSubgraph {

  private final String name;
  private final Map<String, TypeDefinition<?>> types = new LinkedHashMap<>();
  private final Set<String> labels;
  private final Map<String, SimulatedSubgraph> all;
  private @Nullable World world;

  /** An object being answered. */
  private record Place(
      Thing thing, String declared, @Nullable SelectionSet provided, @Nullable Map<?, ?> sent) {}

  /** The subgraphs of a case, and the world that they tell of. */
  static Map<String, SimulatedSubgraph> of(PlanCase planCase) {
    Map<String, SimulatedSubgraph> all = new LinkedHashMap<>();
    planCase
        .subgraphs()
        .forEach((name, sdl) -> all.put(name, new SimulatedSubgraph(name, sdl, planCase, all)));
    return all;
  }

  private SimulatedSubgraph(
      String name, String sdl, PlanCase planCase, Map<String, SimulatedSubgraph> all) {
    this.name = name;
    this.labels = planCase.labels();
    this.all = all;
    Parser.parse(sdl)
        .getDefinitions()
        .forEach(
            definition -> {
              if (definition instanceof TypeDefinition<?> type) {
                types.put(type.getName(), type);
              }
            });
  }

  void tell(World of) {
    this.world = of;
  }

  private World world() {
    return Objects.requireNonNull(world);
  }

  /** What a field may return here; null when it is not declared. */
  @Nullable Set<String> possibleBelow(String type, String field) {
    FieldDefinition definition = declared(declaredAs(type), field);
    return definition == null ? null : possible(named(definition.getType()));
  }

  /** Runs an operation; returns its {@code data}. */
  Map<String, Object> answer(String text, Map<String, Object> variables) {
    Document document = InlinedFragments.of(Parser.parse(text));
    OperationDefinition operation =
        document.getDefinitionsOfType(OperationDefinition.class).getFirst();
    Set<String> declaredVariables = new LinkedHashSet<>();
    for (VariableDefinition variable : operation.getVariableDefinitions()) {
      declaredVariables.add(variable.getName());
    }
    Map<String, Object> known = new HashMap<>(variables);
    known.keySet().retainAll(declaredVariables);
    String root =
        switch (operation.getOperation()) {
          case QUERY -> "Query";
          case MUTATION -> "Mutation";
          case SUBSCRIPTION -> "Subscription";
        };
    Map<String, Object> data = new LinkedHashMap<>();
    for (Field field : selected(operation.getSelectionSet(), root, known)) {
      if (field.getName().equals("_entities")) {
        data.put(field.getResultKey(), entities(field, known));
      } else {
        select(data, field, new Place(new Thing(root, 0), root, null, null), known);
      }
    }
    return data;
  }

  private List<Object> entities(Field field, Map<String, Object> variables) {
    String variable =
        ((graphql.language.VariableReference) field.getArguments().getFirst().getValue()).getName();
    List<Object> result = new ArrayList<>();
    for (Object representation : (List<?>) Objects.requireNonNull(variables.get(variable))) {
      Map<?, ?> sent = (Map<?, ?>) representation;
      String type = String.valueOf(sent.get("__typename"));
      Place place = find(type, sent);
      Map<String, Object> answer = new LinkedHashMap<>();
      answer(answer, Objects.requireNonNull(field.getSelectionSet()), place, variables);
      result.add(answer);
    }
    return result;
  }

  private Place find(String type, Map<?, ?> sent) {
    TypeDefinition<?> declared = types.get(type);
    if (declared == null) {
      throw new AssertionError(name + ": unknown type " + type);
    }
    Set<String> candidates = isInterfaceObject(declared) ? everywhere(type) : possible(type);
    boolean hasKey = false;
    for (Directive key : ((DirectivesContainer<?>) declared).getDirectives("key")) {
      if (!resolvable(key)) {
        continue;
      }
      SelectionSet fields = fieldSet(text(key, "fields"));
      if (!holds(fields, sent)) {
        continue;
      }
      hasKey = true;
      for (String candidate : candidates) {
        for (int number = 0; number < World.OBJECTS; number++) {
          Thing thing = new Thing(candidate, number);
          if (matches(fields, sent, thing)) {
            return new Place(thing, isInterfaceObject(declared) ? type : candidate, null, sent);
          }
        }
      }
    }
    throw new AssertionError(
        name + ": " + (hasKey ? "no such " : "no key in representation of ") + type + ": " + sent);
  }

  private boolean holds(SelectionSet fields, Map<?, ?> sent) {
    return fields.getSelections().stream()
        .allMatch(
            selection -> !(selection instanceof Field field) || sent.get(field.getName()) != null);
  }

  /** Whether what was sent is the truth about the thing. */
  private boolean matches(SelectionSet fields, Map<?, ?> sent, Thing thing) {
    for (Selection<?> selection : fields.getSelections()) {
      if (selection instanceof InlineFragment fragment) {
        if (everywhere(typeCondition(fragment)).contains(thing.type())
            && !matches(fragment.getSelectionSet(), sent, thing)) {
          return false;
        }
      } else if (selection instanceof Field field && !field.getName().equals("__typename")) {
        Object truth = world().value(thing, field.getName(), arguments(field, Map.of()));
        if (!sent.containsKey(field.getName())
            || !matches(field, sent.get(field.getName()), truth)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean matches(Field field, @Nullable Object sent, Object truth) {
    if (truth instanceof List<?> list) {
      if (!(sent instanceof List<?> items) || items.size() != list.size()) {
        return false;
      }
      for (int i = 0; i < list.size(); i++) {
        if (!matches(field, items.get(i), Objects.requireNonNull(list.get(i)))) {
          return false;
        }
      }
      return true;
    }
    if (truth instanceof Thing below) {
      return sent instanceof Map<?, ?> object
          && matches(Objects.requireNonNull(field.getSelectionSet()), object, below);
    }
    return truth.equals(sent);
  }

  private void answer(
      Map<String, Object> data,
      SelectionSet selections,
      Place place,
      Map<String, Object> variables) {
    for (Field field : selected(selections, place, variables)) {
      select(data, field, place, variables);
    }
  }

  private void select(
      Map<String, Object> data, Field field, Place place, Map<String, Object> variables) {
    Object value;
    if (field.getName().equals("__typename")) {
      value =
          isInterfaceObject(Objects.requireNonNull(types.get(place.declared())))
              ? place.declared()
              : place.thing().type();
    } else {
      SelectionSet provided = resolve(place, field);
      String below =
          named(Objects.requireNonNull(declared(place.declared(), field.getName())).getType());
      Object truth = world().value(place.thing(), field.getName(), arguments(field, variables));
      value = value(truth, field, below, provided, variables, data.get(field.getResultKey()));
    }
    Object before = data.put(field.getResultKey(), value);
    require(
        before == null || before instanceof Map || before instanceof List || before.equals(value),
        "two values under " + field.getResultKey());
  }

  private Object value(
      Object truth,
      Field field,
      String declared,
      @Nullable SelectionSet provided,
      Map<String, Object> variables,
      @Nullable Object before) {
    if (truth instanceof List<?> list) {
      List<Object> items = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        Object item = before instanceof List<?> known ? known.get(i) : null;
        items.add(
            value(Objects.requireNonNull(list.get(i)), field, declared, provided, variables, item));
      }
      return items;
    }
    if (!(truth instanceof Thing thing)) {
      require(field.getSelectionSet() == null, "selection on leaf " + field.getName());
      return truth;
    }
    String as = isInterfaceObject(types.get(declared)) ? declared : thing.type();
    require(possible(declared).contains(thing.type()), "met " + thing + " below " + declared);
    Map<String, Object> object = new LinkedHashMap<>();
    if (before instanceof Map<?, ?> known) {
      known.forEach((key, value) -> object.put((String) key, Objects.requireNonNull(value)));
    }
    SelectionSet selections = field.getSelectionSet();
    require(selections != null, "no selection on " + field.getName());
    checkSelectable(Objects.requireNonNull(selections), declared);
    answer(object, selections, new Place(thing, as, provided, null), variables);
    return object;
  }

  /** Fields on an abstract type must be declared on it, whatever the object turns out to be. */
  private void checkSelectable(SelectionSet selections, String type) {
    for (Selection<?> selection : selections.getSelections()) {
      if (selection instanceof Field field && !field.getName().equals("__typename")) {
        require(declared(type, field.getName()) != null, type + " has no field " + field.getName());
      } else if (selection instanceof InlineFragment fragment) {
        require(
            types.containsKey(typeCondition(fragment)),
            "unknown type condition " + typeCondition(fragment));
        checkSelectable(fragment.getSelectionSet(), typeCondition(fragment));
      }
    }
  }

  /** Checks that the field can be resolved; returns what is provided below it. */
  private @Nullable SelectionSet resolve(Place place, Field field) {
    String type = place.declared();
    FieldDefinition definition = declared(type, field.getName());
    if (definition == null) {
      throw new AssertionError(name + ": " + type + " has no field " + field.getName());
    }
    for (Argument argument : field.getArguments()) {
      require(
          definition.getInputValueDefinitions().stream()
              .anyMatch(known -> known.getName().equals(argument.getName())),
          "no argument " + argument.getName());
    }
    List<SelectionSet> below = new ArrayList<>();
    boolean provided = collectProvided(place.provided(), place.thing(), field.getName(), below);
    boolean keyed = false;
    if (types.get(type) instanceof ObjectTypeDefinition extension && isExtension(extension)) {
      for (Directive key : extension.getDirectives("key")) {
        keyed |=
            collectProvided(fieldSet(text(key, "fields")), place.thing(), field.getName(), below);
      }
    }
    boolean owned = !definition.hasDirective("external") && !isOverridden(type, definition);
    require(owned || keyed || provided, "cannot resolve " + type + "." + field.getName());
    for (Directive requires : definition.getDirectives("requires")) {
      require(
          isProvided(place, fieldSet(text(requires, "fields")))
              || place.sent() != null
                  && matches(fieldSet(text(requires, "fields")), place.sent(), place.thing()),
          type + "." + field.getName() + " was not sent what it requires, but " + place.sent());
    }
    for (Directive provides : definition.getDirectives("provides")) {
      below.add(fieldSet(text(provides, "fields")));
    }
    if (below.isEmpty()) {
      return null;
    }
    List<Selection> selections = new ArrayList<>();
    below.forEach(set -> selections.addAll(set.getSelections()));
    return SelectionSet.newSelectionSet().selections(selections).build();
  }

  /** Whether what a field requires is provided where the object was found. */
  private boolean isProvided(Place place, SelectionSet requires) {
    return place.provided() != null
        && requires.getSelections().stream()
            .allMatch(
                selection ->
                    selection instanceof Field field
                        && field.getSelectionSet() == null
                        && field.getArguments().isEmpty()
                        && (collectProvided(
                                place.provided(), place.thing(), field.getName(), new ArrayList<>())
                            || isOwn(place.declared(), field.getName())));
  }

  private boolean isOwn(String type, String field) {
    FieldDefinition definition = declared(type, field);
    return definition != null
        && !definition.hasDirective("external")
        && !definition.hasDirective("requires")
        && !isOverridden(type, definition);
  }

  private static boolean isExtension(ObjectTypeDefinition type) {
    return type instanceof ObjectTypeExtensionDefinition || type.hasDirective("extends");
  }

  private boolean collectProvided(
      @Nullable SelectionSet provided, Thing thing, String field, List<SelectionSet> below) {
    boolean found = false;
    if (provided == null) {
      return false;
    }
    for (Selection<?> selection : provided.getSelections()) {
      if (selection instanceof Field one && one.getName().equals(field)) {
        found = true;
        if (one.getSelectionSet() != null) {
          below.add(one.getSelectionSet());
        }
      } else if (selection instanceof InlineFragment fragment
          && everywhere(typeCondition(fragment)).contains(thing.type())) {
        found |= collectProvided(fragment.getSelectionSet(), thing, field, below);
      }
    }
    return found;
  }

  private boolean isOverridden(String type, FieldDefinition field) {
    for (Directive own : field.getDirectives("override")) {
      if (own.getArgument("label") != null && !labels.contains(text(own, "label"))) {
        return true;
      }
    }
    for (SimulatedSubgraph other : all.values()) {
      FieldDefinition theirs = other.declared(type, field.getName());
      if (theirs == null) {
        continue;
      }
      for (Directive override : theirs.getDirectives("override")) {
        if (text(override, "from").equals(name)
            && (override.getArgument("label") == null
                || labels.contains(text(override, "label")))) {
          return true;
        }
      }
    }
    return false;
  }

  private List<Field> selected(
      SelectionSet selections, Place place, Map<String, Object> variables) {
    List<Field> result = new ArrayList<>();
    for (Selection<?> selection : selections.getSelections()) {
      if (!included((DirectivesContainer<?>) selection, variables)) {
        continue;
      }
      if (selection instanceof Field field) {
        result.add(field);
      } else if (selection instanceof InlineFragment fragment) {
        String condition = typeCondition(fragment);
        require(types.containsKey(condition), "unknown type condition " + condition);
        boolean applies =
            condition.equals(place.declared())
                || possible(condition).contains(place.thing().type());
        if (applies) {
          result.addAll(selected(fragment.getSelectionSet(), place, variables));
        }
      }
    }
    return result;
  }

  private List<Field> selected(
      SelectionSet selections, String root, Map<String, Object> variables) {
    return selected(selections, new Place(new Thing(root, 0), root, null, null), variables);
  }

  private boolean included(DirectivesContainer<?> selection, Map<String, Object> variables) {
    for (Directive directive : selection.getDirectives()) {
      Object value = Values.of(directive.getArguments().getFirst().getValue(), variables);
      boolean on = Boolean.TRUE.equals(value);
      if (on == directive.getName().equals("skip")) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, Object> arguments(Field field, Map<String, Object> variables) {
    return Values.arguments(field, variables);
  }

  private @Nullable FieldDefinition declared(String type, String field) {
    return types.get(type) instanceof ImplementingTypeDefinition<?> fields
        ? fields.getFieldDefinitions().stream()
            .filter(definition -> definition.getName().equals(field))
            .findFirst()
            .orElse(null)
        : null;
  }

  /** The type that stands for an object type here. */
  private String declaredAs(String type) {
    if (types.containsKey(type)) {
      return type;
    }
    for (TypeDefinition<?> candidate : types.values()) {
      if (isInterfaceObject(candidate) && everywhere(candidate.getName()).contains(type)) {
        return candidate.getName();
      }
    }
    return type;
  }

  private Set<String> possible(String type) {
    return switch (types.get(type)) {
      case null -> Set.of();
      case ObjectTypeDefinition object ->
          isInterfaceObject(object) ? everywhere(type) : Set.of(type);
      case UnionTypeDefinition union -> {
        Set<String> members = new LinkedHashSet<>();
        union.getMemberTypes().forEach(member -> members.add(named(member)));
        yield members;
      }
      case InterfaceTypeDefinition _ -> implementing(type);
      case TypeDefinition<?> _ -> Set.of();
    };
  }

  /** The object types of a type over all subgraphs. */
  private Set<String> everywhere(String type) {
    Set<String> result = new LinkedHashSet<>();
    for (SimulatedSubgraph subgraph : all.values()) {
      TypeDefinition<?> there = subgraph.types.get(type);
      if (there != null && !isInterfaceObject(there)) {
        result.addAll(subgraph.possible(type));
      }
    }
    return result;
  }

  private Set<String> implementing(String type) {
    Set<String> result = new LinkedHashSet<>();
    for (TypeDefinition<?> candidate : types.values()) {
      if (candidate instanceof ObjectTypeDefinition object
          && object.getImplements().stream().anyMatch(i -> named(i).equals(type))) {
        result.add(object.getName());
      }
    }
    return result;
  }

  private static boolean isInterfaceObject(@Nullable TypeDefinition<?> type) {
    return type instanceof ObjectTypeDefinition object && object.hasDirective("interfaceObject");
  }

  private static boolean resolvable(Directive key) {
    Argument argument = key.getArgument("resolvable");
    return argument == null || ((BooleanValue) argument.getValue()).isValue();
  }

  private static SelectionSet fieldSet(String text) {
    return Parser.parse("{" + text + "}")
        .getDefinitionsOfType(OperationDefinition.class)
        .getFirst()
        .getSelectionSet();
  }

  private static String text(Directive directive, String argument) {
    Argument found = Objects.requireNonNull(directive.getArgument(argument), argument);
    return Objects.requireNonNull(((StringValue) found.getValue()).getValue());
  }

  private static String typeCondition(InlineFragment fragment) {
    return Objects.requireNonNull(fragment.getTypeCondition()).getName();
  }

  private static String named(Type<?> type) {
    return switch (type) {
      case NonNullType nonNull -> named(nonNull.getType());
      case graphql.language.ListType list -> named(list.getType());
      case TypeName name -> name.getName();
      case Type<?> other -> throw new IllegalArgumentException(other.toString());
    };
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw new AssertionError(name + ": " + message);
    }
  }
}
