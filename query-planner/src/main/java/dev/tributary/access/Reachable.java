package dev.tributary.access;

import dev.tributary.access.OperationFilter.Kept;
import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.operation.SelectionSet.Selection;
import dev.tributary.operation.SelectionSet.Sight;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What is left of an operation when some of it could only be had by a key that the caller may not
 * see. Each field is tried alone; which is slow, and seldom needed: who protects a key protects
 * most of what it leads to.
 */
public final class Reachable {

  /** Fields that are tried; with more, nothing is left. */
  private static final int MOST = 500;

  private static final String UNMET = "a key that leads there";

  private final Predicate<Operation> plannable;
  private final Operation operation;
  private final List<Cut> cuts;
  private int tried;

  private Reachable(FilteredOperation filtered, Predicate<Operation> plannable) {
    this.plannable = plannable;
    this.operation = filtered.operation();
    this.cuts = new ArrayList<>(filtered.cuts());
  }

  /**
   * Withholds what cannot be planned.
   *
   * @param plannable whether an operation can be planned without the forbidden keys
   */
  public static FilteredOperation of(FilteredOperation filtered, Predicate<Operation> plannable) {
    return new Reachable(filtered, plannable).withheld();
  }

  private FilteredOperation withheld() {
    Kept kept =
        keep(
            operation.selections(),
            operation.rootType(),
            List.of(),
            Condition.ALWAYS,
            UnaryOperator.identity());
    return new FilteredOperation(operation(kept.selections()), cuts, !kept.any());
  }

  private Operation operation(SelectionSet selections) {
    return new Operation(
        operation.kind(),
        operation.name(),
        operation.rootType(),
        operation.variables(),
        selections,
        operation.directives(),
        operation.fingerprint());
  }

  /**
   * @param around puts a selection where it stands in the operation
   */
  private Kept keep(
      SelectionSet set,
      String parent,
      List<String> path,
      Condition premise,
      UnaryOperator<Selection> around) {
    List<Selection> kept = new ArrayList<>();
    boolean any = false;
    boolean lost = false;
    for (Selection selection : set.selections()) {
      boolean always = selection.condition() instanceof Condition.Always;
      switch (selection) {
        case Fragment(String type, Condition condition, SelectionSet inside) -> {
          Kept below =
              keep(
                  inside,
                  type,
                  path,
                  OperationFilter.and(premise, condition),
                  one ->
                      around.apply(new Fragment(type, condition, new SelectionSet(List.of(one)))));
          kept.add(new Fragment(type, condition, below.selections()));
          any |= below.any();
          lost |= always && below.lost();
        }
        case Field field when field.sight() != Sight.OPEN -> {
          kept.add(field);
          lost |= always;
        }
        case Field field -> {
          Field left =
              keep(field, parent, path, OperationFilter.and(premise, field.condition()), around);
          kept.add(left);
          any |= left.sight() == Sight.OPEN;
          lost |= always && left.sight() != Sight.OPEN;
        }
      }
    }
    return Kept.of(kept, any, lost);
  }

  private Field keep(
      Field field,
      String parent,
      List<String> path,
      Condition here,
      UnaryOperator<Selection> around) {
    List<String> at = new ArrayList<>(path);
    at.add(field.responseKey());
    SelectionSet selections = field.selections();
    boolean introspection = OperationFilter.isIntrospection(field);
    SelectionSet probe = selections == null || introspection ? selections : TYPENAME;
    Selection alone = around.apply(field.with(probe, Sight.OPEN));
    if (++tried > MOST || !plannable.test(operation(new SelectionSet(List.of(alone))))) {
      cuts.add(new Cut(at, here, parent + "." + field.name(), List.of(UNMET)));
      return OperationFilter.withheld(field);
    }
    if (selections == null || introspection) {
      return field;
    }
    Kept below =
        keep(
            selections,
            field.type().namedType(),
            at,
            here,
            one -> around.apply(field.with(new SelectionSet(List.of(one)), Sight.OPEN)));
    return field.with(below.selections(), below.sight());
  }

  private static final SelectionSet TYPENAME =
      new SelectionSet(
          List.of(
              new Field(
                  "__typename",
                  "__typename",
                  new LinkedHashMap<>(),
                  new TypeRef.NonNull(new TypeRef.Named("String")),
                  Condition.ALWAYS,
                  null)));
}
