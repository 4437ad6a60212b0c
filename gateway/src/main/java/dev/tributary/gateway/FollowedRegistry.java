package dev.tributary.gateway;

import dev.tributary.registry.Delivery;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.RegistryClient;
import dev.tributary.registry.SupergraphFollower;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A registry elsewhere, followed by long polls. */
final class FollowedRegistry implements SupergraphSource {

  private final Vertx vertx;
  private final RegistryClient client;
  private final GraphId graph;
  private final String url;
  private final ServedSupergraph served;
  private volatile @Nullable SupergraphFollower follower;

  /**
   * @throws StartupException when the configuration names no registry, graph or token that could be
   *     one
   */
  FollowedRegistry(Vertx vertx, SupergraphConfig.FollowConfig config, ServedSupergraph served) {
    this.vertx = vertx;
    this.url = config.url();
    this.served = served;
    this.graph =
        GraphId.parse(config.graph())
            .orElseThrow(
                () -> new StartupException("'" + config.graph() + "' is not a graph's name"));
    try {
      this.client = new RegistryClient(URI.create(url), config.token());
    } catch (IllegalArgumentException e) {
      throw new StartupException("supergraph.registry: " + e.getMessage());
    }
  }

  /** Does not wait for the registry: until it answers, the gateway is up and not ready. */
  @Override
  public Future<Void> start() {
    follower =
        SupergraphFollower.start(
            client, graph, Optional.empty(), SupergraphFollower.Pace.DEFAULT, this::serve);
    return Future.succeededFuture();
  }

  private void serve(Delivery.Supergraph supergraph) {
    served.offer(supergraph.sdl(), url + " graph " + graph + " version " + supergraph.version());
  }

  @Override
  public Future<Void> stop() {
    return vertx.executeBlocking(
        () -> {
          SupergraphFollower now = follower;
          if (now != null) {
            now.close();
          }
          client.close();
          return null;
        });
  }
}
