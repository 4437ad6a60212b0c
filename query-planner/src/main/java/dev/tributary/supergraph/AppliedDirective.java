package dev.tributary.supergraph;

import java.util.BitSet;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A directive, other than the join and link machinery, as applied to a supergraph element. A
 * subgraph's own {@code @link} is among those of the schema definition: it says which version of a
 * specification that subgraph's directives follow.
 *
 * @param name without {@code @}; when its specification is linked, the name that this gives it,
 *     however the supergraph spells it
 * @param subgraphs the subgraphs that applied it, when it travelled in {@code @join__directive};
 *     null when it stands in the supergraph directly
 */
public record AppliedDirective(
    String name, SequencedMap<String, Value> arguments, @Nullable BitSet subgraphs) {

  /** Whether this subgraph applied it, and it travelled in {@code @join__directive}. */
  public boolean isOf(int subgraph) {
    return subgraphs != null && subgraphs.get(subgraph);
  }
}
