package dev.tributary.compose;

import dev.tributary.subgraph.SubgraphSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A random schema, whole and cut into subgraphs: entities whose fields are spread and sometimes
 * shared, value types copied wherever they are used, enums, input objects, an interface and a
 * union. Composing the cuts must give the whole again.
 */
final class RandomGraph {
  private static final List<String> SCALARS =
      List.of("Int", "String!", "[Float!]", "Boolean", "ID");

  private final Random random;
  private final int subgraphs;
  private final int entities;
  private final Map<String, Map<String, String>> whole = new TreeMap<>();

  /** For each subgraph, type to field to its text. */
  private final List<Map<String, Map<String, String>>> parts = new ArrayList<>();

  private final List<Set<String>> used = new ArrayList<>();

  RandomGraph(long seed, int subgraphs, int entities) {
    this.random = new Random(seed);
    this.subgraphs = subgraphs;
    this.entities = entities;
    for (int i = 0; i < subgraphs; i++) {
      parts.add(new LinkedHashMap<>());
      used.add(new LinkedHashSet<>());
    }
    for (int entity = 0; entity < entities; entity++) {
      int fields = 1 + random.nextInt(6);
      for (int field = 0; field < fields; field++) {
        spread("E" + entity, "f" + field + arguments() + ": " + type());
      }
    }
    for (int field = 0; field < 1 + random.nextInt(4); field++) {
      spread("Query", "q" + field + arguments() + ": " + type());
    }
    spread("Query", "node: Node");
    spread("Query", "any: Any");
  }

  private String arguments() {
    return switch (random.nextInt(4)) {
      case 0 -> "(first: Int = 3, filter: Filter)";
      case 1 -> "(kind: Kind)";
      default -> "";
    };
  }

  private String type() {
    return switch (random.nextInt(6)) {
      case 0, 1 -> "E" + random.nextInt(entities);
      case 2 -> "[E" + random.nextInt(entities) + "!]";
      case 3 -> "Value";
      case 4 -> "Kind";
      default -> SCALARS.get(random.nextInt(SCALARS.size()));
    };
  }

  private void spread(String type, String field) {
    whole.computeIfAbsent(type, _ -> new LinkedHashMap<>()).put(field, field);
    int first = random.nextInt(subgraphs);
    int second = random.nextInt(subgraphs);
    boolean shared = random.nextInt(4) == 0 && second != first;
    put(first, type, field, shared ? " @shareable" : "");
    if (shared) {
      put(second, type, field, " @shareable");
    }
  }

  private void put(int subgraph, String type, String field, String directives) {
    parts
        .get(subgraph)
        .computeIfAbsent(type, _ -> new LinkedHashMap<>())
        .put(field, field + directives);
    String text = field.replaceFirst("^\\w+", "");
    for (String name : List.of("Value", "Kind", "Filter", "Node", "Any")) {
      if (text.contains(name)) {
        used.get(subgraph).add(name);
      }
    }
    for (int entity = 0; entity < entities; entity++) {
      if (text.matches(".*\\bE" + entity + "\\b.*")) {
        parts.get(subgraph).computeIfAbsent("E" + entity, _ -> new LinkedHashMap<>());
      }
    }
  }

  /** The whole, as one schema. */
  String monolith() {
    StringBuilder out = new StringBuilder();
    whole.forEach((type, fields) -> append(out, type, "", fields.values(), true));
    Set<String> names = new LinkedHashSet<>();
    used.forEach(names::addAll);
    common(out, names, allEntities(), false);
    return out.toString();
  }

  private List<String> allEntities() {
    return whole.keySet().stream().filter(name -> name.startsWith("E")).toList();
  }

  List<SubgraphSource> cuts() {
    List<SubgraphSource> cuts = new ArrayList<>();
    for (int i = 0; i < subgraphs; i++) {
      Map<String, Map<String, String>> types = parts.get(i);
      Set<String> names = used.get(i);
      boolean abstracts = names.contains("Node") || names.contains("Any");
      if (abstracts) {
        allEntities().forEach(name -> types.computeIfAbsent(name, _ -> new LinkedHashMap<>()));
      }
      StringBuilder out =
          new StringBuilder(
              "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.3\", import:"
                  + " [\"@key\", \"@shareable\"])\n");
      types.forEach(
          (type, fields) ->
              append(
                  out,
                  type,
                  type.equals("Query") ? "" : " @key(fields: \"id\")",
                  fields.values(),
                  names.contains("Node")));
      common(out, names, allEntities(), true);
      cuts.add(new SubgraphSource("s" + i, "http://s" + i, out.toString()));
    }
    return cuts;
  }

  private static void append(
      StringBuilder out,
      String type,
      String directives,
      Iterable<String> fields,
      boolean implementsNode) {
    boolean entity = !type.equals("Query");
    out.append("type ").append(type);
    out.append(entity && implementsNode ? " implements Node" : "").append(directives);
    out.append(" {\n").append(entity ? "  id: ID!\n" : "");
    fields.forEach(field -> out.append("  ").append(field).append('\n'));
    out.append("}\n");
  }

  private static void common(
      StringBuilder out, Set<String> names, List<String> entities, boolean federated) {
    String shared = federated ? " @shareable" : "";
    for (String name : names.stream().sorted().toList()) {
      out.append(
          switch (name) {
            case "Value" -> "type Value" + shared + " { amount: Int! unit: String }\n";
            case "Kind" -> "enum Kind { ONE TWO }\n";
            case "Filter" -> "input Filter { text: String! max: Int = 5 }\n";
            case "Node" -> "interface Node { id: ID! }\n";
            default -> entities.stream().collect(Collectors.joining(" | ", "union Any = ", "\n"));
          });
    }
  }
}
