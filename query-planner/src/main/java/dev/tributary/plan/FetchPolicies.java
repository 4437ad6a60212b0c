package dev.tributary.plan;

import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.plan.FetchHint.Coverage;
import dev.tributary.plan.FetchHint.RootTag;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.supergraph.CacheHint;
import dev.tributary.supergraph.CacheHint.Scope;
import dev.tributary.supergraph.CacheTag;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the schema's {@code @cacheControl} says of the fetches of a plan, by the rules that Apollo
 * Server has for one service: the hint of a field goes before that of its type, root fields and
 * fields of composite types without either have the default, other fields are as old as their
 * parent, and the least age and the strictest scope hold for all.
 *
 * <p>What depends on a request is taken at its strictest: a field counts whether its condition
 * holds or not, and an object that may be of several types counts as each of them. The root of an
 * entity fetch has its type's hint, and the default when it says nothing of an age.
 */
public final class FetchPolicies {
  private final Supergraph supergraph;
  private final ToIntFunction<Subgraph> defaultMaxAge;

  /**
   * @param supergraph that plans are made for
   * @param defaultMaxAge the seconds that a service's fields have of which nothing is said
   */
  public FetchPolicies(Supergraph supergraph, ToIntFunction<Subgraph> defaultMaxAge) {
    this.supergraph = supergraph;
    this.defaultMaxAge = defaultMaxAge;
  }

  /** The policy of each step, by its id. What is no query is never kept. */
  public List<FetchPolicy> of(QueryPlan plan) {
    return plan.steps().stream().map(this::of).toList();
  }

  private FetchPolicy of(FetchStep step) {
    return step.kind() == Operation.Kind.QUERY
        ? hint(step).orElse(defaultMaxAge.applyAsInt(step.subgraph()))
        : FetchPolicy.NEVER;
  }

  /** What the schema itself says of each step, by its id; nothing of what is no query. */
  public List<FetchHint> hints(QueryPlan plan) {
    return plan.steps().stream()
        .map(step -> step.kind() == Operation.Kind.QUERY ? hint(step) : FetchHint.NONE)
        .toList();
  }

  private FetchHint hint(FetchStep step) {
    Service service = new Service(step.subgraph().id());
    switch (step.target()) {
      case FetchTarget.Root root -> {
        service.fields(root.selection(), Set.of(supergraph.queryType()), Depth.ROOT);
        service.rootTags(root.selection());
      }
      case FetchTarget.Entities(List<EntityGroup> groups) ->
          groups.forEach(group -> service.entities(group.selection()));
    }
    return service.hint();
  }

  /** Whether there is a parent whose age a field can have. */
  private enum Depth {
    ROOT,
    BELOW
  }

  /** Walks what one service is asked for, and keeps the strictest of what is said. */
  private final class Service {
    private final int id;
    private @Nullable Integer maxAge;
    private Coverage coverage = Coverage.ALL;
    private Scope scope = Scope.PUBLIC;
    private final Map<String, List<CacheTag>> entityTags = new HashMap<>();
    private final List<RootTag> rootTags = new ArrayList<>();

    Service(int id) {
      this.id = id;
    }

    FetchHint hint() {
      return new FetchHint(maxAge, coverage, scope, entityTags, rootTags);
    }

    void rootTags(SelectionSet selection) {
      for (SelectionSet.Selection one : selection.selections()) {
        switch (one) {
          case Fragment fragment -> rootTags(fragment.selections());
          case Field field -> {
            FieldDefinition definition = definition(supergraph.queryType(), field.name());
            if (definition != null) {
              rootTags(field, definition);
            }
          }
        }
      }
    }

    private void rootTags(Field field, FieldDefinition definition) {
      List<CacheTag> tags = CacheTag.of(definition.directives(), id);
      if (tags.isEmpty()) {
        return;
      }
      SequencedMap<String, Value> arguments = new LinkedHashMap<>(field.arguments());
      for (ArgumentDefinition argument : definition.arguments().values()) {
        Value byDefault = argument.defaultValue();
        if (byDefault != null) {
          arguments.putIfAbsent(argument.name(), byDefault);
        }
      }
      tags.forEach(tag -> rootTags.add(new RootTag(tag, arguments)));
    }

