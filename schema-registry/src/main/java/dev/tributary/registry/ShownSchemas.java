package dev.tributary.registry;

import java.util.Optional;

/**
 * What the explorer shows of the newest version of each graph. It is worked out once and kept in
 * the store, for after a start and for other registries; those that were asked for last are kept
 * here too. For use by many threads.
 */
final class ShownSchemas {

  /** Some hundred kilobytes each. */
  private static final int MOST_KEPT = 4;

  private final Registry registry;
  private final SupergraphInsight insight;
  private final Remembered<Shown, byte[]> kept = new Remembered<>(MOST_KEPT);

  private record Shown(GraphId graph, String form) {}

  ShownSchemas(Registry registry, SupergraphInsight insight) {
    this.registry = registry;
    this.insight = insight;
  }

  /** As {@link SupergraphInsight#schema} tells it; empty when nothing was published yet. */
  Optional<byte[]> of(GraphId graph) {
    return registry.latestVersion(graph).map(this::of);
  }

  private byte[] of(SupergraphVersion version) {
    Shown shown =
        new Shown(
            version.graph(),
            "%d %s %s".formatted(version.number(), version.contentHash(), insight.form()));
    return kept.of(
        shown,
        () ->
            registry
                .shownSchema(shown.graph(), shown.form())
                .orElseGet(() -> workedOut(shown, version)));
  }

  private byte[] workedOut(Shown shown, SupergraphVersion version) {
    byte[] schema =
        insight.schema(registry.release(version.graph(), version.number()).orElseThrow());
    registry.keepShownSchema(shown.graph(), shown.form(), schema);
    return schema;
  }
}
