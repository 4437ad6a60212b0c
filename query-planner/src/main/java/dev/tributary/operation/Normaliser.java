package dev.tributary.operation;

import static java.util.Objects.requireNonNull;

import dev.tributary.supergraph.Syntax;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import graphql.language.Argument;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.Selection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings the selections of a valid operation into normal form.
 *
 * <p>It collects as execution does (GraphQL specification, 6.3.2), but for every object type and
 * every value of the variables at once: what the collecting depends on stays in the result as type
 * conditions and {@link Condition}s. A field's children are collected only when all its occurrences
 * are known, so that each is visited once.
 */
final class Normaliser {

  private final Fragments fragments;
  private final OutputTypes types;
  private final FieldDirectives none;

  Normaliser(Fragments fragments, OutputTypes types, FieldDirectives none) {
    this.fragments = fragments;
    this.types = types;
    this.none = none;
  }

  SelectionSet normalise(String rootType, graphql.language.SelectionSet selections) {
    return place(
        rootType,
        types.possible(rootType),
        Formula.ALWAYS,
        List.of(new Part(selections, Formula.ALWAYS)));
  }

  /** All that is selected on the objects of one field. */
  private SelectionSet place(String type, Set<String> possible, Formula premise, List<Part> parts) {
    FieldDirectives directives = none.elsewhere();
    parts.forEach(part -> directives.add(part.written(), possible));
    return selectionSet(type, possible, premise, parts, directives);
  }

  /** A selection set as written, and when it counts. */
  private record Part(graphql.language.SelectionSet written, Formula when) {}

  /** What stands in a selection set so far, in the order of the result. */
  private sealed interface Entry {}

  private record FieldEntry(Field first, List<Part> parts, List<Formula> whens) implements Entry {}

  private record FragmentEntry(String condition, Set<String> possible, List<Part> parts)
      implements Entry {}

  /**
   * @param premise what is known to hold wherever this set counts
   */
  private SelectionSet selectionSet(
      String type,
      Set<String> possible,
      Formula premise,
      List<Part> parts,
      FieldDirectives directives) {
    Collected collected = new Collected(type, possible, premise, directives);
    for (Part part : parts) {
      collected.add(part.written(), part.when());
    }
    return collected.finish();
  }

  /** One selection set being collected. */
  private final class Collected {
    private final String type;
    private final Set<String> possible;
    private final Formula premise;
    private final FieldDirectives directives;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, List<FieldEntry>> fields = new HashMap<>();

    /** A fragment that is spread again under the same condition brings nothing new. */
    private final Set<Map.Entry<String, Formula>> spread = new HashSet<>();

    Collected(String type, Set<String> possible, Formula premise, FieldDirectives directives) {
      this.type = type;
      this.possible = possible;
      this.premise = premise;
      this.directives = directives;
    }

    void add(graphql.language.SelectionSet written, Formula outer) {
      for (Selection<?> selection : written.getSelections()) {
        Formula when = outer.and(ownCondition((DirectivesContainer<?>) selection)).given(premise);
        if (when.isNever()) {
          continue;
        }
        switch (selection) {
          case Field field -> addField(field, when);
          case InlineFragment inline -> {
            String condition =
                inline.getTypeCondition() == null ? type : inline.getTypeCondition().getName();
            addFragment(condition, new Part(inline.getSelectionSet(), when));
          }
          case FragmentSpread named -> {
            FragmentDefinition fragment = fragments.get(named.getName());
            if (fragment == null) {
              throw new IllegalStateException("validation let pass ..." + named.getName());
            }
            if (spread.add(Map.entry(named.getName(), when))) {
              addFragment(
                  fragment.getTypeCondition().getName(),
                  new Part(fragment.getSelectionSet(), when));
            }
          }
          default -> throw new IllegalStateException("not a selection: " + selection.getClass());
        }
      }
    }

    private void addField(Field field, Formula when) {
      List<FieldEntry> known =
          fields.computeIfAbsent(field.getResultKey(), key -> new ArrayList<>(1));
      FieldEntry entry = placed(known, when);
      if (entry == null) {
        entry = new FieldEntry(field, new ArrayList<>(), new ArrayList<>());
        known.add(entry);
        entries.add(entry);
      }
      if (!when(entry).follows(when)) {
        entry.whens().add(when);
      }
      if (field.getSelectionSet() != null) {
        entry.parts().add(new Part(field.getSelectionSet(), when));
      }
    }

    /**
     * The occurrence that a further one of the same response key joins. Null when conditions decide
     * which of them comes first, and with it the field's place in the answer.
     */
    private @Nullable FieldEntry placed(List<FieldEntry> known, Formula when) {
      for (FieldEntry earlier : known) {
        if (when(earlier).follows(when)) {
          return earlier;
        }
      }
      return !known.isEmpty() && isSamePlace(known.getLast()) ? known.getLast() : null;
    }

    /** Whether nothing that comes after the entry can be there without it. */
    private boolean isSamePlace(FieldEntry entry) {
      for (Entry later : entries.reversed()) {
        if (later == entry) {
          return true;
        }
        if (!when(entry).follows(when(later))) {
          return false;
        }
      }
      return false;
    }

