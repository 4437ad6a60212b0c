package dev.tributary.check;

import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import dev.tributary.supergraph.TypeRef;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a schema an operation uses, as coordinates: types that it meets in answers, conditions
 * and variables; fields {@code T.f}; arguments {@code T.f(a:)}. Input objects count as a whole,
 * with all that they may hold: what is in a variable is not known.
 */
public final class UsedCoordinates {

  private final Supergraph supergraph;
  private final Set<String> used = new TreeSet<>();

  private UsedCoordinates(Supergraph supergraph) {
    this.supergraph = supergraph;
  }

  /** Sorted. */
  public static Set<String> of(Supergraph supergraph, Operation operation) {
    UsedCoordinates coordinates = new UsedCoordinates(supergraph);
    coordinates.used.add(operation.rootType());
    operation.variables().forEach(variable -> coordinates.input(named(variable.type())));
    coordinates.selections(operation.rootType(), operation.selections());
    return coordinates.used;
  }

  /**
   * The coordinate that an operation uses, by {@link #of}, when a change may touch it. More
   * operations may have it than are touched, never fewer.
   */
  public static String touchedBy(SchemaChange change) {
    String coordinate = change.coordinate();
    return switch (change.kind()) {
      case REQUIRED_ARGUMENT_ADDED, OPTIONAL_ARGUMENT_ADDED, ARGUMENT_DEFAULT_CHANGED ->
          before(coordinate, '(');
      case INPUT_FIELD_REMOVED,
          REQUIRED_INPUT_FIELD_ADDED,
          OPTIONAL_INPUT_FIELD_ADDED,
          INPUT_FIELD_TYPE_CHANGED,
          INPUT_FIELD_TYPE_WIDENED,
          INPUT_FIELD_DEFAULT_CHANGED,
          ENUM_VALUE_REMOVED,
          ENUM_VALUE_ADDED,
          INPUT_ENUM_VALUE_ADDED ->
          before(coordinate, '.');
      default -> coordinate;
    };
  }

  private static String before(String coordinate, char end) {
    int at = coordinate.indexOf(end);
    return at < 0 ? coordinate : coordinate.substring(0, at);
  }

  private void selections(String type, SelectionSet selections) {
    for (SelectionSet.Selection selection : selections.selections()) {
      switch (selection) {
        case SelectionSet.Field field -> field(type, field);
        case SelectionSet.Fragment fragment -> {
          used.add(fragment.typeCondition());
          selections(fragment.typeCondition(), fragment.selections());
        }
      }
    }
  }

  private void field(String type, SelectionSet.Field field) {
    if (field.name().startsWith("__")) {
      return;
    }
    String coordinate = type + "." + field.name();
    used.add(coordinate);
    String answer = named(field.type());
    used.add(answer);
    if (!field.arguments().isEmpty()
        && supergraph.types().get(type) instanceof WithFields owner
        && owner.fields().get(field.name()) instanceof FieldDefinition definition) {
      arguments(coordinate, field, definition);
    }
    SelectionSet below = field.selections();
    if (below != null) {
      selections(answer, below);
    }
  }

  private void arguments(String coordinate, SelectionSet.Field field, FieldDefinition definition) {
    for (String name : field.arguments().keySet()) {
      used.add(coordinate + "(" + name + ":)");
      ArgumentDefinition argument = definition.arguments().get(name);
      if (argument != null) {
        input(named(argument.type()));
      }
    }
  }

  private void input(String type) {
    if (used.add(type) && supergraph.types().get(type) instanceof InputType input) {
      input.fields().values().forEach(field -> input(named(field.type())));
    }
  }

  private static String named(TypeRef type) {
    return switch (type) {
      case TypeRef.Named(String name) -> name;
      case TypeRef.ListOf(TypeRef element) -> named(element);
      case TypeRef.NonNull(TypeRef inner) -> named(inner);
    };
  }
}
