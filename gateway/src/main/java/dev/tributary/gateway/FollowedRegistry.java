package dev.tributary.gateway;

import dev.tributary.registry.Delivery;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.RegistryClient;
import dev.tributary.registry.ServingGateway;
import dev.tributary.registry.SupergraphFollower;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A registry elsewhere, followed by long polls. */
final class FollowedRegistry implements SupergraphSource {

  private final Vertx vertx;
  private final RegistryClient client;
  private final GraphId graph;
  private final String url;
  private final ServedSupergraph served;
  private final Optional<LastGood> lastGood;
  private volatile ServingGateway serving;
  private volatile @Nullable SupergraphFollower follower;

  /**
   * @param directory what a relative path of the configuration is relative to
   * @throws StartupException when the configuration names no registry, graph or token that could be
   *     one
   */
  FollowedRegistry(
      Vertx vertx, SupergraphConfig.FollowConfig config, Path directory, ServedSupergraph served) {
    this.vertx = vertx;
    this.url = config.url();
    this.served = served;
    this.graph =
        GraphId.parse(config.graph())
            .orElseThrow(
                () -> new StartupException("'" + config.graph() + "' is not a graph's name"));
    this.lastGood =
        config.cache().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new LastGood(directory.resolve(config.cache()).resolve(graph + ".supergraph")));
    this.serving =
        new ServingGateway(config.gateway().isEmpty() ? defaultName() : config.gateway(), 0, "");
    try {
      this.client = new RegistryClient(URI.create(url), config.token());
    } catch (IllegalArgumentException e) {
      throw new StartupException("supergraph.registry: " + e.getMessage());
    }
  }

  /**
   * Serves what was good last, if that was kept, and follows the registry from then on. Does not
   * wait for it: until there is something to serve, the gateway is up and not ready.
   */
  @Override
  public Future<Void> start() {
    return vertx
        .executeBlocking(this::startWithLastGood)
        .onSuccess(
            known ->
                follower =
                    SupergraphFollower.start(
                        client,
                        graph,
                        known,
                        SupergraphFollower.Pace.DEFAULT,
                        this::serve,
                        () -> Optional.of(serving)))
        .mapEmpty();
  }

  /** The content hash of what is served then. */
  private Optional<String> startWithLastGood() {
    return lastGood
        .flatMap(LastGood::read)
        .filter(kept -> offer(kept, "the last good one of "))
        .map(Delivery.Supergraph::contentHash);
  }

  private void serve(Delivery.Supergraph supergraph) {
    if (offer(supergraph, "")) {
      lastGood.ifPresent(file -> file.write(supergraph));
    }
  }

  private boolean offer(Delivery.Supergraph supergraph, String kept) {
    boolean good =
        served
            .offer(
                supergraph.sdl(),
                kept + url + " graph " + graph + " version " + supergraph.version())
            .isEmpty();
    if (good) {
      serving = new ServingGateway(serving.id(), supergraph.version(), supergraph.contentHash());
    }
    return good;
  }

  /** The host's name and the process's number, as far as they can be said. */
  private static String defaultName() {
    String host = System.getenv("HOSTNAME");
    String name =
        (host == null || host.isEmpty() ? "gateway" : host) + "-" + ProcessHandle.current().pid();
    String sayable = name.replaceAll("[^A-Za-z0-9._-]", "-");
    return sayable.substring(Math.max(0, sayable.length() - 64));
  }

  @Override
  public Optional<UsageSender.Sink> usage() {
    return Optional.of(report -> client.report(graph, report));
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
