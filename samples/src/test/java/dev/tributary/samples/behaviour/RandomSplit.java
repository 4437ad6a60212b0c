package dev.tributary.samples.behaviour;

import dev.tributary.samples.behaviour.SplitDraft.Entity;
import io.vertx.core.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A service invented by chance, and the same split over subgraphs by chance: entities with simple
 * and nested keys and chains of them, shared, overridden, provided and computed fields, value types
 * that no subgraph knows whole, interfaces and unions known in part, an interface object, enums,
 * inputs and mutations. Data is invented along with it.
 */
public final class RandomSplit {

  private final String monolith;
  private final String computed;
  private final Scenario parts;

  private RandomSplit(String monolith, String computed, Scenario parts) {
    this.monolith = monolith;
    this.computed = computed;
    this.parts = parts;
  }

  /** The same seed gives the same split. */
  public static RandomSplit of(long seed) {
    SplitDraft draft = new SplitDraft(seed);
    new SplitEntities(draft).add();
    new SplitRequirements(draft).add();
    new SplitAbstractTypes(draft).add();
    draft.entities.forEach(entity -> addRoots(draft, entity));
    SequencedMap<String, String> subgraphs = new LinkedHashMap<>();
    for (int s = 0; s < draft.subgraphs; s++) {
      subgraphs.put("s" + s, Scenario.FEDERATION_2 + draft.part(s));
    }
    Map<String, String> own =
        draft.interfaceObject
            ? Map.of("s" + (draft.subgraphs - 1), Json.encode(draft.standIns))
            : Map.of();
    return new RandomSplit(
        draft.monolith.toString(),
        Json.encode(draft.computed),
        new Scenario(Path.of("split-" + seed), subgraphs, Json.encode(draft.data), own, List.of()));
  }

  /** The whole's schema. */
  String monolith() {
    return monolith;
  }

  /** What the whole knows besides the parts' data. */
  String computed() {
    return computed;
  }

  Scenario parts() {
    return parts;
  }

  /** The parts' schemas by subgraph. */
  public SequencedMap<String, String> subgraphs() {
    return parts.subgraphs();
  }

  private static void addRoots(SplitDraft draft, Entity entity) {
    String name = entity.name();
    for (int s : entity.subgraphs()) {
      String one = "%sIn%d".formatted(name.toLowerCase(Locale.ROOT), s);
      String all = "all%sIn%d".formatted(name, s);
      addRoot(draft, s, "Query", "%s(id: ID!): %s".formatted(one, name));
      addRoot(draft, s, "Query", "%s(first: Int): [%s!]!".formatted(all, name));
      for (int n = 0; n < SplitDraft.OBJECTS; n++) {
        String field = "%s(id=%s-%d)".formatted(one, name, n);
        draft.put("Query", field, SplitDraft.object(name, n));
      }
      draft.put("Query", all, SplitDraft.objects(entity));
      if (draft.chance(2)) {
        String touch = "touch%sIn%d".formatted(name, s);
        addRoot(draft, s, "Mutation", "%s(filter: Filter): %s".formatted(touch, name));
        draft.put("Mutation", touch, draft.someObject(List.of(name)));
      }
    }
    if (entity.subgraphs().size() > 1) {
      String form = draft.any(List.of("%s", "[%s!]"));
      String declaration = "some" + name + ": " + form.formatted(name);
      draft.monolith.field("Query", declaration);
      entity.subgraphs().forEach(s -> draft.part(s).field("Query", declaration, "@shareable"));
      draft.put("Query", "some" + name, draft.reference(form, List.of(name)));
    }
  }

  private static void addRoot(SplitDraft draft, int s, String type, String declaration) {
    draft.monolith.field(type, declaration);
    draft.part(s).field(type, declaration);
  }
}
