package dev.tributary.samples.behaviour;

import dev.tributary.samples.behaviour.SplitDraft.Entity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** An interface and a union, known in part, and perhaps an interface object. */
final class SplitAbstractTypes {

  private final SplitDraft draft;

  SplitAbstractTypes(SplitDraft draft) {
    this.draft = draft;
  }

  void add() {
    draft.monolith.anInterface("Node").field("Node", "id: ID!");
    for (Entity entity : draft.entities) {
      draft.monolith.implement(entity.name(), "Node");
      draft.monolith.member("Any", entity.name());
    }
    for (int s = 0; s < draft.knowing(); s++) {
      node(s);
      union(s);
    }
    if (draft.interfaceObject) {
      standIn(draft.subgraphs - 1);
    }
  }

  private void node(int s) {
    List<Entity> members = draft.entities.stream().filter(entity -> entity.hasId(s)).toList();
    if (members.isEmpty()) {
      return;
    }
    SdlParts part = draft.part(s);
    part.anInterface("Node").field("Node", "id: ID!");
    // An interface with a key has to know all its implementations.
    if (draft.interfaceObject && members.size() == draft.entities.size()) {
      part.anInterface("Node", "@key(fields: \"id\")");
    }
    members.forEach(member -> part.implement(member.name(), "Node"));
    if (members.stream().allMatch(member -> member.leaves().getFirst().owners().contains(s))) {
      part.field("Node", "label: String");
      draft.monolith.field("Node", "label: String");
    }
    fields(s, "node" + s, "Node", members.stream().map(Entity::name).toList());
  }

  private void union(int s) {
    List<String> members =
        draft.entities.stream().filter(entity -> entity.in(s)).map(Entity::name).toList();
    if (!members.isEmpty()) {
      members.forEach(member -> draft.part(s).member("Any", member));
      fields(s, "any" + s, "Any", members);
    }
  }

  /** On the root, and perhaps on entities. */
  private void fields(int s, String field, String type, List<String> members) {
    List<Entity> owners =
        draft.entities.stream().filter(entity -> entity.in(s) && draft.chance(3)).toList();
    String form = field("Query", s, field, type);
    draft.put("Query", field, draft.reference(form, members));
    for (Entity owner : owners) {
      String own = field(owner.name(), s, field, type);
      for (String object : SplitDraft.objects(owner)) {
        draft.put(object, field, draft.reference(own, members));
      }
    }
  }

  private String field(String owner, int s, String field, String type) {
    String form = draft.any(List.of("%s", "[%s]", "[%s!]"));
    draft.monolith.field(owner, field + ": " + form.formatted(type));
    draft.part(s).field(owner, field + ": " + form.formatted(type));
    return form;
  }

  private void standIn(int s) {
    SdlParts part = draft.part(s);
    part.type("Node", "@key(fields: \"id\")", "@interfaceObject")
        .field("Node", "id: ID!")
        .field("Node", "extra: String")
        .field("Query", "extras: [Node!]");
    draft.monolith.field("Node", "extra: String").field("Query", "extras: [Node!]");
    for (Entity entity : draft.entities) {
      draft.monolith.field(entity.name(), "extra: String");
      for (String object : SplitDraft.objects(entity)) {
        Object extra = draft.value("String", object + " extra");
        draft.put(object, "extra", extra);
        SequencedMap<String, @Nullable Object> node = new LinkedHashMap<>();
        node.put("id", draft.known(object, "id"));
        node.put("extra", extra);
        draft.standIns.put("Node " + object, node);
      }
    }
    List<String> objects = new ArrayList<>();
    List<String> types = draft.entities.stream().map(Entity::name).toList();
    for (int i = draft.random.nextInt(4); i > 0; i--) {
      objects.add(draft.someObject(types));
    }
    draft.put("Query", "extras", objects);
    SequencedMap<String, @Nullable Object> query = new LinkedHashMap<>();
    query.put("extras", objects.stream().map(object -> "Node " + object).toList());
    draft.standIns.put("Query", query);
  }
}
