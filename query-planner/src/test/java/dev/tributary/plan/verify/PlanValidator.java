package dev.tributary.plan.verify;

import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.FetchTarget.PathElement;
import dev.tributary.plan.FetchTarget.Representation;
import dev.tributary.plan.FetchTarget.RepresentationField;
import dev.tributary.plan.Projection;
import dev.tributary.plan.QueryPlan;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Replays a plan without data: which data keys are known at each position for each object type, and
 * by which step. Finds what a run over lucky data would not show: a representation or a projection
 * that reads what no step brings, or what only a step brings that it does not wait for; and types
 * that must be told apart where {@code __typename} is not known.
 *
 * <p>Written against the documents of {@link QueryPlan} and {@link FetchTarget} alone, sharing no
 * code with the planner.
 */
final class PlanValidator {

  private final Supergraph supergraph;
  private final Capabilities capabilities;
  private final QueryPlan plan;
  private final Predicate<String> variables;
  private final List<String> problems = new ArrayList<>();

  /** By step, itself and all that it waits for. */
  private final List<BitSet> ended = new ArrayList<>();

  private PlanValidator(
      Supergraph supergraph,
      Capabilities capabilities,
      QueryPlan plan,
      Predicate<String> variables) {
    this.supergraph = supergraph;
    this.capabilities = capabilities;
    this.plan = plan;
    this.variables = variables;
  }

  /**
   * @param variables the values of the Boolean variables
   * @return what is wrong; empty when the plan brings all that it reads
   */
  static List<String> problems(
      Supergraph supergraph,
      Capabilities capabilities,
      QueryPlan plan,
      String rootType,
      Predicate<String> variables) {
    PlanValidator validator = new PlanValidator(supergraph, capabilities, plan, variables);
    Position root = new Position(Set.of(rootType));
    plan.steps().forEach(step -> validator.run(step, root));
    validator.project(plan.projection(), root, rootType);
    return validator.problems;
  }

  /** The objects at one place of the merged data. */
  private static final class Position {
    final Set<String> types;
    final Map<String, Map<String, Known>> byType = new LinkedHashMap<>();

    Position(Set<String> types) {
      this.types = types;
    }

    @Nullable Known get(String type, String dataKey) {
      return byType.getOrDefault(type, Map.of()).get(dataKey);
    }
  }

  /** A value under a data key. */
  private static final class Known {
    /** The steps that bring it, each alone. */
    final BitSet broughtBy = new BitSet();

    /** The steps that bring it as an interface object's name, which means nothing. */
    final BitSet meaningless = new BitSet();

    @Nullable Position below;

    boolean isKnownTo(BitSet ended) {
      return broughtBy.intersects(ended);
    }
  }

  private void run(FetchStep step, Position root) {
    BitSet before = new BitSet();
    step.dependsOn().forEach(dependency -> before.or(ended.get(dependency)));
    BitSet all = (BitSet) before.clone();
    all.set(step.id());
    ended.add(all);
    if (!step.condition().holds(variables)) {
      return;
    }
    switch (step.target()) {
      case FetchTarget.Root target -> {
        for (Place place : places(root, target.path(), before, "step " + step.id())) {
          place.types().forEach(type -> select(step, place, type, type, target.selection()));
        }
      }
      case FetchTarget.Entities target ->
          target.groups().stream()
              .filter(group -> group.condition().holds(variables))
              .forEach(group -> entities(step, group, root, before));
    }
  }

  /** A position, and which of its types are meant. */
  private record Place(Position position, Set<String> types) {}

  private List<Place> places(Position root, List<PathElement> path, BitSet before, String reader) {
    List<Place> places = List.of(new Place(root, root.types));
    for (PathElement element : path) {
      List<Place> next = new ArrayList<>();
      for (Place place : places) {
        switch (element) {
          case PathElement.Key(String key) -> {
            Map<Position, Place> below = new LinkedHashMap<>();
            for (String type : place.types()) {
              Known known = place.position().get(type, key);
              if (known != null && known.below != null && known.isKnownTo(before)) {
                below.put(known.below, new Place(known.below, known.below.types));
              }
            }
            next.addAll(below.values());
          }
          case PathElement.OnTypes(Set<String> types) -> {
            tellApart(place.position(), place.types(), types, before, reader + " walks its path");
            Set<String> narrowed = new LinkedHashSet<>(place.types());
            narrowed.retainAll(types);
            next.add(new Place(place.position(), narrowed));
          }
        }
      }
      places = next;
    }
    return places;
  }

