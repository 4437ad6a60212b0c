package dev.tributary.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A graph invented by chance, split over subgraphs by chance: entities with several keys, shared
 * and external fields, requirements, provisions, value types, interfaces and unions that not every
 * subgraph knows in full.
 */
final class RandomGraph {

  private final Random random;
  private final int subgraphs;
  private final List<Entity> entities = new ArrayList<>();
  private final boolean interfaceObject;

  /** Whether the fields of value types are split between even and odd subgraphs. */
  private final boolean splitValues;

  /** By subgraph: which of the two keys it has; 0 when it does not know the entity. */
  private record Entity(
      String name,
      int[] keys,
      Map<String, Set<Integer>> leaves,
      List<List<String>> external,
      Set<Integer> valueIn) {
    boolean in(int subgraph) {
      return keys[subgraph] != 0;
    }
  }

  private RandomGraph(long seed) {
    this.random = new Random(seed);
    this.subgraphs = 2 + random.nextInt(4);
    this.interfaceObject = random.nextInt(3) == 0;
    this.splitValues = random.nextInt(3) == 0;
  }

  static PlanCase of(long seed) {
    return new RandomGraph(seed).build(seed);
  }

  private PlanCase build(long seed) {
    int count = 2 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      entities.add(entity("E" + i));
    }
    SequencedMap<String, String> sources = new LinkedHashMap<>();
    for (int s = 0; s < subgraphs; s++) {
      sources.put("s" + s, subgraph(s));
    }
    return new PlanCase(Path.of("random-" + seed), "", sources, Set.of(), "", "", "");
  }

  private Entity entity(String name) {
    int[] keys = new int[subgraphs];
    int hub = random.nextInt(subgraphs); // Has both keys, so that all are connected.
    for (int s = 0; s < subgraphs; s++) {
      keys[s] = s == hub ? 3 : random.nextInt(4);
    }
    Map<String, Set<Integer>> leaves = new LinkedHashMap<>();
    List<List<String>> external = new ArrayList<>();
    Set<Integer> valueIn = new LinkedHashSet<>();
    Entity entity = new Entity(name, keys, leaves, external, valueIn);
    int count = 2 + random.nextInt(4);
    for (int f = 0; f < count; f++) {
      Set<Integer> owners = new LinkedHashSet<>();
      owners.add(someSubgraph(entity));
      if (random.nextInt(3) == 0) {
        owners.add(someSubgraph(entity));
      }
      leaves.put("f" + f, owners);
    }
    IntStream known = IntStream.range(0, subgraphs).filter(entity::in);
    known.filter(s -> random.nextBoolean()).forEach(valueIn::add);
    if (valueIn.stream().map(s -> s % 2).distinct().count() < 2) {
      valueIn.clear(); // Not all of the value could be had.
    }
    for (int s = 0; s < subgraphs; s++) {
      int subgraph = s;
      external.add(
          leaves.keySet().stream()
              .filter(leaf -> entity.in(subgraph))
              .filter(leaf -> !Objects.requireNonNull(leaves.get(leaf)).contains(subgraph))
              .filter(leaf -> random.nextBoolean())
              .toList());
    }
    return entity;
  }

  private int someSubgraph(Entity entity) {
    while (true) {
      int s = random.nextInt(subgraphs);
      if (entity.in(s)) {
        return s;
      }
    }
  }

  private String subgraph(int s) {
    StringBuilder out = new StringBuilder();
    Set<String> interfaceMembers = new LinkedHashSet<>();
    List<String> members = new ArrayList<>();
    for (Entity entity : entities) {
      if (entity.in(s)) {
        members.add(entity.name());
        if (!standsIn(s) && hasId(entity, s)) {
          interfaceMembers.add(entity.name());
        }
      }
    }
    out.append("type Query {\n  shared: Value\n");
    for (Entity entity : entities) {
      if (entity.in(s) && !(standsIn(s) && hasId(entity, s))) {
        out.append(
            "  %s_s%d: %s\n".formatted(entity.name().toLowerCase(Locale.ROOT), s, entity.name()));
        out.append("  list_%s_s%d(first: Int): [%s]\n".formatted(entity.name(), s, entity.name()));
      }
    }
    if (!members.isEmpty() && !standsIn(s)) {
      out.append("  any_s%d: [Any]\n".formatted(s));
    }
    if (!interfaceMembers.isEmpty()) {
      out.append("  node_s%d: [Node]\n".formatted(s));
    }
    if (standsIn(s)) {
      out.append("  node_s%d: [Node]\n".formatted(s));
    }
    out.append("}\n");
    boolean even = s % 2 == 0;
    out.append("type Value { ").append(splitValues && even ? "" : "v: String ");
    out.append("deep: Deep }\ntype Deep { ");
    out.append(splitValues && !even ? "w: Int }\n" : "w: Int x: String }\n");
    if (standsIn(s)) {
      out.append("type Node @key(fields: \"id\") @interfaceObject { id: ID! extra: String }\n");
      return out.toString();
    }
    if (!members.isEmpty()) {
      out.append("union Any = ").append(String.join(" | ", members)).append('\n');
    }
    if (!interfaceMembers.isEmpty()) {
      // An interface with a key has to know all its implementations.
      boolean all = interfaceMembers.size() == entities.size();
      out.append("interface Node " + (all ? "@key(fields: \"id\") " : "") + "{ id: ID! }\n");
    }
    for (Entity entity : entities) {
      if (entity.in(s)) {
        type(out, entity, s, interfaceMembers.contains(entity.name()));
      }
    }
    return out.toString();
  }

  /**
   * The last subgraph knows nothing but the interface, when there is an interface object at all.
   */
  private boolean standsIn(int s) {
    return interfaceObject
        && s == subgraphs - 1
        && entities.stream().allMatch(this::isElsewhere)
        && IntStream.range(0, s)
            .anyMatch(other -> entities.stream().allMatch(entity -> hasId(entity, other)));
  }

  /** Nothing is left to the subgraph that stands in, and every subgraph agrees on the interface. */
  private boolean isElsewhere(Entity entity) {
    for (int s = 0; s < subgraphs - 1; s++) {
      if (entity.in(s) && !hasId(entity, s)) {
        return false;
      }
    }
    return entity.keys()[subgraphs - 1] != 3
        && entity.leaves().values().stream().noneMatch(owners -> owners.contains(subgraphs - 1));
  }

  private static boolean hasId(Entity entity, int s) {
    return (entity.keys()[s] & 1) != 0;
  }

  private void type(StringBuilder out, Entity entity, int s, boolean node) {
    int keys = entity.keys()[s];
    out.append("type ").append(entity.name()).append(node ? " implements Node" : "");
    if ((keys & 1) != 0) {
      out.append(" @key(fields: \"id\")");
    }
    if ((keys & 2) != 0) {
      out.append(" @key(fields: \"code\")");
    }
    out.append(" {\n");
    if ((keys & 1) != 0) {
      out.append("  id: ID!\n");
    }
    if ((keys & 2) != 0) {
      out.append("  code: String!\n");
    }
    List<String> external = entity.external().get(s);
    entity
        .leaves()
        .forEach(
            (leaf, owners) -> {
              if (owners.contains(s)) {
                out.append("  ").append(leaf).append(": String\n");
              } else if (external.contains(leaf)) {
                out.append("  ").append(leaf).append(": String @external\n");
              }
            });
    if (!external.isEmpty() && random.nextInt(3) != 0) {
      String required = external.get(random.nextInt(external.size()));
      out.append("  r%d: String @requires(fields: \"%s\")\n".formatted(s, required));
    }
    if (entity.valueIn().contains(s)) {
      out.append("  value: Value\n");
    } else if (!entity.valueIn().isEmpty() && random.nextBoolean()) {
      out.append("  value: Value @external\n");
      out.append("  n%d: String @requires(fields: \"value { deep { w } }\")\n".formatted(s));
    }
    for (Entity target : entities) {
      if (target.in(s) && random.nextInt(3) == 0) {
        String provides = provides(target, s);
        out.append(
            "  to%s_s%d: %s%s\n"
                .formatted(
                    target.name(),
                    s,
                    random.nextBoolean() ? target.name() : "[" + target.name() + "]",
                    provides));
      }
    }
    if (random.nextInt(3) == 0) {
      out.append("  any_s%d: Any\n".formatted(s));
    }
    out.append("}\n");
  }

  private String provides(Entity target, int s) {
    List<String> external = target.external().get(s);
    return external.isEmpty() || random.nextBoolean()
        ? ""
        : " @provides(fields: \"%s\")".formatted(external.get(random.nextInt(external.size())));
  }
}
