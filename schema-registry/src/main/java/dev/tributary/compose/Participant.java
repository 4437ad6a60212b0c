package dev.tributary.compose;

import dev.tributary.subgraph.ElementNode;
import dev.tributary.subgraph.FieldRoles;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.SubgraphSchema;
import dev.tributary.subgraph.TypeNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A subgraph that takes part in a composition.
 *
 * @param id its index among the participants, which are ordered by name
 * @param enumName its name in the {@code join__Graph} enum
 */
record Participant(int id, String enumName, SubgraphSchema schema, FieldRoles roles) {

  String name() {
    return schema.name();
  }

  /** Within one composition the id is enough, and a schema is long to hash. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return id;
  }

  boolean isInterfaceObject(String type) {
    TypeNode node = schema.types().get(type);
    return node != null && node.has(dev.tributary.subgraph.FederationDirective.INTERFACE_OBJECT);
  }

  /**
   * @param schemas ordered by name, names unique
   */
  static List<Participant> of(List<SubgraphSchema> schemas) {
    List<Participant> participants = new ArrayList<>(schemas.size());
    Map<String, Integer> sharing = new HashMap<>();
    schemas.forEach(schema -> sharing.merge(enumName(schema.name()), 1, Integer::sum));
    Map<String, Integer> numbers = new HashMap<>();
    for (SubgraphSchema schema : schemas) {
      String enumName = enumName(schema.name());
      if (sharing.getOrDefault(enumName, 0) > 1) {
        enumName += "_" + numbers.merge(enumName, 1, Integer::sum);
      }
      participants.add(
          new Participant(participants.size(), enumName, schema, FieldRoles.of(schema)));
    }
    return List.copyOf(participants);
  }

  /** An underscore after a final number keeps {@code a_1} apart from a second {@code a}. */
  private static String enumName(String name) {
    String upper = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
    if (!upper.isEmpty() && Character.isDigit(upper.charAt(0))) {
      upper = "_" + upper;
    }
    return upper.matches(".*_[0-9]+") ? upper + "_" : upper;
  }

  /** One participant's version of an element. */
  record Source<N extends ElementNode>(Participant participant, N node) {

    static List<Place> places(List<? extends Source<?>> sources) {
      return sources.stream().map(source -> source.node().place()).toList();
    }

    /** {@code "a", "b" and "c"}. */
    static String names(List<? extends Source<?>> sources) {
      return Words.names(sources.stream().map(source -> source.participant().name()).toList());
    }
  }
}
