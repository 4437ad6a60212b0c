package dev.tributary.access;

import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one operation asks of its callers.
 *
 * @param operation in full
 * @param atoms all that is asked anywhere in it, each once. What a caller meets is a set of their
 *     numbers
 */
public record OperationAccess(Operation operation, AccessRules rules, List<Atom> atoms) {

  public OperationAccess {
    atoms = List.copyOf(atoms);
  }

  /**
   * Collects what an operation asks, and what anything else in the supergraph does: for one that
   * asks about the schema as its caller may see it.
   */
  public static OperationAccess ofWhole(Operation operation, AccessRules rules) {
    Set<Atom> atoms = new LinkedHashSet<>(of(operation, rules).atoms());
    atoms.addAll(rules.all());
    return new OperationAccess(operation, rules, List.copyOf(atoms));
  }

  /** Whether it asks about the schema. */
  public static boolean isAboutSchema(Operation operation) {
    return isAboutSchema(operation.selections());
  }

  private static boolean isAboutSchema(SelectionSet set) {
    return set.selections().stream()
        .anyMatch(
            selection ->
                switch (selection) {
                  case SelectionSet.Field field -> OperationFilter.isIntrospection(field);
                  case SelectionSet.Fragment fragment -> isAboutSchema(fragment.selections());
                });
  }

  /** Collects what an operation asks. */
  public static OperationAccess of(Operation operation, AccessRules rules) {
    if (rules.isEmpty()) {
      return new OperationAccess(operation, rules, List.of());
    }
    Collector collector = new Collector(rules);
    String root = operation.rootType();
    collector.collect(operation.selections(), root, rules.possible(root));
    Set<Atom> asked = new LinkedHashSet<>(collector.atoms);
    asked.addAll(rules.keys(collector.met));
    return new OperationAccess(operation, rules, List.copyOf(asked));
  }

  /** What is left for a caller. Depends on nothing else, so it is worth keeping. */
  public FilteredOperation filtered(BitSet met) {
    return new OperationFilter(rules, met(met)).filter(operation);
  }

  /** The atoms of these numbers. */
  public Set<Atom> met(BitSet numbers) {
    Set<Atom> met = new LinkedHashSet<>();
    numbers.stream().mapToObj(atoms::get).forEach(met::add);
    return met;
  }

  /** The numbers of those of the operation's atoms that are among {@code met}. */
  public BitSet numbers(Set<Atom> met) {
    BitSet numbers = new BitSet(atoms.size());
    for (int i = 0; i < atoms.size(); i++) {
      numbers.set(i, met.contains(atoms.get(i)));
    }
    return numbers;
  }

  private static final class Collector {
    private final AccessRules rules;
    private final Set<Atom> atoms = new LinkedHashSet<>();
    private final Set<String> met = new LinkedHashSet<>();

    Collector(AccessRules rules) {
      this.rules = rules;
    }

    void collect(SelectionSet set, String parent, Set<String> possible) {
      met.addAll(possible);
      for (SelectionSet.Selection selection : set.selections()) {
        switch (selection) {
          case SelectionSet.Fragment fragment -> {
            String condition = fragment.typeCondition();
            collect(
                fragment.selections(),
                condition,
                OperationFilter.narrowed(possible, rules.possible(condition)));
          }
          case SelectionSet.Field field when field.name().equals("__typename") -> {
            atoms.addAll(rules.type(parent));
            possible.forEach(type -> atoms.addAll(rules.type(type)));
          }
          case SelectionSet.Field field -> {
            atoms.addAll(rules.selection(parent, field.name(), possible));
            met.addAll(rules.inputTypes(parent, field.name()));
            possible.forEach(type -> met.addAll(rules.inputTypes(type, field.name())));
            String type = field.type().namedType();
            if (field.selections() != null && !OperationFilter.isIntrospection(field)) {
              collect(field.selections(), type, rules.possible(type));
            }
          }
        }
      }
    }
  }
}
