package dev.tributary.plan;

import dev.tributary.graph.TypeSet;
import dev.tributary.plan.Demand.FieldKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A field in the merged data. */
final class DataField {

  final Position parent;
  final FieldKey field;

  /** The types of the parent for which it is read. */
  final TypeSet types;

  final String dataKey;

  /** Below a composite field. */
  final @Nullable Position child;

  /** Where it is selected upstream. Several, when no one subgraph has all that is wanted below. */
  final List<UpstreamField> sources = new ArrayList<>(1);

  DataField(
      Position parent, FieldKey field, TypeSet types, String dataKey, @Nullable TypeSet below) {
    this.parent = parent;
    this.field = field;
    this.types = types;
    this.dataKey = dataKey;
    this.child = below == null ? null : new Position(this, below, parent.keys.below(dataKey));
  }

  /** It is also needed when {@code guard} holds. */
  void touch(Guard guard) {
    sources.forEach(source -> source.touch(guard));
  }

  /** When it is read. */
  Guard guard() {
    return sources.stream().map(UpstreamField::guard).reduce(Guard.NEVER, Guard::or);
  }
}
