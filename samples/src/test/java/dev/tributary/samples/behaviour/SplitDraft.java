package dev.tributary.samples.behaviour;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a {@link RandomSplit} has come to so far: schemas, data, and the chance that decides. */
final class SplitDraft {

  static final int OBJECTS = 3;

  private static final String FILTER =
      "input Filter { least: Int = 1 colour: Colour inner: Filter }";
  private static final String COLOUR = "enum Colour { RED GREEN BLUE }";

  /**
   * An entity.
   *
   * @param keys by subgraph, added up: 1 for {@code id}, 2 for {@code code}, 4 for {@code ref { n
   *     }}; 0 when it does not know the entity
   * @param leaves that other subgraphs may provide or require
   */
  record Entity(String name, int[] keys, List<Leaf> leaves) {
    boolean in(int subgraph) {
      return keys[subgraph] != 0;
    }

    boolean hasId(int subgraph) {
      return (keys[subgraph] & 1) != 0;
    }

    List<Integer> subgraphs() {
      return IntStream.range(0, keys.length).filter(this::in).boxed().toList();
    }
  }

  /**
   * A field that other subgraphs may declare as external.
   *
   * @param selection what a field set says to select it
   * @param sharable whether it may be marked so; one that is overridden may not
   */
  record Leaf(String declaration, String selection, List<Integer> owners, boolean sharable) {
    String name() {
      return SdlParts.name(declaration);
    }
  }

  final Random random;
  final int subgraphs;

  /** Whether the last subgraph knows nothing but an interface, as if it were an object. */
  final boolean interfaceObject;

  final SdlParts monolith = new SdlParts();
  final List<SdlParts> parts = new ArrayList<>();
  final List<Entity> entities = new ArrayList<>();

  /** By object and field, as {@link Things} reads it. */
  final SequencedMap<String, SequencedMap<String, @Nullable Object>> data = new LinkedHashMap<>();

  /** What the monolith says of fields that subgraphs compute from representations. */
  final SequencedMap<String, SequencedMap<String, @Nullable Object>> computed =
      new LinkedHashMap<>();

  /** What the interface object's subgraph knows: objects of the interface's name. */
  final SequencedMap<String, SequencedMap<String, @Nullable Object>> standIns =
      new LinkedHashMap<>();

  SplitDraft(long seed) {
    random = new Random(seed);
    subgraphs = 2 + random.nextInt(3);
    interfaceObject = subgraphs > 2 && chance(2);
    List<SdlParts> all = new ArrayList<>(List.of(monolith));
    for (int s = 0; s < subgraphs; s++) {
      parts.add(new SdlParts());
    }
    all.addAll(parts);
    for (SdlParts part : all) {
      part.add(COLOUR);
      part.add(FILTER);
    }
  }

  SdlParts part(int subgraph) {
    return parts.get(subgraph);
  }

  boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** Some of them, one at least, in any order. */
  List<Integer> some(List<Integer> subgraphs, int most) {
    List<Integer> left = new ArrayList<>(subgraphs);
    List<Integer> some = new ArrayList<>();
    for (int i = 1 + random.nextInt(most); i > 0 && !left.isEmpty(); i--) {
      some.add(left.remove(random.nextInt(left.size())));
    }
    return some;
  }

  /** How many subgraphs know entities: the interface object's does not. */
  int knowing() {
    return interfaceObject ? subgraphs - 1 : subgraphs;
  }

  void put(String object, String field, @Nullable Object value) {
    data.computeIfAbsent(object, name -> new LinkedHashMap<>()).put(field, value);
  }

  void compute(String object, String field, @Nullable Object value) {
    computed.computeIfAbsent(object, name -> new LinkedHashMap<>()).put(field, value);
  }

  /** What the monolith says of a field. */
  @Nullable Object known(String object, String field) {
    Map<String, @Nullable Object> own = computed.getOrDefault(object, new LinkedHashMap<>());
    return own.containsKey(field)
        ? own.get(field)
        : Objects.requireNonNull(data.get(object)).get(field);
  }

  static String object(String type, int number) {
    return type + " " + number;
  }

  static List<String> objects(Entity entity) {
    return IntStream.range(0, OBJECTS).mapToObj(n -> object(entity.name(), n)).toList();
  }

  String someObject(List<String> types) {
    return object(any(types), random.nextInt(OBJECTS));
  }

  /**
   * A value for a field.
   *
   * @param form of its type, with {@code %s} for what it is named
   */
  @Nullable Object reference(String form, List<String> types) {
    if (!form.endsWith("!") && chance(6)) {
      return null;
    }
    if (!form.startsWith("[")) {
      return someObject(types);
    }
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(form.contains("%s!") || !chance(5) ? someObject(types) : null);
    }
    return list;
  }

  /**
   * @param text for a String
   */
  @Nullable Object value(String type, String text) {
    if (!type.endsWith("!") && chance(6)) {
      return null;
    }
    return switch (type) {
      case "Int", "Int!" -> random.nextInt(100);
      case "Boolean" -> random.nextBoolean();
      case "Float" -> random.nextInt(100) + 0.5;
      case "Colour" -> any(List.of("RED", "GREEN", "BLUE"));
      case "[String!]" -> IntStream.range(0, random.nextInt(3)).mapToObj(i -> text + i).toList();
      case "[Colour]" -> chance(2) ? List.of("RED", "BLUE") : List.of();
      default -> text;
    };
  }
}
