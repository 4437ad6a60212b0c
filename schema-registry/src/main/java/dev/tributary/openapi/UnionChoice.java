package dev.tributary.openapi;

import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How members of a union are told apart.
 *
 * @param property whose value does; null where the presence of properties does
 * @param perMember the values, or the properties, of each member in their order
 */
record UnionChoice(@Nullable String property, List<Set<String>> perMember) {

  static Optional<UnionChoice> of(
      @Nullable Discriminator discriminator, List<Schema<?>> members, SchemaShapes shapes) {
    if (discriminator != null && discriminator.getPropertyName() != null) {
      return Optional.of(
          new UnionChoice(discriminator.getPropertyName(), mapped(discriminator, members, shapes)));
    }
    return byConstants(members, shapes).or(() -> byPresence(members, shapes));
  }

  private static List<Set<String>> mapped(
      Discriminator discriminator, List<Schema<?>> members, SchemaShapes shapes) {
    Map<String, String> mapping =
        discriminator.getMapping() == null ? Map.of() : discriminator.getMapping();
    List<Set<String>> values = new ArrayList<>();
    for (Schema<?> member : members) {
      String name = shapes.component(member).orElse("");
      Set<String> own = new TreeSet<>();
      mapping.forEach(
          (value, target) -> {
            if (SchemaShapes.name(target).equals(name)) {
              own.add(value);
            }
          });
      if (own.isEmpty()) {
        Schema<?> schema = shapes.properties(member).all().get(discriminator.getPropertyName());
        own.addAll(schema == null ? Set.of() : constants(schema, shapes));
      }
      if (own.isEmpty() && !name.isEmpty()) {
        own.add(name);
      }
      values.add(own);
    }
    return values;
  }

  private static Optional<UnionChoice> byConstants(List<Schema<?>> members, SchemaShapes shapes) {
    for (String property : new TreeSet<>(shapes.properties(members.getFirst()).all().keySet())) {
      List<Set<String>> values = new ArrayList<>();
      Set<String> seen = new HashSet<>();
      boolean distinct = true;
      for (Schema<?> member : members) {
        Schema<?> schema = shapes.properties(member).all().get(property);
        Set<String> own = schema == null ? Set.of() : constants(schema, shapes);
        distinct &= !own.isEmpty() && own.stream().allMatch(seen::add);
        values.add(own);
      }
      if (distinct) {
        return Optional.of(new UnionChoice(property, values));
      }
    }
    return Optional.empty();
  }

  private static Set<String> constants(Schema<?> schema, SchemaShapes shapes) {
    Schema<?> at = shapes.resolved(schema);
    Set<String> values = new LinkedHashSet<>();
    if (at != null) {
      SchemaShapes.values(at).forEach(each -> values.add(String.valueOf(each)));
    }
    return values;
  }

  /** Each member requires a property that no other has. */
  private static Optional<UnionChoice> byPresence(List<Schema<?>> members, SchemaShapes shapes) {
    List<Set<String>> present = new ArrayList<>();
    for (Schema<?> member : members) {
      Set<String> own = new TreeSet<>(shapes.properties(member).required());
      for (Schema<?> other : members) {
        if (other != member) {
          own.removeAll(shapes.properties(other).all().keySet());
        }
      }
      if (own.isEmpty()) {
        return Optional.empty();
      }
      present.add(own);
    }
    return Optional.of(new UnionChoice(null, present));
  }

  /**
   * @param types the members' types, in their order
   */
  String directive(List<String> types) {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      if (property == null) {
        List<String> names = perMember.get(i).stream().map(Sdl::string).toList();
        entries.add(
            "{type: "
                + Sdl.string(types.get(i))
                + ", present: ["
                + String.join(", ", names)
                + "]}");
      } else {
        for (String value : perMember.get(i)) {
          entries.add("{type: " + Sdl.string(types.get(i)) + ", value: " + Sdl.string(value) + "}");
        }
      }
    }
    String discriminator = property == null ? "" : "discriminator: " + Sdl.string(property) + ", ";
    return " @restUnion(" + discriminator + "mapping: [" + String.join(", ", entries) + "])";
  }
}
