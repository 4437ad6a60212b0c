package dev.tributary.access;

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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Marks what a caller may not see.
 *
 * <p>What is withheld stays in the operation, because it has its place in the answer, as null. A
 * field with nothing left below it is withheld as well: it would be fetched for nothing. But not
 * where conditions may yet decide that nothing was withheld there.
 */
final class OperationFilter {

  private static final Field TYPENAME =
      new Field(
          "__typename",
          "__typename",
          new LinkedHashMap<>(),
          new TypeRef.NonNull(new TypeRef.Named("String")),
          Condition.ALWAYS,
          null);

  private final AccessRules rules;
  private final Set<Atom> met;
  private final SequencedMap<List<String>, Cut> cuts = new LinkedHashMap<>();

  OperationFilter(AccessRules rules, Set<Atom> met) {
    this.rules = rules;
    this.met = met;
  }

  FilteredOperation filter(Operation operation) {
    String root = operation.rootType();
    Kept kept =
        keep(operation.selections(), root, rules.possible(root), List.of(), Condition.ALWAYS);
    Operation marked =
        new Operation(
            operation.kind(),
            operation.name(),
            root,
            operation.variables(),
            kept.selections(),
            operation.directives(),
            operation.fingerprint());
    return new FilteredOperation(marked, List.copyOf(cuts.values()), !kept.any());
  }

  /**
   * What is left of a selection set.
   *
   * @param any whether there is something left to see
   * @param lost whether something is withheld, whatever the variables
   */
  record Kept(SelectionSet selections, boolean any, boolean lost) {
    /** Whether a field is worth fetching with this below. */
    Sight sight() {
      return lost && !any ? Sight.WITHHELD : Sight.OPEN;
    }

    /** Puts entries together that have been kept. */
    static Kept of(List<Selection> selections, boolean any, boolean lost) {
      return new Kept(new SelectionSet(selections), any, lost);
    }
  }

  private Kept keep(
      SelectionSet set, String parent, Set<String> possible, List<String> path, Condition premise) {
    List<Selection> result = new ArrayList<>();
    boolean any = false;
    boolean lost = false;
    for (Selection selection : set.selections()) {
      boolean always = selection.condition() instanceof Condition.Always;
      Condition here = and(premise, selection.condition());
      switch (selection) {
        case Fragment(String condition, Condition own, SelectionSet inside) -> {
          Kept below =
              keep(inside, condition, narrowed(possible, rules.possible(condition)), path, here);
          result.add(new Fragment(condition, own, below.selections()));
          any |= below.any();
          lost |= always && below.lost();
        }
        case Field field when isIntrospection(field) -> {
          result.add(field);
          any = true;
        }
        case Field field when field.name().equals("__typename") -> {
          boolean left = typename(field, parent, possible, path, here, result);
          any |= left;
          lost |= always && !left;
        }
        case Field field -> {
          Field kept = field(field, parent, possible, path, here);
          result.add(kept);
          any |= kept.sight() == Sight.OPEN;
          lost |= always && kept.sight() != Sight.OPEN;
        }
      }
    }
    return Kept.of(result, any, lost);
  }

  private Field field(
      Field field, String parent, Set<String> possible, List<String> path, Condition here) {
    List<String> at = below(path, field.responseKey());
    Set<Atom> unmet = unmet(rules.selection(parent, field.name(), possible));
    if (!unmet.isEmpty()) {
      cut(at, here, parent + "." + field.name(), unmet);
      return withheld(field);
    }
    SelectionSet selections = field.selections();
    if (selections == null) {
      return field;
    }
    String type = field.type().namedType();
    Set<String> objects = rules.possible(type);
    Kept below = keep(selections, type, objects, at, here);
    return field.with(withoutHidden(below.selections(), objects), below.sight());
  }

