package dev.tributary.check;

import dev.tributary.check.SchemaChange.Kind;
import dev.tributary.supergraph.AppliedDirective;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InputFieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.ScalarType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares two supergraphs as clients see them: what is {@code @inaccessible} is not there. */
public final class SchemaDiff {

  private static final Set<String> ACCESS = Set.of("authenticated", "requiresScopes", "policy");
  private static final Set<String> COST = Set.of("cost", "listSize");

  private final Map<String, TypeDefinition> before;
  private final Map<String, TypeDefinition> after;

  /** Enums that an answer may hold. */
  private final Set<String> answered = new HashSet<>();

  private final List<SchemaChange> changes = new ArrayList<>();

  private SchemaDiff(Supergraph before, Supergraph after) {
    this.before = visible(before);
    this.after = visible(after);
    for (TypeDefinition type : this.after.values()) {
      if (type instanceof WithFields withFields) {
        fields(withFields).values().forEach(field -> answered.add(field.type().namedType()));
      }
    }
  }

  /** All differences, the worst first. */
  public static List<SchemaChange> between(Supergraph before, Supergraph after) {
    SchemaDiff diff = new SchemaDiff(before, after);
    diff.compare();
    diff.changes.addAll(ApiDiff.between(before.api(), after.api()));
    return diff.changes.stream().sorted().toList();
  }

  /**
   * The same of two supergraphs' SDL.
   *
   * @throws dev.tributary.supergraph.InvalidSupergraphException when one of them is none
   */
  public static List<SchemaChange> between(String before, String after) {
    // Both at once: of a large graph, reading them is most of the work.
    List<Supergraph> read =
        List.of(before, after).parallelStream().map(SupergraphReader::readComposed).toList();
    return between(read.getFirst(), read.getLast());
  }

  private static Map<String, TypeDefinition> visible(Supergraph supergraph) {
    return keep(supergraph.types().values(), TypeDefinition::name, TypeDefinition::inaccessible);
  }

  private static <T> Map<String, T> keep(
      Collection<T> all, Function<T, String> name, Predicate<T> hidden) {
    Map<String, T> kept = new LinkedHashMap<>();
    for (T one : all) {
      if (!hidden.test(one)) {
        kept.put(name.apply(one), one);
      }
    }
    return kept;
  }

  private void compare() {
    new Names(before.keySet(), after.keySet())
        .removed(name -> add(Kind.TYPE_REMOVED, name, "Type \"%s\" was removed.".formatted(name)))
        .added(name -> add(Kind.TYPE_ADDED, name, "Type \"%s\" was added.".formatted(name)))
        .kept(name -> type(get(before, name), get(after, name)));
  }

  private void type(TypeDefinition old, TypeDefinition now) {
    String name = old.name();
    directives(name, old.directives(), now.directives());
    switch (old) {
      case ObjectType oldObject when now instanceof ObjectType object ->
          withFields(oldObject, object);
      case InterfaceType oldInterface when now instanceof InterfaceType anInterface ->
          withFields(oldInterface, anInterface);
      case UnionType oldUnion when now instanceof UnionType union -> union(oldUnion, union);
      case EnumType oldEnum when now instanceof EnumType anEnum -> enumeration(oldEnum, anEnum);
      case InputType oldInput when now instanceof InputType input -> input(oldInput, input);
      case ScalarType _ when now instanceof ScalarType -> {}
      default ->
          add(
              Kind.TYPE_KIND_CHANGED,
              name,
              "\"%s\" was %s and is %s now.".formatted(name, kind(old), kind(now)));
    }
  }

  private static String kind(TypeDefinition type) {
    return switch (type) {
      case ObjectType _ -> "an object";
      case InterfaceType _ -> "an interface";
      case UnionType _ -> "a union";
      case EnumType _ -> "an enum";
      case InputType _ -> "an input object";
      case ScalarType _ -> "a scalar";
    };
  }

