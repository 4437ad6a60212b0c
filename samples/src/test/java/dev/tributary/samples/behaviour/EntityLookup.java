package dev.tributary.samples.behaviour;

import dev.tributary.samples.behaviour.Things.Thing;
import graphql.language.Field;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds a subgraph's entities by their keys. */
final class EntityLookup {

  private final SubgraphSdl sdl;
  private final Things things;

  EntityLookup(SubgraphSdl sdl, Things things) {
    this.sdl = sdl;
    this.things = things;
  }

  /**
   * Finds the object that a representation means; null when there is none.
   *
   * @throws IllegalStateException when no key of it is whole, or it says what this subgraph does
   *     not declare
   */
  @Nullable Thing find(Map<String, Object> representation) {
    String type = String.valueOf(representation.get("__typename"));
    for (String field : representation.keySet()) {
      if (!field.equals("__typename") && sdl.definition(type, field) == null) {
        throw new IllegalStateException("nothing is known here of " + type + "." + field);
      }
    }
    Set<String> possible = sdl.possible(type);
    boolean whole = false;
    for (SelectionSet key : sdl.resolvableKeys(type)) {
      if (!isWhole(key, representation)) {
        continue;
      }
      whole = true;
      for (Thing thing : things.all()) {
        if (possible.contains(thing.type()) && matches(key, representation, thing)) {
          return thing;
        }
      }
    }
    if (!whole) {
      throw new IllegalStateException("no key of " + type + " is whole in " + representation);
    }
    return null;
  }

  private static boolean isWhole(SelectionSet key, @Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().allMatch(item -> isWhole(key, item));
    }
    return value instanceof Map<?, ?> object
        && key.getSelections().stream()
            .allMatch(
                selection ->
                    !(selection instanceof Field field)
                        || (field.getSelectionSet() == null
                            ? object.get(field.getName()) != null
                            : isWhole(field.getSelectionSet(), object.get(field.getName()))));
  }

  private boolean matches(SelectionSet key, @Nullable Object sent, @Nullable Object own) {
    if (sent instanceof List<?> list) {
      return own instanceof List<?> others && allMatch(key, list, others);
    }
    Thing thing = own instanceof Thing known ? known : things.referred(own);
    if (thing == null || !(sent instanceof Map<?, ?> object)) {
      return false;
    }
    for (Selection<?> selection : key.getSelections()) {
      if (selection instanceof Field field) {
        Object value = object.get(field.getName());
        Object mine = thing.values().get(field.getName());
        boolean same =
            field.getSelectionSet() == null
                ? String.valueOf(value).equals(String.valueOf(mine))
                : matches(field.getSelectionSet(), value, mine);
        if (!same) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean allMatch(SelectionSet key, List<?> sent, List<?> own) {
    boolean same = sent.size() == own.size();
    for (int i = 0; same && i < sent.size(); i++) {
      same = matches(key, sent.get(i), own.get(i));
    }
    return same;
  }
}
