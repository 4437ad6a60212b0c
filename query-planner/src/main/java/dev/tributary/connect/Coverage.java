package dev.tributary.connect;

import dev.tributary.supergraph.FieldSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one virtual subgraph claims to resolve, type by type.
 *
 * <p>One type may stand at several positions of a mapping with different fields: {@code author { id
 * name } reviewer { id }}. A subgraph that claimed {@code name} of both would answer null for the
 * reviewer, so only what every position has is claimed outright. The rest is declared external and
 * claimed by {@code @provides} on the way to the positions that have it.
 */
final class Coverage {

  /** The fields that every position of the type has. */
  private final SequencedMap<String, SequencedSet<String>> everywhere = new LinkedHashMap<>();

  /** The fields that some positions have and others have not. */
  private final SequencedMap<String, SequencedSet<String>> somewhere = new LinkedHashMap<>();

  /** For each interface and union, the object types that its positions may hold. */
  private final SequencedMap<String, SequencedSet<String>> members = new LinkedHashMap<>();

  /**
   * @param positions trees whose roots are the ways into the subgraph
   * @param entered the entity type that can be entered by its key, whose fields are then resolved
   *     wherever it stands; null when there is none
   */
  Coverage(List<Provided> positions, @Nullable String entered) {
    positions.forEach(position -> collect(position, entered));
    somewhere.forEach(
        (type, fields) -> {
          SequencedSet<String> all = everywhere.get(type);
          if (all != null) {
            fields.removeAll(all);
          }
        });
  }

  /**
   * What a connector covers that maps by type: all that its result leads to, wherever it stands.
   */
  static Coverage byType(ServiceSchema schema, Connector connector, TypeMapping types) {
    Coverage coverage = new Coverage();
    Deque<String> open = new ArrayDeque<>(List.of(connector.type().namedType()));
    Set<String> met = new HashSet<>(open);
    while (!open.isEmpty()) {
      String type = open.remove();
      SequencedSet<String> possible = schema.possibleTypes(type);
      if (!possible.isEmpty() && !possible.contains(type)) {
        coverage.members.put(type, possible);
        possible.stream().filter(met::add).forEach(open::add);
      } else if (types.form(type) instanceof TypeMapping.ObjectForm object) {
        coverage.everywhere.put(type, types.fieldNames(type));
        object.fields().values().stream()
            .map(TypeMapping.Property::type)
            .filter(met::add)
            .forEach(open::add);
      }
    }
    SequencedSet<String> entered = new LinkedHashSet<>();
    if (connector.fieldName() != null && connector.kind() != Connector.Kind.FIELD) {
      coverage.everywhere.put(
          connector.typeName(), new LinkedHashSet<>(List.of(connector.fieldName())));
    }
    if (connector.kind() == Connector.Kind.FIELD) {
      // Objects of this type are entered here too, and of those nothing else is known.
      entered.add(connector.fieldName());
      coverage.everywhere.remove(connector.typeName());
    }
    if (connector.kind() != Connector.Kind.ROOT) {
      String entity =
          connector.kind() == Connector.Kind.ENTITY
              ? connector.type().namedType()
              : connector.typeName();
      entered.addAll(coverage.everywhere.getOrDefault(entity, new LinkedHashSet<>()));
      coverage.everywhere.put(entity, entered);
      coverage.collect(schema.provided(entity, connector.key()), entity);
      coverage.somewhere.clear();
    }
    return coverage;
  }

  /** Nothing yet. */
  Coverage() {}

  private void collect(Provided position, @Nullable String entered) {
    position
        .byType()
        .forEach(
            (type, fields) -> {
              if (!type.equals(position.typeName())) {
                members
                    .computeIfAbsent(position.typeName(), unused -> new LinkedHashSet<>())
                    .add(type);
              }
              SequencedSet<String> before = everywhere.get(type);
              if (before == null) {
                everywhere.put(type, new LinkedHashSet<>(fields.keySet()));
              } else if (type.equals(entered)) {
                before.addAll(fields.keySet());
              } else {
                before.retainAll(fields.keySet());
              }
              somewhere
                  .computeIfAbsent(type, unused -> new LinkedHashSet<>())
                  .addAll(fields.keySet());
              for (Provided below : fields.values()) {
                if (below != null) {
                  members.computeIfAbsent(below.typeName(), unused -> new LinkedHashSet<>());
                  collect(below, entered);
                }
              }
            });
  }