  private void withFields(WithFields old, WithFields now) {
    String type = old.name();
    new Names(interfaces(old, before), interfaces(now, after))
        .removed(
            name ->
                add(
                    Kind.INTERFACE_LEFT,
                    type,
                    "\"%s\" does not implement \"%s\" any more.".formatted(type, name)))
        .added(
            name ->
                add(
                    Kind.INTERFACE_JOINED,
                    type,
                    "\"%s\" implements \"%s\" now.".formatted(type, name)));
    Map<String, FieldDefinition> oldFields = fields(old);
    Map<String, FieldDefinition> fields = fields(now);
    new Names(oldFields.keySet(), fields.keySet())
        .removed(
            name -> {
              String coordinate = type + "." + name;
              String deprecated =
                  isDeprecated(get(oldFields, name).directives()) ? " It was deprecated." : "";
              add(
                  Kind.FIELD_REMOVED,
                  coordinate,
                  "Field \"%s\" was removed.%s".formatted(coordinate, deprecated));
            })
        .added(
            name -> {
              String coordinate = type + "." + name;
              add(Kind.FIELD_ADDED, coordinate, "Field \"%s\" was added.".formatted(coordinate));
            })
        .kept(name -> field(type + "." + name, get(oldFields, name), get(fields, name)));
  }

