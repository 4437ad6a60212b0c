package dev.tributary.samples.differential;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.samples.SampleServices.Running;
import dev.tributary.subgraph.SubgraphSource;

/** The four samples composed. */
final class SampleGraph {

  private SampleGraph() {}

  /** The supergraph SDL, with the addresses at which the services run. */
  static String supergraph(Running services) {
    Composition composition =
        Composer.compose(
            services.services().stream()
                .map(one -> new SubgraphSource(one.name(), one.url(), one.schema()))
                .toList());
    return switch (composition) {
      case Composition.Composed composed -> composed.supergraphSdl();
      case Composition.Failed failed -> throw new AssertionError(failed.errors());
    };
  }
}
