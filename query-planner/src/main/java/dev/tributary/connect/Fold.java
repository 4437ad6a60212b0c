package dev.tributary.connect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connectors that are to be one virtual subgraph.
 *
 * <p>Root fields of one root type are, as long as they give the same of every type they share.
 * Which data a type gives is known apart for each root type, and what can be entered by a key stays
 * alone: its key would be claimed for the others.
 */
final class Fold {

  private final List<VirtualSubgraph> parts = new ArrayList<>();

  /** What all parts cover; null when nothing can be added. */
  private final @Nullable Coverage covered;

  Fold(VirtualSubgraph first) {
    parts.add(first);
    Coverage own = first.foldable();
    covered = own == null ? null : new Coverage();
    if (covered != null && own != null) {
      covered.joinWhereEqual(own, rootType(first));
    }
  }

  /** Adds it, where it may be claimed together with what is here. */
  boolean takes(VirtualSubgraph next) {
    Coverage added = next.foldable();
    String root = rootType(next);
    boolean taken =
        covered != null
            && added != null
            && root.equals(rootType(parts.getFirst()))
            && covered.joinWhereEqual(added, root);
    if (taken) {
      parts.add(next);
    }
    return taken;
  }

  VirtualSubgraph whole() {
    return covered == null || parts.size() == 1
        ? parts.getFirst()
        : VirtualSubgraph.folded(parts, covered);
  }

  private static String rootType(VirtualSubgraph part) {
    return part.connectors().getFirst().typeName();
  }
}
