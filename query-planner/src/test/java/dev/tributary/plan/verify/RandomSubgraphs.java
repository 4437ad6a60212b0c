package dev.tributary.plan.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One schema, split over a few subgraphs by chance: entities with several keys, of which a subgraph
 * may have some only; fields here, there or in two places; requires and provides; value types,
 * whole in each place or in parts; interfaces, unions and interface objects.
 *
 * <p>Satisfiable by construction: one subgraph of each entity, its hub, can be entered by every key
 * and left by every key.
 */
final class RandomSubgraphs {

  private static final List<String> NAMES = List.of("ash", "birch", "cedar", "oak");

  private final Random random;
  private final InterfaceObjects interfaceObjects;
  private final List<String> subgraphs;
  private final SequencedMap<String, SequencedMap<String, Definition>> types =
      new LinkedHashMap<>();
  private final List<Entity> entities = new ArrayList<>();
  private final List<Owned> plain = new ArrayList<>();

  /** A type as one subgraph has it. */
  private static final class Definition {
    final String keyword;
    final Set<String> interfaces = new LinkedHashSet<>();
    final Set<String> directives = new LinkedHashSet<>();
    final SequencedMap<String, String> fields = new LinkedHashMap<>();

    Definition(String keyword) {
      this.keyword = keyword;
    }
  }

  /**
   * @param enterable the subgraphs that can be entered, the hub first
   */
  private record Entity(
      String name, List<String> keys, String hub, List<String> members, List<String> enterable) {}

  /** A scalar field without requirements. */
  private record Owned(
      Entity entity, String field, String type, boolean hasArgument, Set<String> in) {}

  private enum InterfaceObjects {
    WITHOUT,
    PERHAPS
  }

  private RandomSubgraphs(long seed, InterfaceObjects interfaceObjects) {
    this.random = new Random(seed);
    this.interfaceObjects = interfaceObjects;
    this.subgraphs = NAMES.subList(0, 2 + random.nextInt(3));
    subgraphs.forEach(name -> types.put(name, new LinkedHashMap<>()));
  }

  /** SDL by subgraph; no interface objects. */
  static SequencedMap<String, String> of(long seed) {
    return new RandomSubgraphs(seed, InterfaceObjects.WITHOUT).sdl();
  }

  /** SDL by subgraph; an interface object where the entities allow one. */
  static SequencedMap<String, String> withInterfaceObjects(long seed) {
    return new RandomSubgraphs(seed, InterfaceObjects.PERHAPS).sdl();
  }

