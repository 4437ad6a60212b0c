package dev.tributary.operation;

import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeDefinition.Composite;
import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.EnumValueDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.ScalarType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Valid operations by chance: nested fragments, named and inline, repeated fields, aliases,
 * arguments, conditions by constants and variables. The same seed gives the same operation.
 *
 * <p>Valid by construction: throughout a document one response key stands for one field with one
 * set of arguments and one shape of type, so that whatever overlaps can be merged.
 */
public final class RandomOperations {

  /**
   * @param document the text
   * @param conditions the Boolean variables that it declares
   */
  public record RandomOperation(String document, List<String> conditions) {

    /** Every combination of values of the variables. */
    public List<Map<String, @Nullable Object>> assignments() {
      List<Map<String, @Nullable Object>> assignments = new ArrayList<>();
      for (int values = 0; values < 1 << conditions.size(); values++) {
        Map<String, @Nullable Object> assignment = new HashMap<>();
        for (int i = 0; i < conditions.size(); i++) {
          assignment.put(conditions.get(i), (values >> i & 1) == 1);
        }
        assignments.add(assignment);
      }
      return assignments;
    }
  }

  private final Supergraph supergraph;
  private final Random random;
  private final int depth;

  /** Selections left to write; without it the fragments within fragments would never end. */
  private int budget = 40;

  private final Map<String, String> meaningOfKey = new HashMap<>();
  private final SortedSet<String> conditions = new TreeSet<>();
  private final List<String> fragmentTypes = new ArrayList<>();
  private final StringBuilder fragments = new StringBuilder();

  private RandomOperations(Supergraph supergraph, Random random, int depth) {
    this.supergraph = supergraph;
    this.random = random;
    this.depth = depth;
  }

  /** A query of at most {@code depth} nested fields. */
  public static RandomOperation query(Supergraph supergraph, long seed, int depth) {
    RandomOperations operations = new RandomOperations(supergraph, new Random(seed), depth);
    return operations.operation("query", supergraph.queryType());
  }

  private RandomOperation operation(String kind, String rootType) {
    String selections = selections(rootType, possible(rootType), depth);
    String variables =
        conditions.stream()
            .map(name -> "$" + name + ": Boolean!")
            .collect(Collectors.joining(", ", "(", ") "));
    return new RandomOperation(
        kind + " " + (conditions.isEmpty() ? "" : variables) + selections + "\n" + fragments,
        List.copyOf(conditions));
  }

  /**
   * @param possible the object types that remain of {@code type} inside the fragments around
   */
  private String selections(String type, Set<String> possible, int depth) {
    List<String> selections = new ArrayList<>();
    int count = 1 + random.nextInt(Math.clamp(budget, 1, 4));
    for (int i = 0; i < count; i++) {
      selections.add(selection(type, possible, depth));
    }
    return selections.stream().collect(Collectors.joining(" ", "{ ", " }"));
  }

  private String selection(String type, Set<String> possible, int depth) {
    budget--;
    int kind = budget > 0 ? random.nextInt(20) : 7 + random.nextInt(13);
    if (kind < 4) {
      return inlineFragment(type, possible, depth);
    }
    if (kind < 7) {
      return spread(possible, depth);
    }
    List<FieldDefinition> fields = fields(type, budget > 0 ? depth : 1);
    if (kind == 7 || fields.isEmpty()) {
      return "__typename" + condition();
    }
    return field(fields.get(random.nextInt(fields.size())), depth);
  }

  private List<FieldDefinition> fields(String type, int depth) {
    if (!(supergraph.types().get(type) instanceof WithFields withFields)) {
      return List.of();
    }
    return withFields.fields().values().stream()
        .filter(field -> !field.inaccessible())
        .filter(field -> depth > 1 || !isComposite(field.type().namedType()))
        .toList();
  }

  private String field(FieldDefinition field, int depth) {
    String arguments = arguments(field);
    String named = field.type().namedType();
    String shape =
        isComposite(named) ? field.type().toString().replace(named, "*") : field.type().toString();
    String meaning = field.name() + arguments + shape;
    String key = field.name();
    for (int i = random.nextInt(6) == 0 ? 1 : 0; ; i++) {
      key = i == 0 ? field.name() : field.name() + "_" + i;
      if (meaningOfKey.computeIfAbsent(key, any -> meaning).equals(meaning)) {
        break;
      }
    }
    String below = isComposite(named) ? " " + selections(named, possible(named), depth - 1) : "";
    return (key.equals(field.name()) ? "" : key + ": ")
        + field.name()
        + arguments
        + condition()
        + below;
  }

