package dev.tributary.registry;

import dev.tributary.check.CheckedUsage;
import dev.tributary.check.SchemaChange;
import dev.tributary.compose.Hint;
import java.util.List;

/** What a publish would come to. Nothing was stored. */
public sealed interface CheckResult {

  /**
   * The change would be published.
   *
   * @param base the version that it was tried against; 0 when the graph has none
   * @param usage who uses what they touch, and what becomes of recorded operations
   * @param schemaChanges what clients would see of it, the worst first; empty without a base
   */
  record Composes(
      long base,
      List<SubgraphChange> changes,
      List<SchemaChange> schemaChanges,
      String supergraphSdl,
      List<Hint> hints,
      CheckedUsage usage)
      implements CheckResult {
    public Composes {
      changes = List.copyOf(changes);
      schemaChanges = List.copyOf(schemaChanges);
      hints = List.copyOf(hints);
    }
  }

  /** The change would not be published; {@code result} says why. */
  record NotPublished(PublishResult result) implements CheckResult {}
}
