package dev.tributary.upstream;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.cache.CacheTags;
import dev.tributary.cache.NamedTags;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.plan.FetchHint;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.FetchTarget.Representation;
import dev.tributary.plan.FetchTarget.RepresentationField;
import dev.tributary.supergraph.CacheTag;
import dev.tributary.supergraph.TypeRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the answers to one step are invalidated by: the service, every type that is selected, of an
 * entity its key, and what {@code @cacheTag} says of entities and root fields. Entities below an
 * answer are not looked for: whoever invalidates one of them invalidates all answers that may hold
 * some of their type.
 *
 * @param common tags of each part of an answer
 * @param group of the entities that are kept apart; null when the answer is kept as a whole
 * @param named what {@code @cacheTag} says of these, by their type
 */
record FetchTags(
    List<String> common, @Nullable EntityGroup group, Map<String, List<CacheTag>> named) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  /**
   * @param hint what the schema says
   * @return null when a {@code @cacheTag} of a whole answer has no value: it could not be
   *     invalidated by it
   */
  static @Nullable FetchTags of(FetchStep step, FetchUnits units, FetchHint hint) {
    Set<String> types = new TreeSet<>();
    switch (step.target()) {
      case FetchTarget.Root root -> below(root.selection(), types);
      case FetchTarget.Entities(List<EntityGroup> groups) -> {
        for (EntityGroup group : groups) {
          for (SelectionSet.Selection entity : group.selection().selections()) {
            if (entity instanceof Fragment fragment) {
              if (!units.isOfEntities()) {
                types.add(fragment.typeCondition());
              }
              below(fragment.selections(), types);
            }
          }
        }
      }
    }
    List<String> common = new ArrayList<>();
    common.add(CacheTags.service(step.subgraph().service()));
    for (String type : types) {
      common.add(CacheTags.type(type));
      common.add(CacheTags.within(type));
    }
    if (!units.isOfEntities()) {
      List<String> named = NamedTags.of(units.body(), hint);
      if (named == null) {
        return null;
      }
      common.addAll(named);
    }
    return new FetchTags(common, units.group(), hint.entityTags());
  }

  private static void below(SelectionSet selection, Set<String> types) {
    for (SelectionSet.Selection one : selection.selections()) {
      switch (one) {
        case Fragment fragment -> {
          types.add(fragment.typeCondition());
          below(fragment.selections(), types);
        }
        case Field field -> {
          SelectionSet below = field.selections();
          if (below != null) {
            types.add(named(field.type()));
            below(below, types);
          }
        }
      }
    }
  }

  private static String named(TypeRef type) {
    return switch (type) {
      case TypeRef.Named(String name) -> name;
      case TypeRef.ListOf(TypeRef element) -> named(element);
      case TypeRef.NonNull(TypeRef inner) -> named(inner);
    };
  }

  /**
   * Tags of one part.
   *
   * @return null when its representation cannot be read, or has no value for a {@code @cacheTag}
   */
  @Nullable List<String> of(FetchUnits units, int unit) {
    EntityGroup entities = group;
    if (entities == null) {
      return common;
    }
    Map<String, Object> representation;
    try {
      int start = units.starts()[unit];
      representation = JSON.readValue(units.body(), start, units.ends()[unit] - start, OBJECT);
    } catch (IOException notOurs) {
      return null;
    }
    if (!(representation.get("__typename") instanceof String type)) {
      return null;
    }
    List<String> tags = new ArrayList<>(common);
    tags.add(CacheTags.type(type));
    for (Set<String> fields : keys(entities, type)) {
      Map<String, Object> key = new LinkedHashMap<>(representation);
      key.keySet().retainAll(fields);
      tags.add(CacheTags.entity(type, key));
    }
    List<String> own = NamedTags.ofEntity(named.getOrDefault(type, List.of()), representation);
    if (own == null) {
      return null;
    }
    tags.addAll(own);
    return tags;
  }

  /** The names of the key's fields, by each way to represent objects that may be of this type. */
  private static Set<Set<String>> keys(EntityGroup group, String type) {
    Set<Set<String>> keys = new LinkedHashSet<>();
    for (Representation one : group.representations()) {
      if (type.equals(one.typename())
          || one.runtimeTypes().isEmpty()
          || one.runtimeTypes().contains(type)) {
        Set<String> names = new TreeSet<>();
        for (RepresentationField field : one.fields()) {
          if (field.required() && !field.name().equals("__typename")) {
            names.add(field.name());
          }
        }
        keys.add(names);
      }
    }
    return keys;
  }
}
