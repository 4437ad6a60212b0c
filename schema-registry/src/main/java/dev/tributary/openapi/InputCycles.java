package dev.tributary.openapi;

import dev.tributary.openapi.RestType.ObjectRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lets inputs be written that require themselves (GraphQL specification, 3.10: no chain of required
 * fields leads back to its beginning).
 */
final class InputCycles {

  private final RestTypes types;
  private final Findings findings;
  private final Set<String> done = new HashSet<>();
  private final Set<String> within = new HashSet<>();

  private InputCycles(RestTypes types, Findings findings) {
    this.types = types;
    this.findings = findings;
  }

  /** Makes a field of each such chain nullable. */
  static void loosen(RestTypes types, Findings findings) {
    InputCycles cycles = new InputCycles(types, findings);
    for (RestObject object : List.copyOf(types.objects().values())) {
      if (object.input()) {
        cycles.walk(object.name());
      }
    }
  }

  private void walk(String name) {
    if (!done.add(name)) {
      return;
    }
    within.add(name);
    RestObject object = types.object(new ObjectRef(name));
    List<RestField> fields = new ArrayList<>();
    for (RestField field : object.fields()) {
      if (field.nonNull() && field.type() instanceof ObjectRef(String inner)) {
        if (within.contains(inner)) {
          findings.add(
              Finding.Code.RECURSION_CUT,
              Findings.at(Findings.at(object.pointer(), "properties"), field.wireName()),
              inner + " requires itself; " + name + "." + field.name() + " may be left out");
          fields.add(field.withNonNull(false));
          continue;
        }
        walk(inner);
      }
      fields.add(field);
    }
    types.objects().put(name, object.withFields(fields));
    within.remove(name);
  }
}