  /**
   * The same, null for an object of a type that the caller may not see, whatever is asked of it: an
   * empty object would tell that there is one.
   */
  private SelectionSet withoutHidden(SelectionSet selections, Set<String> objects) {
    Set<String> hidden = hidden(objects);
    if (hidden.isEmpty() || hidden.size() == objects.size()) {
      return selections;
    }
    List<Selection> all = new ArrayList<>();
    for (String type : hidden) {
      all.add(
          new Fragment(
              type,
              Condition.ALWAYS,
              new SelectionSet(List.of(TYPENAME.with(null, Sight.WITHHELD_WHERE_MET)))));
    }
    all.addAll(selections.selections());
    return new SelectionSet(all);
  }

  private Set<String> hidden(Set<String> objects) {
    Set<String> hidden = new LinkedHashSet<>();
    for (String type : objects) {
      if (!met.containsAll(rules.type(type))) {
        hidden.add(type);
      }
    }
    return hidden;
  }

  /**
   * The name of a type is there to be seen by who may see the type. Where objects of several types
   * are met, that is a matter of each of them.
   *
   * @return whether any of it is left
   */
  private boolean typename(
      Field field,
      String parent,
      Set<String> possible,
      List<String> path,
      Condition here,
      List<Selection> into) {
    Set<Atom> unmet = unmet(rules.type(parent));
    Set<String> hidden = hidden(possible);
    if (!hidden.isEmpty() && hidden.size() == possible.size()) {
      unmet.addAll(unmet(rules.type(List.copyOf(possible).getLast())));
    }
    if (!unmet.isEmpty()) {
      cut(below(path, field.responseKey()), here, parent + ".__typename", unmet);
      into.add(withheld(field));
      return false;
    }
    if (hidden.isEmpty()) {
      into.add(field);
      return true;
    }
    for (String type : possible) {
      Sight sight = hidden.contains(type) ? Sight.WITHHELD_WHERE_MET : Sight.OPEN;
      SelectionSet one = new SelectionSet(List.of(field.with(null, sight)));
      into.add(new Fragment(type, Condition.ALWAYS, one));
    }
    return true;
  }

  /** With all that is below: the field may be met again, and be open there. */
  static Field withheld(Field field) {
    SelectionSet below = field.selections();
    return field.with(below == null ? null : withheld(below), Sight.WITHHELD);
  }

  private static SelectionSet withheld(SelectionSet set) {
    return new SelectionSet(
        set.selections().stream()
            .<Selection>map(
                selection ->
                    switch (selection) {
                      case Field field -> withheld(field);
                      case Fragment(String type, Condition condition, SelectionSet below) ->
                          new Fragment(type, condition, withheld(below));
                    })
            .toList());
  }

  private Set<Atom> unmet(Set<Atom> asked) {
    if (met.containsAll(asked)) {
      return new LinkedHashSet<>();
    }
    Set<Atom> unmet = new LinkedHashSet<>(asked);
    unmet.removeAll(met);
    return unmet;
  }

  private void cut(List<String> path, Condition condition, String coordinate, Set<Atom> unmet) {
    Cut cut =
        new Cut(path, condition, coordinate, unmet.stream().map(Atom::toString).sorted().toList());
    cuts.merge(
        path,
        cut,
        (one, other) ->
            new Cut(path, or(one.condition(), other.condition()), one.coordinate(), one.unmet()));
  }

  static Condition and(Condition one, Condition other) {
    if (one instanceof Condition.Always) {
      return other;
    }
    return other instanceof Condition.Always ? one : new Condition.And(List.of(one, other));
  }

  private static Condition or(Condition one, Condition other) {
    return one instanceof Condition.Always || other instanceof Condition.Always
        ? Condition.ALWAYS
        : new Condition.Or(List.of(one, other));
  }

  private static List<String> below(List<String> path, String responseKey) {
    List<String> below = new ArrayList<>(path);
    below.add(responseKey);
    return below;
  }

  static boolean isIntrospection(Field field) {
    return field.name().equals("__schema") || field.name().equals("__type");
  }

  static Set<String> narrowed(Set<String> possible, Set<String> condition) {
    Set<String> both = new LinkedHashSet<>(possible);
    both.retainAll(condition);
    return both;
  }
}