  private String inlineFragment(String type, Set<String> possible, int depth) {
    if (random.nextInt(4) == 0) {
      return "..." + condition() + " " + selections(type, possible, depth);
    }
    String condition = overlapping(possible);
    return "... on "
        + condition
        + condition()
        + " "
        + selections(condition, narrowed(possible, condition), depth);
  }

  private String spread(Set<String> possible, int depth) {
    List<Integer> usable = new ArrayList<>();
    for (int i = 0; i < fragmentTypes.size(); i++) {
      if (!narrowed(possible, fragmentTypes.get(i)).isEmpty()) {
        usable.add(i);
      }
    }
    // A fragment may be spread deeper than it was written: its own depth counts from there.
    if (!usable.isEmpty() && random.nextBoolean()) {
      return "...F" + usable.get(random.nextInt(usable.size())) + condition();
    }
    String type = overlapping(possible);
    String body = selections(type, possible(type), Math.min(2, depth));
    fragments.append("fragment F" + fragmentTypes.size() + " on " + type + " " + body + "\n");
    fragmentTypes.add(type);
    return "...F" + (fragmentTypes.size() - 1) + condition();
  }

  private String overlapping(Set<String> possible) {
    List<String> types =
        supergraph.possibleTypes().keySet().stream()
            .filter(this::isAccessible)
            .filter(type -> !narrowed(possible, type).isEmpty())
            .toList();
    return types.get(random.nextInt(types.size()));
  }

  /** Validation looks at what clients can see only. */
  private Set<String> narrowed(Set<String> possible, String type) {
    Set<String> narrowed = new LinkedHashSet<>(possible);
    narrowed.retainAll(possible(type));
    narrowed.removeIf(name -> !isAccessible(name));
    return narrowed;
  }

  private String condition() {
    if (random.nextInt(4) != 0) {
      return "";
    }
    String value = String.valueOf(random.nextBoolean());
    if (random.nextInt(4) != 0) {
      String name = "c" + random.nextInt(3);
      conditions.add(name);
      value = "$" + name;
    }
    return (random.nextBoolean() ? " @include(if: " : " @skip(if: ") + value + ")";
  }

  private String arguments(FieldDefinition field) {
    List<String> arguments = new ArrayList<>();
    for (ArgumentDefinition argument : field.arguments().values()) {
      boolean required = argument.type().isNonNull() && argument.defaultValue() == null;
      if (!argument.inaccessible() && (required || random.nextInt(3) == 0)) {
        arguments.add(argument.name() + ": " + literal(argument.type(), 2));
      }
    }
    return arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")";
  }

  private String literal(TypeRef type, int depth) {
    return switch (type) {
      case TypeRef.NonNull(TypeRef inner) -> literal(inner, depth);
      case TypeRef.ListOf(TypeRef element) -> "[" + literal(element, depth) + "]";
      case TypeRef.Named(String name) ->
          literal(Objects.requireNonNull(supergraph.types().get(name)), depth);
    };
  }

  private String literal(TypeDefinition type, int depth) {
    return switch (type) {
      case ScalarType scalar ->
          switch (scalar.name()) {
            case "Boolean" -> String.valueOf(random.nextBoolean());
            case "String" -> "\"text" + random.nextInt(3) + "\"";
            default -> String.valueOf(random.nextInt(4));
          };
      case EnumType anEnum -> {
        List<String> values =
            anEnum.values().values().stream()
                .filter(value -> !value.inaccessible())
                .map(EnumValueDefinition::name)
                .toList();
        yield values.get(random.nextInt(values.size()));
      }
      case InputType input -> {
        boolean oneOf = input.directives().stream().anyMatch(d -> d.name().equals("oneOf"));
        List<String> fields = new ArrayList<>();
        for (TypeDefinition.InputFieldDefinition field : input.fields().values()) {
          boolean required = field.type().isNonNull() && field.defaultValue() == null;
          boolean wanted =
              oneOf ? fields.isEmpty() : required || (depth > 0 && random.nextInt(3) == 0);
          if (!field.inaccessible() && wanted) {
            fields.add(field.name() + ": " + literal(field.type(), depth - 1));
          }
        }
        yield "{" + String.join(", ", fields) + "}";
      }
      case Composite composite -> throw new IllegalArgumentException("no input: " + composite);
    };
  }

  private Set<String> possible(String type) {
    return supergraph.possibleTypes().getOrDefault(type, Set.of());
  }

  private boolean isAccessible(String type) {
    return supergraph.types().get(type) instanceof TypeDefinition known && !known.inaccessible();
  }

  private boolean isComposite(String type) {
    return supergraph.types().get(type) instanceof Composite;
  }
}
