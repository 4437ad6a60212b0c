package dev.tributary.samples.behaviour;

import dev.tributary.samples.behaviour.SplitDraft.Entity;
import dev.tributary.samples.behaviour.SplitDraft.Leaf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Entities with their keys, and the fields that stand in them for themselves. */
final class SplitEntities {

  private static final List<String> LEAF_TYPES =
      List.of("String", "Int", "Boolean", "Float", "Colour", "[String!]", "Int!", "[Colour]");

  private final SplitDraft draft;

  SplitEntities(SplitDraft draft) {
    this.draft = draft;
  }

  void add() {
    for (int e = 2 + draft.random.nextInt(3); e > 0; e--) {
      draft.entities.add(entity("E" + draft.entities.size()));
    }
    draft.entities.forEach(this::leaves);
    draft.entities.forEach(this::values);
    draft.entities.forEach(this::links);
  }

  private Entity entity(String name) {
    int[] keys = new int[draft.subgraphs];
    int all = draft.chance(2) ? 3 : 7;
    int hub = draft.interfaceObject ? 0 : draft.random.nextInt(draft.subgraphs);
    for (int s = 0; s < draft.knowing(); s++) {
      keys[s] = s == hub ? all : draft.random.nextInt(all + 1);
      if (draft.interfaceObject && keys[s] != 0) {
        keys[s] |= 1; // Every subgraph agrees on the interface.
      }
    }
    Entity entity = new Entity(name, keys, new ArrayList<>());
    String ref = "Ref" + name;
    draft.monolith.field(name, "id: ID!").field(name, "code: String!");
    draft.monolith.field(name, "ref: %s!".formatted(ref)).field(ref, "n: ID!");
    for (int s : entity.subgraphs()) {
      SdlParts part = draft.part(s);
      if (entity.hasId(s)) {
        part.type(name, "@key(fields: \"id\")").field(name, "id: ID!");
      }
      if ((keys[s] & 2) != 0) {
        part.type(name, "@key(fields: \"code\")").field(name, "code: String!");
      }
      if ((keys[s] & 4) != 0 || (all == 3 && s == hub)) {
        String key = all == 3 ? "id" : "ref { n }";
        part.type(name, "@key(fields: \"%s\")".formatted(key));
        part.field(name, "ref: %s!".formatted(ref)).field(ref, "n: ID!");
      }
    }
    for (int n = 0; n < SplitDraft.OBJECTS; n++) {
      String object = SplitDraft.object(name, n);
      draft.put(object, "id", name + "-" + n);
      draft.put(object, "code", "c" + n + name);
      draft.put(object, "ref", Map.of("n", "n" + n + name));
    }
    return entity;
  }

  private void leaves(Entity entity) {
    leaf(entity, "label", "String");
    for (int f = 1 + draft.random.nextInt(3); f >= 0; f--) {
      leaf(entity, "f" + f, draft.any(LEAF_TYPES));
    }
    if (draft.chance(2)) {
      String declaration = "told(n: Int = 3, filter: Filter): String";
      draft.monolith.field(entity.name(), declaration);
      for (int s : draft.some(entity.subgraphs(), 2)) {
        draft.part(s).field(entity.name(), declaration, "@shareable");
      }
      SplitDraft.objects(entity).forEach(object -> draft.put(object, "told", object + " $args"));
    }
  }

  private void leaf(Entity entity, String name, String type) {
    List<Integer> owners = draft.some(entity.subgraphs(), 2);
    boolean overridden = owners.size() == 2 && draft.chance(3);
    // A field may be stricter in one subgraph than in another; the whole is as lax as the laxest.
    boolean differs = owners.size() == 2 && type.endsWith("!");
    String lax = name + ": " + (differs ? type.replace("!", "") : type);
    draft.monolith.field(entity.name(), lax);
    for (int s : owners) {
      String declaration = s == owners.getFirst() ? name + ": " + type : lax;
      draft.part(s).field(entity.name(), declaration);
      if (owners.size() == 2 && !overridden) {
        draft.part(s).field(entity.name(), declaration, "@shareable");
      }
    }
    if (overridden) {
      String from = "@override(from: \"s%d\")".formatted(owners.removeLast());
      draft.part(owners.getFirst()).field(entity.name(), lax, from);
    }
    entity.leaves().add(new Leaf(lax, name, owners, !overridden && !differs));
    SplitDraft.objects(entity)
        .forEach(object -> draft.put(object, name, draft.value(type, object + name)));
  }

