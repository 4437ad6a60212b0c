package dev.tributary.registry;

import dev.tributary.check.SchemaChange;
import dev.tributary.compose.Hint;
import java.util.List;
import java.util.Optional;

/**
 * A supergraph version without its document.
 *
 * @param schemaChanges what clients see of it, against the version before; empty when that was not
 *     worked out yet
 */
public record VersionDetail(
    SupergraphVersion version, List<Hint> hints, Optional<List<SchemaChange>> schemaChanges) {
  public VersionDetail {
    hints = List.copyOf(hints);
    schemaChanges = schemaChanges.map(List::copyOf);
  }
}
