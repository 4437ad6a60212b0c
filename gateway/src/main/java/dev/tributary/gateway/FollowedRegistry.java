package dev.tributary.gateway;

import dev.tributary.registry.ClientSettings;
import dev.tributary.registry.Delivery;
import dev.tributary.registry.DocumentSet;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.RegistryClient;
import dev.tributary.registry.ServingGateway;
import dev.tributary.registry.SettingsFollower;
import dev.tributary.registry.SupergraphFollower;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A registry elsewhere, followed by long polls. */
final class FollowedRegistry implements SupergraphSource {

  private static final Logger LOG = LoggerFactory.getLogger(FollowedRegistry.class);

  /** How long a first supergraph waits for the clients and documents that go with it. */
  private static final Duration CLIENTS_FIRST = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final RegistryClient client;
  private final GraphId graph;
  private final String url;
  private final ServedSupergraph served;
  private final ServedClients clients;
  private final DeliveredDocuments documents;
  private final Optional<LastGood> lastGood;
  private final Optional<LastGood> lastClients;
  private final Optional<LastGood> lastDocuments;
  private volatile ServingGateway serving;
  private volatile @Nullable SupergraphFollower follower;
  private volatile List<SettingsFollower<?>> followed = List.of();

  /**
   * @param directory what a relative path of the configuration is relative to
   * @throws StartupException when the configuration names no registry, graph or token that could be
   *     one
   */
  FollowedRegistry(
      Vertx vertx,
      SupergraphConfig.FollowConfig config,
      Path directory,
      ServedSupergraph served,
      ServedClients clients,
      DeliveredDocuments documents) {
    this.clients = clients;
    this.documents = documents;
    this.vertx = vertx;
    this.url = config.url();
    this.served = served;
    this.graph =
        GraphId.parse(config.graph())
            .orElseThrow(
                () -> new StartupException("'" + config.graph() + "' is not a graph's name"));
    this.lastGood = lastGood(config, directory, "supergraph");
    this.lastClients = lastGood(config, directory, "clients");
    this.lastDocuments =
        documents.ofRegistry() ? lastGood(config, directory, "documents") : Optional.empty();
    this.serving =
        new ServingGateway(config.gateway().isEmpty() ? defaultName() : config.gateway(), 0, "");
    try {
      this.client = new RegistryClient(URI.create(url), config.token());
    } catch (IllegalArgumentException e) {
      throw new StartupException("supergraph.registry: " + e.getMessage());
    }
  }

  private Optional<LastGood> lastGood(
      SupergraphConfig.FollowConfig config, Path directory, String what) {
    return config.cache().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new LastGood(directory.resolve(config.cache()).resolve(graph + "." + what), what));
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
            known -> {
              followed = followSettings();
              follower =
                  SupergraphFollower.start(
                      client,
                      graph,
                      known,
                      SupergraphFollower.Pace.DEFAULT,
                      this::serve,
                      () -> Optional.of(serving));
            })
        .mapEmpty();
  }

  private List<SettingsFollower<?>> followSettings() {
    SupergraphFollower.Pace pace = SupergraphFollower.Pace.DEFAULT;
    SettingsFollower<?> ofClients = SettingsFollower.clients(client, graph, pace, this::take);
    return documents.ofRegistry()
        ? List.of(ofClients, SettingsFollower.documents(client, graph, pace, this::take))
        : List.of(ofClients);
  }

  /** The content hash of what is served then. */
  private Optional<String> startWithLastGood() {
    lastClients.flatMap(LastGood::read).ifPresent(this::startWithLastClients);
    lastDocuments.flatMap(LastGood::read).ifPresent(this::startWithLastDocuments);
    return lastGood
        .flatMap(LastGood::read)
        .map(kept -> new Delivery.Supergraph(kept.text(), kept.contentHash(), kept.version()))
        .filter(kept -> offer(kept, "the last good one of "))
        .map(Delivery.Supergraph::contentHash);
  }

  private void startWithLastClients(LastGood.Kept kept) {
    try {
      clients.offer(ClientSettings.read(kept.text()), "the last good ones of " + url);
    } catch (IllegalArgumentException e) {
      LOG.warn("The last good clients of {} cannot be read: {}", graph, e.getMessage());
    }
  }

  private void startWithLastDocuments(LastGood.Kept kept) {
    try {
      documents.offer(DocumentSet.read(kept.text()), "the last good ones of " + url);
    } catch (IllegalArgumentException e) {
      LOG.warn("The last good documents of {} cannot be read: {}", graph, e.getMessage());
    }
  }

  private void take(DocumentSet set) {
    documents.offer(set, url + " graph " + graph);
    lastDocuments.ifPresent(file -> file.write(LastGood.Kept.of(set.revision(), set.text())));
  }

  private void take(ClientSettings settings) {
    clients.offer(settings, url + " graph " + graph);
    lastClients.ifPresent(
        file -> file.write(LastGood.Kept.of(settings.revision(), settings.text())));
  }

  private void serve(Delivery.Supergraph supergraph) {
    awaitClients();
    if (offer(supergraph, "")) {
      lastGood.ifPresent(
          file ->
              file.write(
                  new LastGood.Kept(
                      supergraph.version(), supergraph.contentHash(), supergraph.sdl())));
    }
  }

  /** A gateway that is ready knows its clients: none may be refused for being asked too early. */
  private void awaitClients() {
    for (SettingsFollower<?> asking : followed) {
      try {
        asking.awaitFirst(CLIENTS_FIRST);
      } catch (InterruptedException e) {
        // Closed; the follower sees it.
        Thread.currentThread().interrupt();
      }
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
  public Optional<TrafficSender.Sink> traffic() {
    return Optional.of(report -> client.report(graph, report));
  }

  @Override
  public Future<Void> stop() {
    return vertx.executeBlocking(
        () -> {
          followed.forEach(SettingsFollower::close);
          SupergraphFollower now = follower;
          if (now != null) {
            now.close();
          }
          client.close();
          return null;
        });
  }
}
