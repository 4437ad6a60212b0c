package dev.tributary.operation;

import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.Syntax;
import dev.tributary.supergraph.Value;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What an operation asks for, taken literally from the specification (6.3.2, CollectFields), in one
 * world: each composite position holds an object of some possible type, chosen by the seed.
 *
 * <p>The answer is a tree of maps by response key; a leaf says which field with which arguments
 * stands there.
 */
final class Meaning {

  private final Supergraph supergraph;
  private final Predicate<String> variables;
  private final long seed;

  Meaning(Supergraph supergraph, Predicate<String> variables, long seed) {
    this.supergraph = supergraph;
    this.variables = variables;
    this.seed = seed;
  }

  /** Of a document with one operation. */
  Map<String, Object> of(Document document, String rootType) {
    Map<String, FragmentDefinition> fragments = new LinkedHashMap<>();
    document
        .getDefinitionsOfType(FragmentDefinition.class)
        .forEach(fragment -> fragments.put(fragment.getName(), fragment));
    OperationDefinition operation =
        document.getDefinitionsOfType(OperationDefinition.class).getFirst();
    return written(rootType, List.of(operation.getSelectionSet()), fragments, "");
  }

  /** Of a normal form. */
  Map<String, Object> of(SelectionSet selections, String rootType) {
    return normal(rootType, List.of(selections), "");
  }

  private Map<String, Object> written(
      String type,
      List<graphql.language.SelectionSet> sets,
      Map<String, FragmentDefinition> fragments,
      String path) {
    Map<String, List<Field>> collected = new LinkedHashMap<>();
    Set<String> visited = new HashSet<>();
    sets.forEach(set -> collect(type, set, fragments, visited, collected));
    Map<String, Object> answer = new LinkedHashMap<>();
    collected.forEach(
        (key, fields) -> {
          Field first = fields.getFirst();
          List<graphql.language.SelectionSet> below = new ArrayList<>();
          for (Field field : fields) {
            if (field.getSelectionSet() != null) {
              below.add(field.getSelectionSet());
            }
          }
          String at = path + "." + key;
          Map<String, Value> arguments = new LinkedHashMap<>();
          first.getArguments().forEach(a -> arguments.put(a.getName(), Syntax.value(a.getValue())));
          answer.put(
              key,
              below.isEmpty()
                  ? first.getName() + arguments
                  : written(runtimeType(type, first.getName(), at), below, fragments, at));
        });
    return answer;
  }

  private void collect(
      String type,
      graphql.language.SelectionSet set,
      Map<String, FragmentDefinition> fragments,
      Set<String> visited,
      Map<String, List<Field>> collected) {
    for (Selection<?> selection : set.getSelections()) {
      if (!isIncluded((DirectivesContainer<?>) selection)) {
        continue;
      }
      switch (selection) {
        case Field field ->
            collected.computeIfAbsent(field.getResultKey(), any -> new ArrayList<>()).add(field);
        case InlineFragment inline -> {
          if (inline.getTypeCondition() == null || isA(type, inline.getTypeCondition().getName())) {
            collect(type, inline.getSelectionSet(), fragments, visited, collected);
          }
        }
        case FragmentSpread spread -> {
          FragmentDefinition fragment = Objects.requireNonNull(fragments.get(spread.getName()));
          if (visited.add(spread.getName()) && isA(type, fragment.getTypeCondition().getName())) {
            collect(type, fragment.getSelectionSet(), fragments, visited, collected);
          }
        }
        default -> throw new IllegalArgumentException("not a selection: " + selection);
      }
    }
  }

  private boolean isIncluded(DirectivesContainer<?> selection) {
    for (Directive directive : selection.getDirectives()) {
      boolean value =
          switch (Syntax.value(Objects.requireNonNull(directive.getArgument("if")).getValue())) {
            case Value.BooleanValue(boolean constant) -> constant;
            case Value.Variable(String name) -> variables.test(name);
            default -> throw new IllegalArgumentException("not a condition: " + directive);
          };
      if (value != directive.getName().equals("include")) {
        return false;
      }
    }
    return true;
  }

  private Map<String, Object> normal(String type, Collection<SelectionSet> sets, String path) {
    Map<String, List<SelectionSet.Field>> collected = new LinkedHashMap<>();
    sets.forEach(set -> collect(type, set, collected));
    Map<String, Object> answer = new LinkedHashMap<>();
    collected.forEach(
        (key, fields) -> {
          SelectionSet.Field first = fields.getFirst();
          String at = path + "." + key;
          List<SelectionSet> below = new ArrayList<>();
          for (SelectionSet.Field field : fields) {
            if (field.selections() != null) {
              below.add(field.selections());
            }
          }
          answer.put(
              key,
              below.isEmpty()
                  ? first.name() + first.arguments()
                  : normal(runtimeType(type, first.name(), at), below, at));
        });
    return answer;
  }

  private void collect(
      String type, SelectionSet set, Map<String, List<SelectionSet.Field>> collected) {
    for (SelectionSet.Selection selection : set.selections()) {
      if (!selection.condition().holds(variables)) {
        continue;
      }
      switch (selection) {
        case SelectionSet.Field field ->
            collected.computeIfAbsent(field.responseKey(), any -> new ArrayList<>()).add(field);
        case SelectionSet.Fragment fragment -> {
          if (isA(type, fragment.typeCondition())) {
            collect(type, fragment.selections(), collected);
          }
        }
      }
    }
  }

  private boolean isA(String objectType, String condition) {
    return supergraph.possibleTypes().getOrDefault(condition, Set.of()).contains(objectType);
  }

  private String runtimeType(String parent, String field, String path) {
    String declared = new OutputTypes(supergraph).field(parent, field).namedType();
    List<String> possible =
        List.copyOf(Objects.requireNonNull(supergraph.possibleTypes().get(declared)));
    return possible.get(Math.floorMod(path.hashCode() * 31 + (int) seed, possible.size()));
  }
}