  /** A value type of the entity's own; where two subgraphs have it, each knows some of it. */
  private void values(Entity entity) {
    if (draft.chance(3)) {
      return;
    }
    String type = "Value" + entity.name();
    String deep = "Deep" + entity.name();
    String form = draft.any(List.of("%s", "%s!", "[%s!]"));
    String declaration = "value: " + form.formatted(type);
    List<String> fields = List.of("a: String", "b: Int", "deep: " + deep);
    draft.monolith.field(entity.name(), declaration);
    fields.forEach(field -> draft.monolith.field(type, field));
    draft.monolith.field(deep, "x: String").field(deep, "y: Int");
    List<Integer> owners = draft.some(entity.subgraphs(), 2);
    for (int i = 0; i < owners.size(); i++) {
      SdlParts part = draft.part(owners.get(i));
      part.field(entity.name(), declaration, "@shareable").type(type, "@shareable");
      for (int f = 0; f < fields.size(); f++) {
        if (owners.size() == 1 || f % 2 == i || draft.chance(3)) {
          part.field(type, fields.get(f));
        }
      }
      if (part.has(type, "deep")) {
        part.type(deep, "@shareable").field(deep, "x: String").field(deep, "y: Int");
      }
    }
    if (form.equals("%s!") && owners.size() == 1) {
      entity.leaves().add(new Leaf(declaration, "value { a }", owners, true));
    }
    for (String object : SplitDraft.objects(entity)) {
      draft.put(object, "value", values(form, object));
    }
  }

  private @Nullable Object values(String form, String object) {
    if (!form.endsWith("!") && draft.chance(6)) {
      return null;
    }
    if (!form.startsWith("[")) {
      return value(object);
    }
    List<Object> list = new ArrayList<>();
    for (int i = draft.random.nextInt(3); i > 0; i--) {
      list.add(value(object + "/" + i));
    }
    return list;
  }

  private Map<String, @Nullable Object> value(String text) {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("a", draft.value("String", text + "a"));
    value.put("b", draft.value("Int", ""));
    Map<String, @Nullable Object> deep = new LinkedHashMap<>();
    deep.put("x", draft.value("String", text + "x"));
    deep.put("y", draft.value("Int", ""));
    value.put("deep", draft.chance(5) ? null : deep);
    return value;
  }

  /** From entity to entity; one that the subgraph does not know otherwise is a reference only. */
  private void links(Entity entity) {
    for (Entity target : draft.entities) {
      for (int s : entity.subgraphs()) {
        if (draft.chance(target.in(s) ? 2 : 4)) {
          link(entity, target, s);
        }
      }
    }
  }

  private void link(Entity entity, Entity target, int s) {
    String form = draft.any(List.of("%s", "%s!", "[%s!]", "[%s]!"));
    String field = "to%sIn%d".formatted(target.name(), s);
    String declaration = field + ": " + form.formatted(target.name());
    SdlParts part = draft.part(s);
    draft.monolith.field(entity.name(), declaration);
    part.field(entity.name(), declaration);
    if (target.in(s)) {
      if (draft.chance(2)) {
        provide(entity, declaration, target, s);
      }
    } else if (!part.has(target.name())) {
      String key = draft.interfaceObject || draft.chance(2) ? "id" : "code";
      part.type(target.name(), "@key(fields: \"%s\", resolvable: false)".formatted(key))
          .field(target.name(), key.equals("id") ? "id: ID!" : "code: String!");
    }
    List<Integer> owners = new ArrayList<>(List.of(s));
    if (draft.chance(4)) {
      entity.subgraphs().stream()
          .filter(other -> other != s && target.in(other))
          .findFirst()
          .ifPresent(owners::add);
    }
    if (owners.size() == 2) {
      owners.forEach(o -> draft.part(o).field(entity.name(), declaration, "@shareable"));
    }
    if (form.equals("%s!") && owners.size() == 1) {
      Leaf leaf = target.leaves().getFirst();
      entity
          .leaves()
          .add(new Leaf(declaration, field + " { " + leaf.selection() + " }", owners, true));
    }
    for (String object : SplitDraft.objects(entity)) {
      draft.put(object, field, draft.reference(form, List.of(target.name())));
    }
  }

  private void provide(Entity entity, String declaration, Entity target, int s) {
    SdlParts part = draft.part(s);
    List<Leaf> others =
        target.leaves().stream()
            .filter(leaf -> leaf.sharable() && leaf.selection().equals(leaf.name()))
            .filter(leaf -> !leaf.owners().contains(s))
            .toList();
    if (others.isEmpty()) {
      return;
    }
    Leaf leaf = draft.any(others);
    part.field(target.name(), leaf.declaration(), "@external");
    part.field(entity.name(), declaration, "@provides(fields: \"%s\")".formatted(leaf.name()));
    leaf.owners()
        .forEach(o -> draft.part(o).field(target.name(), leaf.declaration(), "@shareable"));
  }
}
