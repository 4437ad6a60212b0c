package dev.tributary.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.console.Insight;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.SupergraphInsight;
import dev.tributary.registry.SupergraphRelease;
import dev.tributary.supergraph.Supergraph;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the registry's console tells of schemas and plans: always what this gateway would do. Safe
 * for use by many threads.
 */
final class LatestInsight implements SupergraphInsight {

  private final Supplier<Serving> latest;
  private final Function<String, Supergraph> supergraphs;
  private final Function<GraphId, List<ObjectNode>> recent;
  private volatile @Nullable Made made;

  private record Made(Serving serving, Insight insight) {}

  /**
   * @param latest the configuration that holds when it is asked for
   * @param supergraphs reads their SDL
   * @param recent the last requests to a graph, the newest first
   */
  LatestInsight(
      Supplier<Serving> latest,
      Function<String, Supergraph> supergraphs,
      Function<GraphId, List<ObjectNode>> recent) {
    this.latest = latest;
    this.supergraphs = supergraphs;
    this.recent = recent;
  }

  private Insight now() {
    Serving serving = latest.get();
    Made last = made;
    if (last == null || last.serving != serving) {
      last =
          new Made(
              serving,
              last != null && last.serving.preparesLike(serving)
                  ? last.insight
                  : Options.insight(serving.config(), supergraphs, recent));
      made = last;
    }
    return last.insight;
  }

  @Override
  public String form() {
    return now().form();
  }

  @Override
  public byte[] schema(SupergraphRelease release) {
    return now().schema(release);
  }

  @Override
  public void prepare(SupergraphRelease release) {
    now().prepare(release);
  }

  @Override
  public Answer plan(SupergraphRelease release, Question question) {
    return now().plan(release, question);
  }

  @Override
  public List<ObjectNode> recent(GraphId graph) {
    return now().recent(graph);
  }
}