    private void restrict(@Nullable Integer age, @Nullable Scope to) {
      if (age != null) {
        maxAge = maxAge == null ? age : Math.min(maxAge, age);
      }
      if (to == Scope.PRIVATE) {
        scope = Scope.PRIVATE;
      }
    }

    void entities(SelectionSet selection) {
      for (SelectionSet.Selection entity : selection.selections()) {
        if (entity instanceof Fragment fragment) {
          Set<String> types = possible(fragment.typeCondition());
          for (String type : types) {
            CacheHint hint = ofType(type);
            restrict(hint.maxAge(), hint.scope());
            if (hint.maxAge() == null) {
              coverage = Coverage.PART;
            }
            List<CacheTag> tags = tagsOf(type);
            if (!tags.isEmpty()) {
              entityTags.put(type, tags);
            }
          }
          fields(fragment.selections(), types, Depth.BELOW);
        }
      }
    }

    /**
     * @param types what the objects may be that are selected on, as the service names them
     */
    void fields(SelectionSet selection, Set<String> types, Depth depth) {
      for (SelectionSet.Selection one : selection.selections()) {
        switch (one) {
          case Fragment fragment -> {
            Set<String> narrowed = new LinkedHashSet<>(possible(fragment.typeCondition()));
            narrowed.retainAll(types);
            fields(fragment.selections(), narrowed, depth);
          }
          case Field field -> field(field, types, depth);
        }
      }
    }

    private void field(Field field, Set<String> types, Depth depth) {
      if (field.name().equals("__typename")) {
        return;
      }
      Set<String> targets = new LinkedHashSet<>();
      for (String type : types) {
        FieldDefinition definition = definition(type, field.name());
        FieldInSubgraph here = definition == null ? null : definition.in().get(id);
        String target =
            here == null || here.type() == null
                ? field.type().namedType()
                : here.type().namedType();
        targets.add(target);
        restrict(
            definition == null ? CacheHint.NONE : CacheHint.of(definition.directives(), id),
            target,
            depth);
      }
      if (field.selections() != null) {
        Set<String> below = new LinkedHashSet<>();
        targets.forEach(target -> below.addAll(possible(target)));
        fields(field.selections(), below, Depth.BELOW);
      }
    }

    private void restrict(CacheHint own, String target, Depth depth) {
      boolean composite = supergraph.types().get(target) instanceof TypeDefinition.Composite;
      CacheHint ofType = composite ? ofType(target) : CacheHint.NONE;
      // A type's age goes before the wish of a field to have its parent's.
      boolean inherits = ofType.inheritMaxAge() || (own.inheritMaxAge() && ofType.maxAge() == null);
      Integer age = own.maxAge() == null ? ofType.maxAge() : own.maxAge();
      if (age == null && ((composite && !inherits) || depth == Depth.ROOT)) {
        coverage = Coverage.PART;
      }
      restrict(age, own.scope() == null ? ofType.scope() : own.scope());
    }

    private CacheHint ofType(String name) {
      TypeDefinition type = supergraph.types().get(name);
      return type == null ? CacheHint.NONE : CacheHint.of(type.directives(), id);
    }

    private List<CacheTag> tagsOf(String name) {
      TypeDefinition type = supergraph.types().get(name);
      return type == null ? List.of() : CacheTag.of(type.directives(), id);
    }

    private @Nullable FieldDefinition definition(String type, String field) {
      return supergraph.types().get(type) instanceof TypeDefinition.WithFields withFields
          ? withFields.fields().get(field)
          : null;
    }

    /** What an object of this type may be in this service; an interface object is its interface. */
    private Set<String> possible(String name) {
      return switch (supergraph.types().get(name)) {
        case ObjectType object -> Set.of(object.name());
        case InterfaceType contract -> {
          InSubgraph here = contract.in().get(id);
          yield here != null && here.interfaceObject()
              ? Set.of(name)
              : known(supergraph.possibleTypes().getOrDefault(name, Set.of()));
        }
        case UnionType _ -> known(supergraph.possibleTypes().getOrDefault(name, Set.of()));
        case null, default -> Set.of();
      };
    }

    private Set<String> known(Set<String> types) {
      List<String> known = new ArrayList<>();
      for (String type : types) {
        if (supergraph.types().get(type) instanceof ObjectType object
            && object.in().containsKey(id)) {
          known.add(type);
        }
      }
      return new LinkedHashSet<>(known);
    }
  }
}