  private void entities(FetchStep step, EntityGroup group, Position root, BitSet before) {
    String reader = "step " + step.id() + " (" + step.subgraph().name() + ")";
    for (Place place : places(root, group.path(), before, reader)) {
      for (Representation representation : group.representations()) {
        Set<String> meant = new LinkedHashSet<>(place.types());
        if (!representation.runtimeTypes().isEmpty()) {
          tellApart(
              place.position(),
              place.types(),
              representation.runtimeTypes(),
              before,
              reader + " chooses a representation");
          meant.retainAll(representation.runtimeTypes());
        }
        for (String type : meant) {
          if (representation.typename() == null) {
            typename(place.position(), type, before, reader + " sends __typename");
          }
          String as = seenAs(representation, type, step.subgraph().id());
          Set<String> required = required(step.subgraph().id(), as, group.selection());
          representation.fields().stream()
              .filter(field -> field.required() || required.contains(field.name()))
              .forEach(field -> read(place.position(), type, field, before, reader));
          select(step, place, type, as, group.selection());
        }
      }
    }
  }

  /** A subgraph with the interface itself, not an object for it, finds the object's own type. */
  private String seenAs(Representation representation, String type, int subgraph) {
    String sent = representation.typename();
    return sent == null || !capabilities.isInterfaceObject(sent, subgraph) ? type : sent;
  }

  private boolean applies(String condition, String as, int subgraph) {
    return condition.equals(as) || capabilities.possibleIn(condition, subgraph).contains(as);
  }

  /**
   * What must be sent for the fields selected. What only unselected ones require may be missing: it
   * was not fetched for the same condition, is sent as null, and looked at by nobody.
   */
  private Set<String> required(int subgraph, String as, SelectionSet set) {
    Set<String> names = new LinkedHashSet<>();
    for (SelectionSet.Selection selection : set.selections()) {
      if (selection.condition().holds(variables)) {
        switch (selection) {
          case SelectionSet.Field field -> {
            FieldDefinition definition = capabilities.declared(as, field.name());
            if (definition != null
                && definition.in().get(subgraph) instanceof FieldInSubgraph in
                && in.requires() != null) {
              names.addAll(names(in.requires()));
            }
          }
          case SelectionSet.Fragment fragment -> {
            if (applies(fragment.typeCondition(), as, subgraph)) {
              names.addAll(required(subgraph, as, fragment.selections()));
            }
          }
        }
      }
    }
    return names;
  }

  private static Set<String> names(FieldSet fields) {
    Set<String> names = new LinkedHashSet<>();
    for (FieldSet.Selection selection : fields.selections()) {
      switch (selection) {
        case FieldSet.Field field -> names.add(field.name());
        case FieldSet.Fragment fragment -> names.addAll(names(fragment.selection()));
      }
    }
    return names;
  }

  private void read(
      Position position, String type, RepresentationField field, BitSet before, String reader) {
    if (!field.runtimeTypes().isEmpty() && !field.runtimeTypes().contains(type)) {
      return;
    }
    if (field.name().equals("__typename")) {
      typename(position, type, before, reader + " sends __typename");
      return;
    }
    Known known = position.get(type, field.dataKey());
    if (known == null || !known.isKnownTo(before)) {
      problems.add(
          reader
              + " sends "
              + type
              + "."
              + field.name()
              + " from \""
              + field.dataKey()
              + "\", which "
              + (known == null ? "no step brings" : "no step before it brings"));
      return;
    }
    if (!field.fields().isEmpty() && known.below != null) {
      Position below = known.below;
      for (String typeBelow : below.types) {
        field.fields().forEach(inner -> read(below, typeBelow, inner, before, reader));
      }
    }
  }