  private SequencedMap<String, String> sdl() {
    int count = 2 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      entity("E" + i);
    }
    entities.forEach(this::scalars);
    abstractTypes();
    entities.forEach(this::relations);
    entities.forEach(this::valueInParts);
    entities.forEach(this::requirement);
    roots();
    SequencedMap<String, String> sdl = new LinkedHashMap<>();
    types.forEach(
        (subgraph, definitions) ->
            sdl.put(
                subgraph,
                definitions.entrySet().stream()
                    .map(entry -> print(entry.getKey(), entry.getValue()))
                    .collect(Collectors.joining("\n"))));
    return sdl;
  }

  private void entity(String name) {
    List<String> keys = new ArrayList<>(List.of("id"));
    switch (random.nextInt(6)) {
      case 0, 1 -> keys.add("code");
      case 2 -> keys.add("kind number");
      case 3 -> keys.add("ref { code }");
      default -> {}
    }
    List<String> members = some(subgraphs, 1 + random.nextInt(subgraphs.size()));
    String hub = members.getFirst();
    List<String> enterable = new ArrayList<>();
    for (String subgraph : members) {
      List<String> here = subgraph.equals(hub) ? keys : some(keys, 1 + random.nextInt(keys.size()));
      boolean resolvable = subgraph.equals(hub) || random.nextInt(5) > 0;
      if (resolvable) {
        enterable.add(subgraph);
      }
      Definition type = type(subgraph, name);
      for (String key : here) {
        type.directives.add(
            "@key(fields: \"" + key + "\"" + (resolvable ? ")" : ", resolvable: false)"));
        keyFields(subgraph, name, key);
      }
    }
    entities.add(new Entity(name, keys, hub, members, enterable));
  }

  private void keyFields(String subgraph, String name, String key) {
    SequencedMap<String, String> fields = type(subgraph, name).fields;
    switch (key) {
      case "kind number" -> {
        fields.put("kind", "String!");
        fields.put("number", "Int!");
      }
      case "ref { code }" -> {
        fields.put("ref", "Ref!");
        type(subgraph, "Ref").fields.put("code", "String!");
      }
      case "code" -> fields.put("code", "String!");
      default -> fields.put("id", "ID!");
    }
  }

  private void scalars(Entity entity) {
    int count = 2 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      String name = "f" + i;
      boolean hasArgument = random.nextInt(4) == 0;
      String type = one(List.of("Int", "String", "Int!", "String!", "[Int!]"));
      List<String> owners = some(entity.enterable(), random.nextInt(5) == 0 ? 2 : 1);
      for (String owner : owners) {
        type(owner, entity.name())
            .fields
            .put(name, (hasArgument ? "(x: Int = 1, y: String): " : "") + type);
      }
      plain.add(new Owned(entity, name, type, hasArgument, Set.copyOf(owners)));
    }
  }

  private void abstractTypes() {
    List<Entity> implementations = some(entities, 1 + random.nextInt(entities.size()));
    for (String subgraph : subgraphs) {
      List<Entity> here =
          implementations.stream().filter(e -> e.members().contains(subgraph)).toList();
      if (!here.isEmpty() && random.nextInt(3) > 0) {
        definition(subgraph, "Node", "interface").fields.put("id", "ID!");
        for (Entity entity : here) {
          type(subgraph, entity.name()).interfaces.add("Node");
          type(subgraph, entity.name()).fields.put("id", "ID!");
        }
      }
      List<Entity> known = entities.stream().filter(e -> e.members().contains(subgraph)).toList();
      if (!known.isEmpty() && random.nextInt(2) == 0) {
        Definition union = definition(subgraph, "Either", "union");
        some(known, 1 + random.nextInt(known.size())).forEach(e -> union.fields.put(e.name(), ""));
      }
    }
    if (interfaceObjects == InterfaceObjects.PERHAPS) {
      interfaceObject(implementations);
    }
  }

  /** Needs a subgraph that has the interface with all its implementations, by the key. */
  private void interfaceObject(List<Entity> implementations) {
    List<String> without =
        subgraphs.stream()
            .filter(s -> implementations.stream().noneMatch(e -> e.members().contains(s)))
            .toList();
    List<String> withAll =
        subgraphs.stream()
            .filter(s -> implementations.stream().allMatch(e -> e.enterable().contains(s)))
            .toList();
    if (without.isEmpty() || withAll.isEmpty()) {
      return;
    }
    String hub = withAll.getFirst();
    Definition node = definition(hub, "Node", "interface");
    node.directives.add("@key(fields: \"id\")");
    node.fields.put("id", "ID!");
    for (Entity entity : implementations) {
      Definition implementation = type(hub, entity.name());
      implementation.interfaces.add("Node");
      implementation.directives.add("@key(fields: \"id\")");
      implementation.fields.put("id", "ID!");
    }
    Definition object = type(without.getFirst(), "Node");
    object.directives.add("@key(fields: \"id\")");
    object.directives.add("@interfaceObject");
    object.fields.put("id", "ID!");
    object.fields.put("extra", "Int");
    object.fields.put("next", "Node");
  }

  private void relations(Entity entity) {
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      String subgraph = one(entity.enterable());
      String target = one(composites(subgraph));
      String field = "r" + i;
      String provides = random.nextInt(3) == 0 ? provides(subgraph, target) : "";
      type(subgraph, entity.name()).fields.put(field, wrapped(target) + provides);
    }
  }

  /** The directive, for a field of the target that is not resolved here otherwise. */
  private String provides(String subgraph, String target) {
    for (Owned owned : plain) {
      if (owned.entity().name().equals(target)
          && !owned.hasArgument()
          && !owned.in().contains(subgraph)
          && !type(subgraph, target).fields.containsKey(owned.field())) {
        type(subgraph, target).fields.put(owned.field(), owned.type() + " @external");
        return " @provides(fields: \"" + owned.field() + "\")";
      }
    }
    return "";
  }

  /** A value that two subgraphs know in part: who needs both parts must ask both for its owner. */
  private void valueInParts(Entity entity) {
    if (entity.enterable().size() < 2 || random.nextInt(2) == 0) {
      return;
    }
    String value = "Parts" + entity.name();
    List<String> owners = some(entity.enterable(), 2);
    boolean isList = random.nextInt(3) == 0;
    for (int i = 0; i < owners.size(); i++) {
      type(owners.get(i), entity.name()).fields.put("parts", isList ? "[" + value + "]" : value);
      type(owners.get(i), value).fields.put("common", "String");
      type(owners.get(i), value).fields.put("part" + i, "Int");
    }
  }

  private void requirement(Entity entity) {
    for (String subgraph : entity.enterable()) {
      List<Owned> elsewhere =
          plain.stream()
              .filter(owned -> owned.entity() == entity && !owned.in().contains(subgraph))
              .toList();
      if (elsewhere.isEmpty() || random.nextInt(2) == 0) {
        continue;
      }
      List<String> required = new ArrayList<>();
      for (Owned owned : some(elsewhere, 1 + random.nextInt(2))) {
        String declared = (owned.hasArgument() ? "(x: Int = 1, y: String): " : "") + owned.type();
        type(subgraph, entity.name()).fields.putIfAbsent(owned.field(), declared + " @external");
        required.add(owned.field() + (owned.hasArgument() && random.nextBoolean() ? "(x: 7)" : ""));
      }
      type(subgraph, entity.name())
          .fields
          .put(
              "computed" + subgraphs.indexOf(subgraph),
              "String @requires(fields: \"" + String.join(" ", required) + "\")");
    }
  }

  private void roots() {
    for (String subgraph : subgraphs) {
      Definition query = type(subgraph, "Query");
      query.fields.put(subgraph, "String");
      List<String> targets = composites(subgraph);
      for (int i = 0; i < 2 && !targets.isEmpty(); i++) {
        query.fields.put(subgraph + i, wrapped(one(targets)));
      }
    }
    if (random.nextInt(3) == 0) {
      for (int i = 0; i < 2; i++) {
        type(subgraphs.get(i), "Query").fields.put("shared", "Shared");
        type(subgraphs.get(i), "Shared").fields.put("common", "String");
        type(subgraphs.get(i), "Shared").fields.put("part" + i, "[Int]");
      }
    }
  }

  private List<String> composites(String subgraph) {
    return in(subgraph).keySet().stream()
        .filter(name -> !name.equals("Ref") && !name.equals("Query") && !name.startsWith("Parts"))
        .toList();
  }

  private String wrapped(String type) {
    return one(List.of("%s", "%s", "[%s]", "[%s!]!", "[[%s]]")).formatted(type);
  }

  private Definition type(String subgraph, String name) {
    return definition(subgraph, name, "type");
  }

  private Definition definition(String subgraph, String name, String keyword) {
    return in(subgraph).computeIfAbsent(name, any -> new Definition(keyword));
  }

  private SequencedMap<String, Definition> in(String subgraph) {
    return Objects.requireNonNull(types.get(subgraph), subgraph);
  }

  private <T> T one(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private <T> List<T> some(List<T> from, int count) {
    List<T> shuffled = new ArrayList<>(from);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, Math.min(count, shuffled.size()));
  }

  private static String print(String name, Definition definition) {
    if (definition.keyword.equals("union")) {
      return "union " + name + " = " + String.join(" | ", definition.fields.keySet());
    }
    String interfaces =
        definition.interfaces.isEmpty()
            ? ""
            : " implements " + String.join(" & ", definition.interfaces);
    String directives =
        definition.directives.isEmpty() ? "" : " " + String.join(" ", definition.directives);
    return definition.keyword
        + " "
        + name
        + interfaces
        + directives
        + " {\n"
        + definition.fields.entrySet().stream()
            .map(RandomSubgraphs::field)
            .collect(Collectors.joining())
        + "}";
  }

  private static String field(Map.Entry<String, String> field) {
    String separator = field.getValue().startsWith("(") ? "" : ": ";
    return "  " + field.getKey() + separator + field.getValue() + "\n";
  }
}
