package dev.tributary.supergraph;

import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.InputFieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InputType;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** GraphQL's rules for input values, and for input objects among themselves (3.6.1, 3.10). */
final class InputRules {

  private final ApiElements api;
  private final List<String> problems;

  InputRules(ApiElements api, List<String> problems) {
    this.api = api;
    this.problems = problems;
  }

  /** The fields of an input object, each on its own. */
  void check(InputType input) {
    boolean oneOf = isOneOf(input);
    for (InputFieldDefinition field : ApiElements.fields(input)) {
      String coordinate = input.name() + "." + field.name();
      value(coordinate, field.type(), field.defaultValue(), field.directives());
      if (oneOf && (field.type().isNonNull() || field.defaultValue() != null)) {
        problem(coordinate, "a field of a @oneOf input must be nullable and have no default value");
      }
    }
  }

  /** An argument or input field: its default value, its deprecation. */
  void value(
      String coordinate,
      TypeRef type,
      @Nullable Value defaultValue,
      List<AppliedDirective> directives) {
    accessible(coordinate, type);
    if (defaultValue != null && !fits(defaultValue, type)) {
      problem(coordinate, "its default value " + defaultValue + " is no " + type);
    }
    if (type.isNonNull()
        && defaultValue == null
        && directives.stream().anyMatch(applied -> applied.name().equals("deprecated"))) {
      problem(coordinate, "it is required, so it must not be deprecated");
    }
  }

  /** What clients may see must not be of a type that they may not. */
  void accessible(String coordinate, TypeRef type) {
    if (!api.has(type.namedType())) {
      problem(
          coordinate,
          "its type " + type.namedType() + " is inaccessible, so it must be inaccessible itself");
    }
  }

  private boolean fits(Value value, TypeRef type) {
    return switch (type) {
      case TypeRef.NonNull(TypeRef inner) ->
          !(value instanceof Value.NullValue) && fits(value, inner);
      case TypeRef.ListOf(TypeRef element) ->
          switch (value) {
            case Value.NullValue() -> true;
            case Value.ListValue(var values) ->
                values.stream().allMatch(item -> fits(item, element));
            // One item stands for a list of it.
            default -> fits(value, element);
          };
      case TypeRef.Named(String name) ->
          value instanceof Value.NullValue || fits(value, api.types().get(name), name);
    };
  }

  private boolean fits(Value value, @Nullable TypeDefinition type, String name) {
    return switch (type) {
      case EnumType anEnum ->
          value instanceof Value.EnumValue(String constant)
              && anEnum.values().get(constant) instanceof TypeDefinition.EnumValueDefinition known
              && !known.inaccessible();
      case InputType input -> value instanceof Value.ObjectValue(var fields) && fits(fields, input);
      case null, default -> BuiltInScalars.takes(name, value);
    };
  }

  private boolean fits(Map<String, Value> given, InputType input) {
    for (Map.Entry<String, Value> entry : given.entrySet()) {
      InputFieldDefinition field = input.fields().get(entry.getKey());
      if (field == null || field.inaccessible() || !fits(entry.getValue(), field.type())) {
        return false;
      }
    }
    if (isOneOf(input)
        && (given.size() != 1
            || given.values().stream().anyMatch(Value.NullValue.class::isInstance))) {
      return false;
    }
    return ApiElements.fields(input).stream()
        .allMatch(
            field ->
                !field.type().isNonNull()
                    || field.defaultValue() != null
                    || given.containsKey(field.name()));
  }

  private static boolean isOneOf(InputType input) {
    return input.directives().stream().anyMatch(applied -> applied.name().equals("oneOf"));
  }

  /**
   * No value of finite size exists for an input that requires one of itself (3.10, circular
   * references), nor for a {@code @oneOf} input whose every field leads back to it.
   *
   * <p>Whoever can be given a value is found first, from the leaves up; each input is looked at
   * again only when one that it waits for turns out to be possible.
   */
  void checkCycles() {
    Map<String, InputType> waiting = new HashMap<>();
    Map<String, Set<String>> waitedFor = new HashMap<>();
    ArrayDeque<String> possible = new ArrayDeque<>();
    for (TypeDefinition type : api.types().values()) {
      if (type instanceof InputType input && !input.inaccessible()) {
        waiting.put(input.name(), input);
        for (InputFieldDefinition field : ApiElements.fields(input)) {
          String needed = needed(field, isOneOf(input));
          if (needed != null) {
            waitedFor.computeIfAbsent(needed, any -> new HashSet<>()).add(input.name());
          }
        }
      }
    }
    for (InputType input : List.copyOf(waiting.values())) {
      if (isPossible(input, waiting)) {
        possible.add(input.name());
      }
    }
    while (!possible.isEmpty()) {
      String name = possible.remove();
      if (waiting.remove(name) == null) {
        continue;
      }
      for (String waits : waitedFor.getOrDefault(name, Set.of())) {
        InputType input = waiting.get(waits);
        if (input != null && isPossible(input, waiting)) {
          possible.add(waits);
        }
      }
    }
    api.types().keySet().stream()
        .filter(waiting::containsKey)
        .forEach(
            name ->
                problem(name, "no value can be given for it: it needs another of itself in it"));
  }

  private boolean isPossible(InputType input, Map<String, InputType> waiting) {
    boolean oneOf = isOneOf(input);
    List<InputFieldDefinition> fields = ApiElements.fields(input);
    boolean anyOpen = fields.isEmpty();
    boolean allOpen = true;
    for (InputFieldDefinition field : fields) {
      String needed = needed(field, oneOf);
      boolean open = needed == null || !waiting.containsKey(needed);
      anyOpen |= open;
      allOpen &= open;
    }
    return oneOf ? anyOpen : allOpen;
  }

  /** The input object without a value of which this field cannot be given one; null when none. */
  private @Nullable String needed(InputFieldDefinition field, boolean oneOf) {
    boolean required = oneOf || field.type().isNonNull();
    return required
            && field.type().nullable() instanceof TypeRef.Named(String name)
            && api.types().get(name) instanceof InputType
        ? name
        : null;
  }

  private void problem(String coordinate, String problem) {
    problems.add(coordinate + ": " + problem);
  }
}
