package dev.tributary.check;

import dev.tributary.operation.OperationSignature;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.Composite;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.SelectionSet;
import graphql.language.Type;
import graphql.language.TypeName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which operations may be valid, planned or priced otherwise on one supergraph than on another.
 * Some that are not may be among them, but none that is may be missing: of hundreds of subgraphs a
 * change touches one, and to plan thousands of operations twice takes seconds.
 *
 * <p>What a plan of an operation depends on: the types that it meets and the fields that it
 * selects; of an entity that it meets, the key fields that lead from one subgraph to another, in
 * turn with all that reading these depends on; of a field, what it requires and provides, and the
 * types of its arguments; of an abstract type, what it may be. Such are the coordinates {@code T}
 * and {@code T.f} below. Where a coordinate differs, it is affected, and with it all that depends
 * on it.
 */
final class AffectedOperations {

  private final Supergraph before;

  /** Null for all there are. */
  private final @Nullable Set<String> affected;

  private AffectedOperations(Supergraph before, @Nullable Set<String> affected) {
    this.before = before;
    this.affected = affected;
  }

  static AffectedOperations between(Supergraph before, Supergraph after) {
    if (isAnother(before, after) || hasContexts(before) || hasContexts(after)) {
      return all(before);
    }
    Set<String> affected = differences(before, after);
    if (!affected.isEmpty()) {
      Dependants dependants = new Dependants();
      dependants.addAll(before);
      dependants.addAll(after);
      dependants.complete(affected);
    }
    return new AffectedOperations(before, affected);
  }

  static AffectedOperations all(Supergraph before) {
    return new AffectedOperations(before, null);
  }

  /** Subgraphs are told by their numbers in all types; and there is what all operations may use. */
  private static boolean isAnother(Supergraph before, Supergraph after) {
    return !names(before).equals(names(after))
        || !before.queryType().equals(after.queryType())
        || !Objects.equals(before.mutationType(), after.mutationType())
        || !Objects.equals(before.subscriptionType(), after.subscriptionType())
        || !before.schemaDirectives().equals(after.schemaDirectives())
        || ApiDiff.differInDirectives(before.api(), after.api());
  }

  private static List<String> names(Supergraph supergraph) {
    return supergraph.subgraphs().stream().map(Subgraph::name).toList();
  }

  /** An argument that is filled from further up depends on what there is further up. */
  private static boolean hasContexts(Supergraph supergraph) {
    return supergraph.types().values().stream()
        .filter(WithFields.class::isInstance)
        .flatMap(type -> ((WithFields) type).fields().values().stream())
        .flatMap(field -> field.in().values().stream())
        .anyMatch(field -> !field.contextArguments().isEmpty());
  }

  private static Set<String> differences(Supergraph before, Supergraph after) {
    Set<String> differ = new HashSet<>();
    Set<String> names = new TreeSet<>(before.types().keySet());
    names.addAll(after.types().keySet());
    for (String name : names) {
      TypeDefinition old = before.types().get(name);
      TypeDefinition now = after.types().get(name);
      if (old instanceof WithFields oldType
          && now instanceof WithFields type
          && old.getClass().equals(now.getClass())) {
        if (!oldType.in().equals(type.in())
            || !oldType.interfaces().equals(type.interfaces())
            || oldType.inaccessible() != type.inaccessible()
            || !oldType.directives().equals(type.directives())) {
          differ.add(name);
        }
        Set<String> fields = new TreeSet<>(oldType.fields().keySet());
        fields.addAll(type.fields().keySet());
        fields.removeIf(
            field -> Objects.equals(oldType.fields().get(field), type.fields().get(field)));
        fields.forEach(field -> differ.add(name + "." + field));
      } else if (!Objects.equals(old, now)) {
        differ.add(name);
      }
      if (!Objects.equals(before.possibleTypes().get(name), after.possibleTypes().get(name))) {
        differ.add(name);
      }
    }
    return differ;
  }

  private static @Nullable FieldDefinition definition(
      Supergraph supergraph, String type, String field) {
    return supergraph.types().get(type) instanceof WithFields owner
        ? owner.fields().get(field)
        : null;
  }

  /** Coordinates by what they depend on. */
  private static final class Dependants {

    private final Map<String, List<String>> of = new HashMap<>();

    void addAll(Supergraph supergraph) {
      for (TypeDefinition type : supergraph.types().values()) {
        switch (type) {
          case WithFields withFields -> {
            keys(supergraph, withFields);
            withFields.fields().values().forEach(field -> field(supergraph, withFields, field));
            withFields.interfaces().keySet().forEach(name -> add(name, type.name()));
          }
          case InputType input ->
              input.fields().values().forEach(field -> add(field.type().namedType(), type.name()));
          default -> {}
        }
        if (type instanceof Composite) {
          supergraph
              .possibleTypes()
              .getOrDefault(type.name(), Set.of())
              .forEach(possible -> add(possible, type.name()));
        }
      }
    }