  /**
   * @param as what the subgraph takes the object for
   */
  private void select(FetchStep step, Place place, String type, String as, SelectionSet set) {
    int subgraph = step.subgraph().id();
    for (SelectionSet.Selection selection : set.selections()) {
      if (!selection.condition().holds(variables)) {
        continue;
      }
      switch (selection) {
        case SelectionSet.Fragment fragment -> {
          if (applies(fragment.typeCondition(), as, subgraph)) {
            select(step, place, type, as, fragment.selections());
          }
        }
        case SelectionSet.Field field -> {
          Known known =
              place
                  .position()
                  .byType
                  .computeIfAbsent(type, any -> new LinkedHashMap<>())
                  .computeIfAbsent(field.responseKey(), any -> new Known());
          if (field.name().equals("__typename") && capabilities.isInterfaceObject(as, subgraph)) {
            known.meaningless.set(step.id());
          } else {
            known.broughtBy.set(step.id());
          }
          if (field.selections() != null) {
            below(step, type, as, field, known);
          }
        }
      }
    }
  }

  private void below(
      FetchStep step, String type, String as, SelectionSet.Field field, Known known) {
    FieldDefinition definition = capabilities.declared(type, field.name());
    if (definition == null || field.selections() == null) {
      problems.add("step " + step.id() + " selects " + type + "." + field.name());
      return;
    }
    if (known.below == null) {
      known.below = new Position(capabilities.possible(type, definition));
    }
    Position below = known.below;
    FieldDefinition seen = capabilities.declared(as, field.name());
    String declared = (seen == null ? definition : seen).type().namedType();
    for (String typeBelow : below.types) {
      String asBelow =
          capabilities.isInterfaceObject(declared, step.subgraph().id()) ? declared : typeBelow;
      select(step, new Place(below, below.types), typeBelow, asBelow, field.selections());
    }
  }

  /** Some of the types are meant and some are not: each object's type must be known. */
  private void tellApart(
      Position position, Set<String> types, Set<String> meant, BitSet before, String reader) {
    if (!meant.containsAll(types) && types.stream().anyMatch(meant::contains)) {
      types.forEach(type -> typename(position, type, before, reader));
    }
  }

  private void typename(Position position, String type, BitSet before, String reader) {
    Known known = position.get(type, "__typename");
    if (position.types.size() > 1 && (known == null || !known.isKnownTo(before))) {
      problems.add(
          reader
              + " and must know the type of "
              + position.types
              + ": __typename of "
              + type
              + " is "
              + (known == null
                  ? "not fetched"
                  : known.meaningless.isEmpty()
                      ? "fetched too late"
                      : "that of an interface object"));
    }
  }

  private void project(Projection projection, Position position, String path) {
    BitSet everything = new BitSet();
    everything.set(0, plan.steps().size());
    for (Projection.Projected projected : projection.selections()) {
      if (!projected.condition().holds(variables)) {
        continue;
      }
      Set<String> meant = new LinkedHashSet<>(position.types);
      meant.removeIf(type -> !isVisible(type));
      if (!projected.runtimeTypes().isEmpty()) {
        tellApart(position, meant, projected.runtimeTypes(), everything, path + " is projected");
        meant.retainAll(projected.runtimeTypes());
      }
      String at = path + "." + projected.responseKey();
      switch (projected) {
        case Projection.ProjectedIntrospection introspection -> {}
        case Projection.ProjectedWithheld withheld -> {}
        case Projection.ProjectedTypename typename -> {
          if (typename.typeName() == null) {
            meant.forEach(type -> typename(position, type, everything, at + " is projected"));
          }
        }
        case Projection.ProjectedField field -> project(field, position, meant, everything, at);
      }
    }
  }

  private void project(
      Projection.ProjectedField field,
      Position position,
      Set<String> types,
      BitSet everything,
      String at) {
    for (String type : types) {
      FieldDefinition definition = capabilities.declared(type, field.name());
      // Objects without a possible type are null whatever is fetched.
      boolean isNull =
          definition != null
              && capabilities.isComposite(definition.type().namedType())
              && capabilities.possible(type, definition).isEmpty();
      Known known = position.get(type, field.dataKey());
      if (isNull) {
        continue;
      }
      if (known == null || !known.isKnownTo(everything)) {
        problems.add(
            at + " of " + type + " reads \"" + field.dataKey() + "\", which no step brings");
      } else if (field.selections() != null && known.below != null) {
        project(field.selections(), known.below, at);
      }
    }
  }

  private boolean isVisible(String type) {
    return supergraph.types().get(type) instanceof TypeDefinition known && !known.inaccessible();
  }
}