  SequencedSet<String> types() {
    return everywhere.sequencedKeySet();
  }

  /** Whether the type, object or abstract, stands anywhere in it. */
  boolean knows(String type) {
    return everywhere.containsKey(type) || members.containsKey(type);
  }

  /** Whether an object of the type may stand where the abstract type does. */
  boolean hasMember(String abstractType, String type) {
    return members.getOrDefault(abstractType, new LinkedHashSet<>()).contains(type);
  }

  /** The object types that positions of an abstract type may hold; empty for an object type. */
  SequencedSet<String> members(String abstractType) {
    return members.getOrDefault(abstractType, new LinkedHashSet<>());
  }

  boolean resolves(String type, String field) {
    return everywhere.getOrDefault(type, new LinkedHashSet<>()).contains(field);
  }

  boolean resolvesSomewhere(String type, String field) {
    return somewhere.getOrDefault(type, new LinkedHashSet<>()).contains(field);
  }

  /** What {@code @provides} must say on the field that leads to a position; null for nothing. */
  @Nullable FieldSet provides(@Nullable Provided position) {
    if (position == null) {
      return null;
    }
    List<FieldSet.Selection> selections = new ArrayList<>();
    position
        .byType()
        .forEach(
            (type, fields) -> {
              List<FieldSet.Selection> own = new ArrayList<>();
              fields.forEach(
                  (name, below) -> {
                    if (resolves(type, name)) {
                      FieldSet inner = provides(below);
                      if (inner != null) {
                        own.add(new FieldSet.Field(name, new LinkedHashMap<>(), inner));
                      }
                    } else {
                      FieldSet inner = below == null ? null : below.asFieldSet();
                      if (below == null || inner != null) {
                        own.add(new FieldSet.Field(name, new LinkedHashMap<>(), inner));
                      }
                    }
                  });
              if (type.equals(position.typeName())) {
                selections.addAll(own);
              } else if (!own.isEmpty()) {
                selections.add(new FieldSet.Fragment(type, new FieldSet(own)));
              }
            });
    return selections.isEmpty() ? null : new FieldSet(selections);
  }

  /** Whether a type stands at several positions with different fields. */
  boolean hasPositions() {
    return somewhere.values().stream().anyMatch(fields -> !fields.isEmpty());
  }

  /**
   * Takes in what another root field covers, when of every type that both have they have the same:
   * then nothing is claimed of one that only the other provides. Neither may {@linkplain
   * #hasPositions depend on positions}.
   *
   * @param root the root type, of which they must have nothing in common
   * @return whether it was taken in; when not, nothing has changed
   */
  boolean joinWhereEqual(Coverage other, String root) {
    SequencedSet<String> fields = everywhere.getOrDefault(root, new LinkedHashSet<>());
    SequencedSet<String> added = other.everywhere.getOrDefault(root, new LinkedHashSet<>());
    if (added.stream().anyMatch(fields::contains)
        || !sameWhereBoth(everywhere, other.everywhere, root)
        || !sameWhereBoth(members, other.members, root)) {
      return false;
    }
    other.everywhere.forEach(everywhere::putIfAbsent);
    other.members.forEach(members::putIfAbsent);
    SequencedSet<String> both = new LinkedHashSet<>(fields);
    both.addAll(added);
    everywhere.put(root, both);
    return true;
  }

  private static boolean sameWhereBoth(
      Map<String, SequencedSet<String>> ours,
      Map<String, SequencedSet<String>> theirs,
      String root) {
    return theirs.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(root))
        .allMatch(
            entry -> {
              Set<String> own = ours.get(entry.getKey());
              return own == null || own.equals(entry.getValue());
            });
  }
}