  private static Set<String> interfaces(WithFields type, Map<String, TypeDefinition> visible) {
    return type.interfaces().keySet().stream()
        .filter(visible::containsKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, FieldDefinition> fields(WithFields type) {
    return keep(type.fields().values(), FieldDefinition::name, FieldDefinition::inaccessible);
  }

  private void field(String coordinate, FieldDefinition old, FieldDefinition now) {
    directives(coordinate, old.directives(), now.directives());
    if (!old.type().equals(now.type())) {
      add(
          promisesAsMuch(old.type(), now.type())
              ? Kind.FIELD_TYPE_NARROWED
              : Kind.FIELD_TYPE_CHANGED,
          coordinate,
          changed(coordinate, old.type(), now.type()));
    }
    inputs(
        arguments(old), arguments(now), name -> coordinate + "(" + name + ":)", InputKind.ARGUMENT);
  }

  private static Map<String, Input> arguments(FieldDefinition field) {
    Map<String, Input> inputs = new LinkedHashMap<>();
    keep(field.arguments().values(), ArgumentDefinition::name, ArgumentDefinition::inaccessible)
        .forEach(
            (name, argument) ->
                inputs.put(
                    name,
                    new Input(argument.type(), argument.defaultValue(), argument.directives())));
    return inputs;
  }

  private void union(UnionType old, UnionType now) {
    String type = old.name();
    new Names(members(old, before), members(now, after))
        .removed(
            name ->
                add(
                    Kind.UNION_MEMBER_REMOVED,
                    type,
                    "\"%s\" is no member of \"%s\" any more.".formatted(name, type)))
        .added(
            name ->
                add(
                    Kind.UNION_MEMBER_ADDED,
                    type,
                    "\"%s\" is a member of \"%s\" now.".formatted(name, type)));
  }

  private static Set<String> members(UnionType union, Map<String, TypeDefinition> visible) {
    return union.members().keySet().stream()
        .filter(visible::containsKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void enumeration(EnumType old, EnumType now) {
    var oldValues = values(old);
    var values = values(now);
    new Names(oldValues.keySet(), values.keySet())
        .removed(
            name -> {
              String coordinate = old.name() + "." + name;
              add(
                  Kind.ENUM_VALUE_REMOVED,
                  coordinate,
                  "Enum value \"%s\" was removed.".formatted(coordinate));
            })
        .added(
            name -> {
              String coordinate = old.name() + "." + name;
              add(
                  answered.contains(old.name())
                      ? Kind.ENUM_VALUE_ADDED
                      : Kind.INPUT_ENUM_VALUE_ADDED,
                  coordinate,
                  "Enum value \"%s\" was added.".formatted(coordinate));
            })
        .kept(
            name ->
                directives(
                    old.name() + "." + name,
                    get(oldValues, name).directives(),
                    get(values, name).directives()));
  }

  private static Map<String, TypeDefinition.EnumValueDefinition> values(EnumType type) {
    return keep(
        type.values().values(),
        TypeDefinition.EnumValueDefinition::name,
        TypeDefinition.EnumValueDefinition::inaccessible);
  }

  private void input(InputType old, InputType now) {
    String type = old.name();
    boolean wasOneOf = isApplied("oneOf", old.directives());
    boolean isOneOf = isApplied("oneOf", now.directives());
    if (!wasOneOf && isOneOf) {
      add(
          Kind.ONE_OF_ADDED,
          type,
          "Exactly one field of \"%s\" must be given now.".formatted(type));
    } else if (wasOneOf && !isOneOf) {
      add(Kind.ONE_OF_REMOVED, type, "Any fields of \"%s\" may be given now.".formatted(type));
    }
    inputs(fields(old), fields(now), name -> type + "." + name, InputKind.FIELD);
  }

  private static Map<String, Input> fields(InputType type) {
    Map<String, Input> inputs = new LinkedHashMap<>();
    keep(type.fields().values(), InputFieldDefinition::name, InputFieldDefinition::inaccessible)
        .forEach(
            (name, field) ->
                inputs.put(
                    name, new Input(field.type(), field.defaultValue(), field.directives())));
    return inputs;
  }

  /** An argument or a field of an input object. */
  private record Input(
      TypeRef type, @Nullable Value defaultValue, List<AppliedDirective> directives) {
    boolean isRequired() {
      return type.isNonNull() && defaultValue == null;
    }
  }

  /** What a change of an argument is called, and what the same change of an input field is. */
  private enum InputKind {
    ARGUMENT(
        "argument",
        Kind.ARGUMENT_REMOVED,
        Kind.REQUIRED_ARGUMENT_ADDED,
        Kind.OPTIONAL_ARGUMENT_ADDED,
        Kind.ARGUMENT_TYPE_CHANGED,
        Kind.ARGUMENT_TYPE_WIDENED,
        Kind.ARGUMENT_DEFAULT_CHANGED),
    FIELD(
        "input field",
        Kind.INPUT_FIELD_REMOVED,
        Kind.REQUIRED_INPUT_FIELD_ADDED,
        Kind.OPTIONAL_INPUT_FIELD_ADDED,
        Kind.INPUT_FIELD_TYPE_CHANGED,
        Kind.INPUT_FIELD_TYPE_WIDENED,
        Kind.INPUT_FIELD_DEFAULT_CHANGED);

    private final String noun;
    private final Kind removed;
    private final Kind requiredAdded;
    private final Kind optionalAdded;
    private final Kind changed;
    private final Kind widened;
    private final Kind defaultChanged;

    InputKind(
        String noun,
        Kind removed,
        Kind requiredAdded,
        Kind optionalAdded,
        Kind changed,
        Kind widened,
        Kind defaultChanged) {
      this.noun = noun;
      this.removed = removed;
      this.requiredAdded = requiredAdded;
      this.optionalAdded = optionalAdded;
      this.changed = changed;
      this.widened = widened;
      this.defaultChanged = defaultChanged;
    }
  }

  private void inputs(
      Map<String, Input> old,
      Map<String, Input> now,
      UnaryOperator<String> coordinate,
      InputKind kind) {
    new Names(old.keySet(), now.keySet())
        .removed(
            name -> {
              String where = coordinate.apply(name);
              String noun = Character.toUpperCase(kind.noun.charAt(0)) + kind.noun.substring(1);
              add(kind.removed, where, "%s \"%s\" was removed.".formatted(noun, where));
            })
        .added(
            name -> {
              String where = coordinate.apply(name);
              boolean required = get(now, name).isRequired();
              add(
                  required ? kind.requiredAdded : kind.optionalAdded,
                  where,
                  "%s %s \"%s\" was added."
                      .formatted(required ? "Required" : "Optional", kind.noun, where));
            })
        .kept(name -> input(coordinate.apply(name), get(old, name), get(now, name), kind));
  }

  private void input(String coordinate, Input old, Input now, InputKind kind) {
    directives(coordinate, old.directives(), now.directives());
    if (!old.type().equals(now.type())) {
      // Whatever was fit for the old type must be fit for the new one: the other way round.
      add(
          promisesAsMuch(now.type(), old.type()) ? kind.widened : kind.changed,
          coordinate,
          changed(coordinate, old.type(), now.type()));
    }
    if (!Objects.equals(old.defaultValue(), now.defaultValue())) {
      add(
          kind.defaultChanged,
          coordinate,
          "The default of \"%s\" was %s and is %s now."
              .formatted(
                  coordinate, defaultText(old.defaultValue()), defaultText(now.defaultValue())));
    }
  }

  private static String changed(String coordinate, TypeRef old, TypeRef now) {
    return "\"%s\" was of type %s and is of type %s now.".formatted(coordinate, old, now);
  }

  private static String defaultText(@Nullable Value value) {
    return value == null ? "none" : value.toString();
  }

  /**
   * Whether every value of {@code now} could have been one of {@code old}: the same type, perhaps
   * with null excluded in more places.
   */
  private static boolean promisesAsMuch(TypeRef old, TypeRef now) {
    return switch (now) {
      case TypeRef.NonNull(TypeRef inner) -> promisesAsMuch(old.nullable(), inner);
      case TypeRef.ListOf(TypeRef element) ->
          old instanceof TypeRef.ListOf(TypeRef oldElement) && promisesAsMuch(oldElement, element);
      case TypeRef.Named named -> named.equals(old);
    };
  }

  private void directives(
      String coordinate, List<AppliedDirective> old, List<AppliedDirective> now) {
    boolean wasDeprecated = isDeprecated(old);
    boolean isDeprecated = isDeprecated(now);
    if (!wasDeprecated && isDeprecated) {
      add(Kind.DEPRECATED, coordinate, "\"%s\" is deprecated now.".formatted(coordinate));
    } else if (wasDeprecated && !isDeprecated) {
      add(
          Kind.DEPRECATION_REMOVED,
          coordinate,
          "\"%s\" is not deprecated any more.".formatted(coordinate));
    }
    if (!named(ACCESS, old).equals(named(ACCESS, now))) {
      add(
          Kind.ACCESS_CHANGED,
          coordinate,
          "What \"%s\" asks of callers changed.".formatted(coordinate));
    }
    if (!named(COST, old).equals(named(COST, now))) {
      add(Kind.COST_CHANGED, coordinate, "The cost of \"%s\" changed.".formatted(coordinate));
    }
  }

  private static boolean isDeprecated(List<AppliedDirective> directives) {
    return isApplied("deprecated", directives);
  }

  private static boolean isApplied(String name, List<AppliedDirective> directives) {
    return directives.stream().anyMatch(applied -> applied.name().equals(name));
  }

  /** As text: who applied them makes no difference to clients, nor does the order of lists. */
  private static Set<String> named(Set<String> names, List<AppliedDirective> directives) {
    return directives.stream()
        .filter(applied -> names.contains(applied.name()))
        .map(applied -> applied.name() + unordered(applied.arguments()))
        .collect(Collectors.toSet());
  }

  private static String unordered(Map<String, Value> arguments) {
    Map<String, String> sorted = new TreeMap<>();
    arguments.forEach((name, value) -> sorted.put(name, unordered(value)));
    return sorted.toString();
  }

  private static String unordered(Value value) {
    return value instanceof Value.ListValue(List<Value> items)
        ? items.stream().map(SchemaDiff::unordered).sorted().toList().toString()
        : value.toString();
  }

  private void add(Kind kind, String coordinate, String message) {
    changes.add(new SchemaChange(kind, coordinate, message));
  }

  private static <T> T get(Map<String, T> map, String name) {
    return Objects.requireNonNull(map.get(name));
  }

  /** What became of names. */
  private record Names(Set<String> before, Set<String> after) {

    Names removed(Consumer<String> action) {
      before.stream().filter(name -> !after.contains(name)).forEach(action);
      return this;
    }

    Names added(Consumer<String> action) {
      after.stream().filter(name -> !before.contains(name)).forEach(action);
      return this;
    }

    void kept(Consumer<String> action) {
      before.stream().filter(after::contains).forEach(action);
    }
  }
}
