package dev.tributary.cost;

import dev.tributary.cost.Arguments.Slice;
import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.RequestError;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a client's operation that must be given exactly one of their slicing arguments ({@code
 * requireOneSlicingArgument}). What a plan asks for besides, such as a {@code @requires}, is not
 * the client's to mend, and not looked at.
 */
final class SlicingRules {

  static final String CODE = "COST_INVALID_SLICING_ARGUMENTS";

  private static final int MOST_ERRORS = 20;

  private final List<Rule> rules = new ArrayList<>();
  private final CostDirectives directives;

  private SlicingRules(CostDirectives directives) {
    this.directives = directives;
  }

  private record Rule(String path, String coordinate, List<Condition> when, List<Slice> slices) {

    boolean isBroken(Map<String, @Nullable Object> variables) {
      long given = slices.stream().filter(slice -> slice.isGiven(variables)).count();
      return given != 1 && !(given == 0 && slices.stream().anyMatch(Slice::hasDefault));
    }

    boolean applies(Map<String, @Nullable Object> variables) {
      return when.stream()
          .allMatch(condition -> condition.holds(name -> Boolean.TRUE.equals(variables.get(name))));
    }

    boolean neverBreaks() {
      return slices.stream().noneMatch(Slice::dependsOnVariables) && !isBroken(Map.of());
    }

    RequestError error() {
      return new RequestError(
          CODE,
          "\"%s\" (%s) needs exactly one of its slicing arguments, not null: %s."
              .formatted(
                  path,
                  coordinate,
                  String.join(", ", slices.stream().map(SlicingRules::name).toList())),
          List.of());
    }
  }

  private static String name(Slice slice) {
    return String.join(
        ".",
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(slice.argument().definition().name()),
                slice.below().stream())
            .toList());
  }

  static SlicingRules of(CostDirectives directives, Operation operation) {
    SlicingRules rules = new SlicingRules(directives);
    rules.walk(operation.selections(), operation.rootType(), "", List.of());
    return rules;
  }

  private void walk(SelectionSet set, String type, String path, List<Condition> when) {
    for (SelectionSet.Selection selection : set.selections()) {
      List<Condition> conditions = when;
      if (!(selection.condition() instanceof Condition.Always)) {
        conditions = new ArrayList<>(when);
        conditions.add(selection.condition());
      }
      switch (selection) {
        case Fragment fragment ->
            walk(fragment.selections(), fragment.typeCondition(), path, conditions);
        case Field field -> {
          String at = path.isEmpty() ? field.responseKey() : path + "." + field.responseKey();
          check(field, type, at, conditions);
          if (field.selections() != null) {
            walk(field.selections(), field.type().namedType(), at, conditions);
          }
        }
      }
    }
  }

  private void check(Field field, String type, String path, List<Condition> when) {
    FieldDefinition definition = saidOf(field, type);
    ListSize said = definition == null ? null : CostDirectives.listSize(definition.directives());
    if (definition == null || said == null || !said.requireOne()) {
      return;
    }
    List<Slice> slices = SelectionPrices.slices(said, definition, field);
    Rule rule = new Rule(path, type + "." + field.name(), List.copyOf(when), slices);
    if (!slices.isEmpty() && !rule.neverBreaks()) {
      rules.add(rule);
    }
  }

  /** The field of the type, or of one that implements it, that says something of its list. */
  private @Nullable FieldDefinition saidOf(Field field, String type) {
    FieldDefinition own = directives.field(type, field.name());
    if (own == null || CostDirectives.listSize(own.directives()) != null) {
      return own;
    }
    for (String possible : directives.possibleTypes(type)) {
      FieldDefinition implementation = directives.field(possible, field.name());
      if (implementation != null && CostDirectives.listSize(implementation.directives()) != null) {
        return implementation;
      }
    }
    return own;
  }

  /** What is wrong with a request; empty when nothing is. */
  List<RequestError> check(Map<String, @Nullable Object> variables) {
    if (rules.isEmpty()) {
      return List.of();
    }
    return rules.stream()
        .filter(rule -> rule.applies(variables) && rule.isBroken(variables))
        .limit(MOST_ERRORS)
        .map(Rule::error)
        .toList();
  }
}
