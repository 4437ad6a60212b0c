package dev.tributary.openapi;

import dev.tributary.openapi.RestType.ListOf;
import dev.tributary.openapi.RestType.ObjectRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps selections finite. A field is cut for all selections or for none, so no client sees a value
 * in one place and nothing in another: what is cut is a JSON scalar, with the answer's own names.
 */
final class SelectionBounds {

  private record Extent(int fields, int depth) {}

  private final RestTypes types;
  private final Findings findings;
  private final ImportOptions options;
  private final Map<String, Extent> known = new HashMap<>();
  private final Set<String> within = new HashSet<>();

  SelectionBounds(RestTypes types, Findings findings, ImportOptions options) {
    this.types = types;
    this.findings = findings;
    this.options = options;
  }

  /** Cuts what is below a type; done once for each. */
  void bound(RestType type) {
    if (type.named() instanceof ObjectRef object) {
      extent(object);
    }
  }

  private Extent extent(ObjectRef ref) {
    Extent extent = known.get(ref.name());
    if (extent != null) {
      return extent;
    }
    within.add(ref.name());
    RestObject object = types.object(ref);
    List<RestField> fields = new ArrayList<>(object.fields());
    Map<Integer, Extent> below = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).type().named() instanceof ObjectRef inner) {
        if (within.contains(inner.name())) {
          cut(
              object,
              fields,
              i,
              Finding.Code.RECURSION_CUT,
              inner.name() + " stands within itself");
          continue;
        }
        Extent child = extent(inner);
        if (child.depth() >= options.maxDepth()) {
          cut(object, fields, i, Finding.Code.SELECTION_CUT, "too many objects within each other");
        } else {
          below.put(i, child);
        }
      }
    }
    int size = size(fields, below);
    while (size > options.maxFields() && !below.isEmpty()) {
      int largest = -1;
      int most = -1;
      for (var entry : below.entrySet()) {
        if (entry.getValue().fields() > most) {
          most = entry.getValue().fields();
          largest = entry.getKey();
        }
      }
      below.remove(largest);
      cut(object, fields, largest, Finding.Code.SELECTION_CUT, "too many fields below");
      size = size(fields, below);
    }
    types.objects().put(ref.name(), object.withFields(fields));
    within.remove(ref.name());
    int depth = 1 + below.values().stream().mapToInt(Extent::depth).max().orElse(0);
    Extent made = new Extent(size, depth);
    known.put(ref.name(), made);
    return made;
  }

  private static int size(List<RestField> fields, Map<Integer, Extent> below) {
    return fields.size() + below.values().stream().mapToInt(Extent::fields).sum();
  }

  private void cut(
      RestObject object, List<RestField> fields, int index, Finding.Code code, String why) {
    RestField field = fields.get(index);
    fields.set(index, field.withType(json(field.type())));
    findings.add(
        code,
        Findings.at(Findings.at(object.pointer(), "properties"), field.wireName()),
        why + "; " + object.name() + "." + field.name() + " is given as JSON");
  }

  private static RestType json(RestType type) {
    return type instanceof ListOf list ? new ListOf(json(list.item())) : RestType.JSON;
  }
}
