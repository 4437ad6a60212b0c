package dev.tributary.gateway;

import static java.util.Objects.requireNonNull;

import dev.tributary.cache.CacheKey;
import dev.tributary.connect.ConnectorExpansion;
import dev.tributary.connect.Connectors;
import dev.tributary.execute.Engine;
import dev.tributary.supergraph.InvalidSupergraphException;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns supergraph SDL into what the engine serves. A supergraph that cannot be read is refused and
 * the last good one serves on.
 *
 * <p>{@link #offer} and {@link #serveBy} are called on threads that may block; the rest from
 * anywhere.
 */
final class ServedSupergraph {

  private static final Logger LOG = LoggerFactory.getLogger(ServedSupergraph.class);

  /** Null before the first. */
  private @Nullable Engine engine;

  /** What is served now; null for nothing. */
  private volatile @Nullable Served served;

  private record Served(Supergraph supergraph, String version) {}

  /** Requests that began on an earlier supergraph finish with its connectors. */
  private static final int EXPANSIONS_KEPT = 4;

  /** Newest first. */
  private volatile List<ConnectorExpansion> expansions = List.of();

  private final CompletableFuture<Void> first = new CompletableFuture<>();

  /**
   * From now on this engine serves, from what is served on; it is made ready first, which takes a
   * while. When it throws, nothing has changed.
   *
   * @param preparation whether operations are to be prepared as they were
   */
  synchronized void serveBy(Engine next, Preparation preparation) {
    Engine before = engine;
    Served now = served;
    if (before != null && now != null) {
      switch (preparation) {
        case THE_SAME -> next.serve(before);
        case ANEW -> next.serve(now.supergraph, now.version, before);
      }
    }
    engine = next;
  }

  /** What an engine does about operations that another one has prepared. */
  enum Preparation {
    THE_SAME,
    ANEW
  }

  /** The expansion that made a subgraph of connectors; null when the subgraph speaks GraphQL. */
  @Nullable ConnectorExpansion expansion(Subgraph subgraph) {
    for (ConnectorExpansion expansion : expansions) {
      // By identity: an equal subgraph of another supergraph may have other connectors.
      if (expansion.connectors().containsKey(subgraph.id())
          && expansion.supergraph().subgraphs().get(subgraph.id()) == subgraph) {
        return expansion;
      }
    }
    return null;
  }

  /** What is being served, as far as clients see it and as services have it; null for nothing. */
  @Nullable Supergraph supergraph() {
    Served now = served;
    return now == null ? null : now.supergraph;
  }

  /** Whether there is something to serve. */
  boolean isServing() {
    return first.isDone();
  }

  /** Completes when a first supergraph is served. */
  CompletionStage<Void> first() {
    return first;
  }

  /**
   * Serves a supergraph from now on.
   *
   * @param origin where it came from, for the log
   * @return the problems that kept it from being served; empty when it is served
   */
  synchronized List<String> offer(String sdl, String origin) {
    long start = System.nanoTime();
    try {
      ConnectorExpansion expansion = Connectors.expand(SupergraphReader.read(sdl));
      expansions =
          Stream.concat(Stream.of(expansion), expansions.stream()).limit(EXPANSIONS_KEPT).toList();
      Served next =
          new Served(expansion.supergraph(), CacheKey.of("supergraph").add(sdl).key().hex());
      requireNonNull(engine).serve(next.supergraph, next.version);
      served = next;
      first.complete(null);
      LOG.info(
          "Serving the supergraph from {}: {} services, {} types ({} ms)",
          origin,
          expansion.supergraph().subgraphs().stream().map(Subgraph::service).distinct().count(),
          expansion.supergraph().types().size(),
          (System.nanoTime() - start) / 1_000_000);
      return List.of();
    } catch (InvalidSupergraphException e) {
      LOG.error(
          "The supergraph from {} is refused{}: {}",
          origin,
          isServing() ? ", the last good one is served on" : "",
          String.join("; ", e.problems()));
      return e.problems();
    }
  }
}
