package dev.tributary.samples.behaviour;

import dev.tributary.samples.behaviour.SplitDraft.Entity;
import dev.tributary.samples.behaviour.SplitDraft.Leaf;
import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fields computed from what other subgraphs know, among that other such fields. */
final class SplitRequirements {

  private final SplitDraft draft;

  SplitRequirements(SplitDraft draft) {
    this.draft = draft;
  }

  void add() {
    for (Entity entity : draft.entities) {
      for (int s : entity.subgraphs()) {
        List<Leaf> others =
            entity.leaves().stream().filter(leaf -> isRequirable(entity, leaf, s)).toList();
        if (!others.isEmpty() && !draft.chance(3)) {
          add(entity, draft.any(others), s);
        }
      }
    }
  }

  /** Another's, and everything below it can be declared here. */
  private boolean isRequirable(Entity entity, Leaf leaf, int s) {
    if (leaf.owners().contains(s)
        || (!leaf.sharable() && draft.part(s).has(entity.name(), leaf.name()))) {
      return false;
    }
    Entity target = target(leaf);
    return target == null
        || (target.in(s)
            && (target.leaves().getFirst().sharable()
                || !draft.part(s).has(target.name(), target.leaves().getFirst().name())));
  }

  private @Nullable Entity target(Leaf leaf) {
    return draft.entities.stream()
        .filter(entity -> leaf.declaration().endsWith(": " + entity.name() + "!"))
        .findFirst()
        .orElse(null);
  }

  private void add(Entity entity, Leaf required, int s) {
    SdlParts part = draft.part(s);
    String name = "by%s%d".formatted(required.name(), s);
    String declaration = name + ": String";
    part.field(entity.name(), required.declaration(), "@external");
    part.field(
        entity.name(), declaration, "@requires(fields: \"%s\")".formatted(required.selection()));
    draft.monolith.field(entity.name(), declaration);
    String path = required.selection().replace(" { ", ".").replace(" }", "");
    Entity target = target(required);
    if (target != null) {
      Leaf below = target.leaves().getFirst();
      if (!below.owners().contains(s)) {
        part.field(target.name(), below.declaration(), "@external");
      }
    } else if (!required.selection().equals(required.name())) {
      part.type("Value" + entity.name(), "@shareable").field("Value" + entity.name(), "a: String");
    }
    for (String object : SplitDraft.objects(entity)) {
      draft.put(object, name, "<$(%s)>".formatted(path));
      draft.compute(object, name, "<" + print(value(object, path)) + ">");
    }
    entity.leaves().add(new Leaf(declaration, name, new ArrayList<>(List.of(s)), true));
  }

  private @Nullable Object value(String object, String path) {
    String[] names = path.split("\\.", 2);
    Object value = draft.known(object, names[0]);
    if (names.length == 1) {
      return value;
    }
    return value instanceof Map<?, ?> nested
        ? nested.get(names[1])
        : value(String.valueOf(value), names[1]);
  }

  private static String print(@Nullable Object value) {
    return value instanceof List<?> ? Json.encode(value) : String.valueOf(value);
  }
}
