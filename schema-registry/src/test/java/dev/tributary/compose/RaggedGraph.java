package dev.tributary.compose;

import dev.tributary.subgraph.SubgraphSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/**
 * Random subgraphs that merge, but often cannot be answered whole: keys that only some subgraphs
 * have, that cannot be entered by or do not exist at all, value types and unions known in part, and
 * requirements.
 */
final class RaggedGraph {

  private static final List<String> KEYS = List.of("id", "code", "id code", "pal { id }");

  private final Random random;
  private final int entities;
  private final List<SubgraphSource> subgraphs = new ArrayList<>();

  RaggedGraph(long seed, int subgraphs, int entities) {
    this.random = new Random(seed);
    this.entities = entities;
    for (int i = 0; i < subgraphs; i++) {
      this.subgraphs.add(new SubgraphSource("s" + i, "http://s" + i, new Draft(i).sdl()));
    }
  }

  List<SubgraphSource> subgraphs() {
    return subgraphs;
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** One subgraph while it is written. */
  private final class Draft {
    private final int number;
    private final SequencedMap<String, SequencedMap<String, String>> fields = new LinkedHashMap<>();
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final SequencedSet<String> mentioned = new LinkedHashSet<>();

    Draft(int number) {
      this.number = number;
    }

    String sdl() {
      for (int entity = 0; entity < entities; entity++) {
        if (oneIn(2)) {
          entity("E" + entity);
        }
      }
      if (number == 0 || oneIn(2)) {
        field("Query", "q" + random.nextInt(3));
        field("Query", "own" + number);
      }
      while (!mentioned.isEmpty()) {
        define(mentioned.removeFirst());
      }
      boolean thing = fields.remove("Thing") != null;
      boolean either = fields.remove("Either") != null;
      StringBuilder out =
          new StringBuilder(
              "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.3\", import:"
                  + " [\"@key\", \"@shareable\", \"@external\", \"@requires\"])\n");
      fields.forEach(
          (type, own) -> {
            out.append("type ").append(type);
            out.append(thing && isEntity(type) ? " implements Thing" : "");
            out.append(keys.getOrDefault(type, "")).append(" {\n");
            own.values().forEach(text -> out.append("  ").append(text).append('\n'));
            out.append("}\n");
          });
      if (thing) {
        out.append("interface Thing { id: ID! }\n");
      }
      if (either) {
        out.append(
            fields.keySet().stream()
                .filter(Draft::isEntity)
                .collect(Collectors.joining(" | ", "union Either = ", "\n")));
      }
      return out.toString();
    }

    private static boolean isEntity(String type) {
      return type.startsWith("E");
    }

    private void entity(String name) {
      SequencedMap<String, String> own = fields.computeIfAbsent(name, n -> new LinkedHashMap<>());
      own.put("id", "id: ID! @shareable");
      int count = oneIn(6) ? 0 : 1 + random.nextInt(2);
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < count; i++) {
        String key = KEYS.get(random.nextInt(KEYS.size()));
        if (key.contains("code")) {
          own.put("code", "code: Int @shareable");
        }
        if (key.contains("pal")) {
          own.put("pal", "pal: Pal @shareable");
          fields.computeIfAbsent("Pal", n -> new LinkedHashMap<>()).put("id", "id: ID @shareable");
        }
        all.append(" @key(fields: \"%s\"%s)".formatted(key, oneIn(4) ? ", resolvable: false" : ""));
      }
      keys.put(name, all.toString());
      for (int i = 0; i < random.nextInt(4); i++) {
        field(name, "f" + random.nextInt(5));
      }
      if (count > 0 && oneIn(3)) {
        String needed = "g" + random.nextInt(2);
        own.put(needed, needed + ": Int @external");
        own.put("need" + number, "need" + number + ": Int @requires(fields: \"" + needed + "\")");
      } else {
        own.put("g0", "g0: Int @shareable");
        own.put("g1", "g1: Int @shareable");
      }
    }

    /** A field has the same type wherever it is. */
    private void field(String type, String name) {
      Random same = new Random((type + name).hashCode() * 31L);
      String target =
          switch (same.nextInt(8)) {
            case 0, 1 -> "E" + same.nextInt(entities);
            case 2 -> "[E" + same.nextInt(entities) + "!]";
            case 3, 4 -> "Value";
            case 5 -> "Thing";
            case 6 -> "Either";
            default -> "Int";
          };
      String named = target.replaceAll("[^A-Za-z0-9]", "");
      if (!named.equals("Int")) {
        mentioned.add(named);
      }
      fields
          .computeIfAbsent(type, n -> new LinkedHashMap<>())
          .put(name, name + ": " + target + " @shareable");
    }

    private void define(String type) {
      if (type.equals("Value")) {
        SequencedMap<String, String> own = fields.computeIfAbsent(type, n -> new LinkedHashMap<>());
        own.put("a", "a: Int @shareable");
        if (oneIn(2)) {
          own.put("b", "b: Int @shareable");
        }
        if (oneIn(3)) {
          own.put("c", "c: Int @shareable");
        }
      } else if (type.equals("Thing") || type.equals("Either")) {
        fields.computeIfAbsent(type, n -> new LinkedHashMap<>());
        String member = "E" + random.nextInt(entities);
        if (!fields.containsKey(member)) {
          entity(member);
        }
      } else if (!fields.containsKey(type)) {
        fields.computeIfAbsent(type, n -> new LinkedHashMap<>()).put("id", "id: ID! @shareable");
        keys.put(type, oneIn(2) ? " @key(fields: \"id\", resolvable: false)" : "");
      }
    }
  }
}