    private static Formula when(Entry entry) {
      return switch (entry) {
        case FieldEntry field -> Formula.any(field.whens());
        case FragmentEntry fragment ->
            Formula.any(fragment.parts().stream().map(Part::when).toList());
      };
    }

    private void addFragment(String condition, Part part) {
      Set<String> narrowed = intersection(possible, types.possible(condition));
      if (narrowed.isEmpty()) {
        return;
      }
      if (narrowed.size() == possible.size() && types.declares(type, condition)) {
        add(part.written(), part.when());
        return;
      }
      // The one object type it can be says more than the interface or union that was written.
      String tightest = narrowed.size() == 1 ? narrowed.iterator().next() : condition;
      FragmentEntry entry = mergeable(tightest, narrowed);
      if (entry == null) {
        entry = new FragmentEntry(tightest, narrowed, new ArrayList<>());
        entries.add(entry);
      }
      entry.parts().add(part);
    }

    /**
     * An earlier fragment on the same type, when nothing between the two can apply to the same
     * object: then joining them changes no order that a client could see.
     */
    private @Nullable FragmentEntry mergeable(String condition, Set<String> narrowed) {
      for (Entry entry : entries.reversed()) {
        if (!(entry instanceof FragmentEntry fragment)) {
          return null;
        }
        if (fragment.condition().equals(condition)) {
          return fragment;
        }
        if (!Collections.disjoint(fragment.possible(), narrowed)) {
          return null;
        }
      }
      return null;
    }

    SelectionSet finish() {
      Map<FragmentEntry, SelectionSet> below = new IdentityHashMap<>();
      for (Entry entry : entries) {
        if (entry instanceof FragmentEntry fragment) {
          below.put(fragment, below(fragment));
        }
      }
      entries.removeIf(
          entry ->
              entry instanceof FragmentEntry fragment
                  && requireNonNull(below.get(fragment)).selections().isEmpty());
      closeUp();
      List<SelectionSet.Selection> selections = new ArrayList<>();
      for (Entry entry : entries) {
        selections.add(
            switch (entry) {
              case FieldEntry field -> finish(field);
              case FragmentEntry fragment ->
                  new SelectionSet.Fragment(
                      fragment.condition(),
                      when(fragment).given(premise).toCondition(),
                      requireNonNull(below.get(fragment)));
            });
      }
      return new SelectionSet(selections);
    }

    private SelectionSet below(FragmentEntry fragment) {
      return selectionSet(
          fragment.condition(),
          fragment.possible(),
          premise.with(when(fragment).given(premise)),
          fragment.parts(),
          directives);
    }

    /**
     * Joins occurrences that were left apart for something between them that has turned out to be
     * empty, or to hold more often than when they were met.
     */
    private void closeUp() {
      boolean joined = true;
      while (joined) {
        joined = false;
        List<Entry> before = List.copyOf(entries);
        entries.clear();
        fields.clear();
        for (Entry entry : before) {
          if (entry instanceof FieldEntry field) {
            List<FieldEntry> known =
                fields.computeIfAbsent(field.first().getResultKey(), key -> new ArrayList<>(1));
            FieldEntry earlier = placed(known, when(field));
            if (earlier != null) {
              field.whens().stream()
                  .filter(when -> !when(earlier).follows(when))
                  .forEach(earlier.whens()::add);
              earlier.parts().addAll(field.parts());
              joined = true;
              continue;
            }
            known.add(field);
          }
          entries.add(entry);
        }
      }
    }

    private SelectionSet.Field finish(FieldEntry entry) {
      Field field = entry.first();
      TypeRef fieldType = types.field(type, field.getName());
      Formula when = when(entry).given(premise);
      String named = fieldType.namedType();
      return new SelectionSet.Field(
          field.getResultKey(),
          field.getName(),
          Collections.unmodifiableSequencedMap(Syntax.arguments(field.getArguments())),
          fieldType,
          when.toCondition(),
          entry.parts().isEmpty()
              ? null
              : place(named, types.possible(named), premise.with(when), entry.parts()),
          directives.of(field.getResultKey(), possible));
    }
  }

  private static Formula ownCondition(DirectivesContainer<?> selection) {
    Formula when = Formula.ALWAYS;
    for (Directive directive : selection.getDirectives()) {
      switch (directive.getName()) {
        case "include" -> when = when.and(ifArgument(directive, true));
        case "skip" -> when = when.and(ifArgument(directive, false));
        default -> {}
      }
    }
    return when;
  }

  /** When the directive's {@code if} is {@code wanted}. */
  private static Formula ifArgument(Directive directive, boolean wanted) {
    if (directive.getArgument("if") instanceof Argument argument) {
      switch (Syntax.value(argument.getValue())) {
        case Value.BooleanValue(boolean constant) -> {
          return constant == wanted ? Formula.ALWAYS : Formula.NEVER;
        }
        case Value.Variable(String name) -> {
          return Formula.variable(name, wanted);
        }
        default -> {}
      }
    }
    throw new IllegalStateException("validation let pass " + directive);
  }

  private static Set<String> intersection(Set<String> left, Set<String> right) {
    Set<String> both = new LinkedHashSet<>(left);
    both.retainAll(right);
    return both;
  }
}
