package dev.tributary.registry;

import dev.tributary.registry.Problem.Codes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Delivers supergraphs, to those who have the latest when the next one is published. */
final class SupergraphEndpoint implements AutoCloseable {

  static final String VERSION_HEADER = "tributary-supergraph-version";

  private final Registry registry;
  private final LongPoll<Optional<SupergraphRelease>> polls;
  private final Runnable subscription;

  SupergraphEndpoint(
      Vertx vertx, Registry registry, BlockingWork work, RegistryHttpOptions options) {
    this.registry = registry;
    this.polls = new LongPoll<>(vertx, work, options);
    this.subscription =
        registry.listen(release -> polls.wake(release.version().graph(), Optional.of(release)));
  }

  Future<Reply> answer(GraphId graph, RoutingContext routing) {
    // What the one who asks says of itself.
    Optional<String> gateway =
        Optional.ofNullable(routing.request().getHeader(ServingGateway.HEADER));
    return polls.answer(
        graph,
        routing,
        () -> {
          gateway.flatMap(ServingGateway::parse).ifPresent(serving -> registry.saw(graph, serving));
          return registry.latest(graph);
        },
        new Latest(graph));
  }

  private final class Latest implements LongPoll.Subject<Optional<SupergraphRelease>> {
    private final GraphId graph;

    Latest(GraphId graph) {
      this.graph = graph;
    }

    @Override
    public Optional<SupergraphRelease> now() {
      return registry.latest(graph);
    }

    @Override
    public Optional<String> etag(Optional<SupergraphRelease> release) {
      return release.map(SupergraphEndpoint::etag);
    }

    @Override
    public Reply reply(Optional<SupergraphRelease> release, boolean news) {
      if (release.isEmpty()) {
        return Reply.problem(
            new Problem(
                404, Codes.NO_SUPERGRAPH, "Nothing was published to %s yet.".formatted(graph)));
      }
      Reply reply = news ? Reply.text(release.get().sdl()) : Reply.notModified();
      return reply
          .with("etag", SupergraphEndpoint.etag(release.get()))
          .with(VERSION_HEADER, Long.toString(release.get().version().number()));
    }
  }

  private static String etag(SupergraphRelease release) {
    return '"' + release.version().contentHash() + '"';
  }

  int waiting() {
    return polls.waiting();
  }

  @Override
  public void close() {
    subscription.run();
    polls.close();
  }
}