    private void keys(Supergraph supergraph, WithFields type) {
      type.in()
          .values()
          .forEach(
              in ->
                  in.keys()
                      .forEach(key -> read(supergraph, type.name(), key.fields(), type.name())));
    }

    private void field(Supergraph supergraph, WithFields type, FieldDefinition field) {
      String coordinate = type.name() + "." + field.name();
      field.arguments().values().forEach(one -> add(one.type().namedType(), coordinate));
      for (FieldInSubgraph in : field.in().values()) {
        if (in.type() != null) {
          add(in.type().namedType(), coordinate);
        }
        if (in.requires() != null) {
          read(supergraph, type.name(), in.requires(), coordinate);
        }
        if (in.provides() != null) {
          read(supergraph, field.type().namedType(), in.provides(), coordinate);
        }
      }
      for (String name : type.interfaces().keySet()) {
        String same = name + "." + field.name();
        add(coordinate, same);
        add(same, coordinate);
      }
    }

    /** A selection on a type that a coordinate depends on. */
    private void read(Supergraph supergraph, String type, FieldSet selected, String dependant) {
      add(type, dependant);
      for (FieldSet.Selection selection : selected.selections()) {
        switch (selection) {
          case FieldSet.Fragment(String condition, FieldSet below) ->
              read(supergraph, condition, below, dependant);
          case FieldSet.Field field -> {
            add(type + "." + field.name(), dependant);
            FieldDefinition definition = definition(supergraph, type, field.name());
            if (definition != null) {
              String below = definition.type().namedType();
              add(below, dependant);
              if (field.selection() != null) {
                read(supergraph, below, field.selection(), dependant);
              }
            }
          }
        }
      }
    }

    private void add(String coordinate, String dependant) {
      if (!coordinate.equals(dependant)) {
        of.computeIfAbsent(coordinate, none -> new ArrayList<>()).add(dependant);
      }
    }

    /** With all that depends on what there is. */
    void complete(Set<String> affected) {
      Deque<String> next = new ArrayDeque<>(affected);
      while (!next.isEmpty()) {
        for (String dependant : of.getOrDefault(next.remove(), List.of())) {
          if (affected.add(dependant)) {
            next.add(dependant);
          }
        }
      }
    }
  }

  /**
   * Whether an operation may be affected.
   *
   * @param document valid on the first supergraph; what is not, may be anything
   */
  boolean include(String document) {
    if (affected == null) {
      return true;
    }
    if (affected.isEmpty()) {
      return false;
    }
    return OperationSignature.syntax(document)
        .map(syntax -> include(syntax, affected))
        .orElse(true);
  }

  private boolean include(Document syntax, Set<String> affected) {
    return syntax.getDefinitionsOfType(OperationDefinition.class).stream()
            .anyMatch(operation -> isMet(operation, affected))
        || syntax.getDefinitionsOfType(FragmentDefinition.class).stream()
            .anyMatch(
                fragment ->
                    isMet(
                        fragment.getTypeCondition().getName(),
                        fragment.getSelectionSet(),
                        affected));
  }

  private boolean isMet(OperationDefinition operation, Set<String> affected) {
    String root =
        switch (operation.getOperation()) {
          case QUERY -> before.queryType();
          case MUTATION -> before.mutationType();
          case SUBSCRIPTION -> before.subscriptionType();
        };
    return root == null
        || operation.getVariableDefinitions().stream()
            .anyMatch(variable -> affected.contains(named(variable.getType())))
        || isMet(root, operation.getSelectionSet(), affected);
  }

  private static String named(Type<?> type) {
    return switch (type) {
      case TypeName name -> name.getName();
      case graphql.language.ListType list -> named(list.getType());
      case graphql.language.NonNullType inner -> named(inner.getType());
      default -> "";
    };
  }

  private boolean isMet(String type, SelectionSet selections, Set<String> affected) {
    return affected.contains(type)
        || selections.getSelections().stream()
            .anyMatch(
                selection ->
                    switch (selection) {
                      case Field field -> isMet(type, field, affected);
                      case InlineFragment fragment ->
                          isMet(
                              fragment.getTypeCondition() == null
                                  ? type
                                  : fragment.getTypeCondition().getName(),
                              fragment.getSelectionSet(),
                              affected);
                      // Its definition is looked at by itself.
                      case FragmentSpread _ -> false;
                      default -> true;
                    });
  }

  private boolean isMet(String type, Field field, Set<String> affected) {
    if (field.getName().startsWith("__")) {
      return false;
    }
    FieldDefinition definition = definition(before, type, field.getName());
    if (definition == null) {
      return true;
    }
    String answered = definition.type().namedType();
    return affected.contains(type + "." + field.getName())
        || affected.contains(answered)
        || (field.getSelectionSet() != null && isMet(answered, field.getSelectionSet(), affected));
  }
}
