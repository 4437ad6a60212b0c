package dev.tributary.plan;

import dev.tributary.graph.TypeSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A selection set of a fetch that is being put together. */
final class UpstreamSelection {

  /** The type of {@code _entities}: nothing but fragments can be selected on it. */
  static final String ENTITY = "_Entity";

  final Fetch fetch;

  /** The field that it stands below; null for the outermost of a fetch. */
  final @Nullable UpstreamField in;

  /** The type that it is selected on, as the subgraph names it. */
  final String type;

  private TypeSet types;
  private final List<UpstreamField> fields = new ArrayList<>();

  UpstreamSelection(Fetch fetch, @Nullable UpstreamField in, String type, TypeSet types) {
    this.fetch = fetch;
    this.in = in;
    this.type = type;
    this.types = types;
  }

  /** What the subgraph may answer with here. */
  TypeSet types() {
    return types;
  }

  /** More types of entities are asked for. */
  void admit(TypeSet more) {
    types = types.or(more);
  }

  List<UpstreamField> fields() {
    return fields;
  }
}
