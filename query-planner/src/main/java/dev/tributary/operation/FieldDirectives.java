package dev.tributary.operation;

import dev.tributary.supergraph.ApiDirectives;
import dev.tributary.supergraph.Syntax;
import dev.tributary.supergraph.Value;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.Selection;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLDirective;
import graphql.schema.GraphQLSchema;
import graphql.schema.InputValueWithState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The graph's own directives on the fields of one place in an operation.
 *
 * <p>All occurrences of a response key that may meet on one object are one field of the answer, so
 * what stands on any of them goes for all; and it is collected before the fields are, so that all
 * of them say the same.
 */
final class FieldDirectives {

  /** What goes for the objects of these types. */
  private record Uses(Set<String> types, Set<List<DirectiveUse>> occurrences) {}

  private final GraphQLSchema api;
  private final Fragments fragments;
  private final OutputTypes types;

  /** Whether the graph has directives of its own at all. */
  private final boolean any;

  private final Map<String, List<Uses>> byResponseKey = new HashMap<>();
  private final Set<Map.Entry<String, Set<String>>> spread = new HashSet<>();

  FieldDirectives(GraphQLSchema api, Fragments fragments, OutputTypes types) {
    this(
        api,
        fragments,
        types,
        api.getDirectives().stream()
            .anyMatch(directive -> ApiDirectives.isCustom(api, directive.getName())));
  }

  private FieldDirectives(GraphQLSchema api, Fragments fragments, OutputTypes types, boolean any) {
    this.api = api;
    this.fragments = fragments;
    this.types = types;
    this.any = any;
  }

  /** The same for another place, of which nothing has been collected. */
  FieldDirectives elsewhere() {
    return new FieldDirectives(api, fragments, types, any);
  }

  /**
   * @param possible the object types that the selections are on
   */
  void add(graphql.language.SelectionSet written, Set<String> possible) {
    if (!any) {
      return;
    }
    for (Selection<?> selection : written.getSelections()) {
      switch (selection) {
        case Field field -> add(field, possible);
        case InlineFragment inline ->
            add(
                inline.getSelectionSet(),
                inline.getTypeCondition() == null
                    ? possible
                    : narrowed(possible, inline.getTypeCondition().getName()));
        case FragmentSpread named -> {
          FragmentDefinition fragment = fragments.get(named.getName());
          if (fragment != null && spread.add(Map.entry(named.getName(), possible))) {
            add(
                fragment.getSelectionSet(),
                narrowed(possible, fragment.getTypeCondition().getName()));
          }
        }
        default -> throw new IllegalStateException("not a selection: " + selection.getClass());
      }
    }
  }

  private void add(Field field, Set<String> possible) {
    if (possible.isEmpty()) {
      return;
    }
    Uses all = new Uses(new HashSet<>(possible), new LinkedHashSet<>());
    List<Uses> known = byResponseKey.computeIfAbsent(field.getResultKey(), k -> new ArrayList<>(1));
    known.removeIf(
        one -> {
          boolean meets = !Collections.disjoint(one.types(), all.types());
          if (meets) {
            all.types().addAll(one.types());
            all.occurrences().addAll(one.occurrences());
          }
          return meets;
        });
    List<DirectiveUse> own = of(field);
    if (!own.isEmpty()) {
      all.occurrences().add(own);
    }
    known.add(all);
  }

  /** What each occurrence of the field says that says anything. */
  List<List<DirectiveUse>> of(String responseKey, Set<String> possible) {
    for (Uses one : byResponseKey.getOrDefault(responseKey, List.of())) {
      if (!Collections.disjoint(one.types(), possible)) {
        return List.copyOf(one.occurrences());
      }
    }
    return List.of();
  }

  /** The graph's own directives on one piece of an operation. */
  List<DirectiveUse> of(DirectivesContainer<?> element) {
    List<DirectiveUse> uses = new ArrayList<>();
    for (Directive directive : element.getDirectives()) {
      if (ApiDirectives.isCustom(api, directive.getName())) {
        SequencedMap<String, Value> arguments = Syntax.arguments(directive.getArguments());
        addDefaults(directive.getName(), arguments);
        uses.add(new DirectiveUse(directive.getName(), arguments));
      }
    }
    return List.copyOf(uses);
  }

  /**
   * A subgraph may know another default, or none: what the graph's schema says is what is meant.
   */
  private void addDefaults(String directive, SequencedMap<String, Value> arguments) {
    GraphQLDirective definition = Objects.requireNonNull(api.getDirective(directive));
    for (GraphQLArgument argument : definition.getArguments()) {
      InputValueWithState standard = argument.getArgumentDefaultValue();
      if (standard.isLiteral() && standard.getValue() instanceof graphql.language.Value<?> value) {
        arguments.putIfAbsent(argument.getName(), Syntax.value(value));
      }
    }
  }

  private Set<String> narrowed(Set<String> possible, String condition) {
    Set<String> both = new LinkedHashSet<>(possible);
    both.retainAll(types.possible(condition));
    return both;
  }
}
