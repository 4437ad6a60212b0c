package dev.tributary.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a graph in a registry elsewhere by long polls, and hands on each new supergraph.
 *
 * <p>One virtual thread of its own does all of it and calls the consumer. While the registry fails
 * it is asked at the {@link Pace}.
 */
public final class SupergraphFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SupergraphFollower.class);

  /**
   * How often the registry is asked.
   *
   * @param poll how long it may hold back an answer; whole seconds
   * @param first how long to hold still after a first failure
   * @param longest how long at most
   */
  public record Pace(Duration poll, Duration first, Duration longest) {

    public static final Pace DEFAULT =
        new Pace(Duration.ofSeconds(25), Duration.ofMillis(500), Duration.ofSeconds(30));

    /** The time to hold still after so many failures in a row; the upper half of it is random. */
    Duration pause(int failures) {
      long doubled = first.toMillis() << Math.clamp(failures - 1L, 0, 20);
      long most = Math.max(1, Math.min(doubled, longest.toMillis()));
      return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }
  }

  private final RegistryClient client;
  private final GraphId graph;
  private final Pace pace;
  private final Consumer<Delivery.Supergraph> consumer;
  private final Supplier<Optional<ServingGateway>> serving;
  private final Consumer<FollowerStatus> watcher;
  private final PollLoop loop;
  private volatile Optional<String> known;
  private volatile FollowerStatus status = new FollowerStatus.Connecting();

  private SupergraphFollower(
      RegistryClient client,
      GraphId graph,
      Optional<String> known,
      Pace pace,
      Consumer<Delivery.Supergraph> consumer,
      Supplier<Optional<ServingGateway>> serving,
      Consumer<FollowerStatus> watcher) {
    this.serving = serving;
    this.client = client;
    this.graph = graph;
    this.known = known;
    this.pace = pace;
    this.consumer = consumer;
    this.watcher = watcher;
    this.loop =
        PollLoop.start(
            "follow-" + graph,
            pace,
            () -> take(client.supergraph(graph, this.known, pace.poll(), this.serving.get())),
            this::failed);
  }

  /**
   * Begins to follow.
   *
   * @param client stays the caller's, to be closed after the follower
   * @param known the content hash of the supergraph that the caller has already; it is not handed
   *     on
   * @param consumer may take its time: the registry is not asked meanwhile. What it throws is
   *     logged, and the supergraph that it failed on is not handed on again.
   */
  public static SupergraphFollower start(
      RegistryClient client,
      GraphId graph,
      Optional<String> known,
      Pace pace,
      Consumer<Delivery.Supergraph> consumer) {
    return start(client, graph, known, pace, consumer, Optional::empty);
  }

  /**
   * The same for a gateway that shows itself to the registry.
   *
   * @param serving asked before each request for what the gateway serves then
   */
  public static SupergraphFollower start(
      RegistryClient client,
      GraphId graph,
      Optional<String> known,
      Pace pace,
      Consumer<Delivery.Supergraph> consumer,
      Supplier<Optional<ServingGateway>> serving) {
    return start(client, graph, known, pace, consumer, serving, status -> {});
  }

  /**
   * @param watcher is told of each status that is taken, by the follower's thread
   */
  static SupergraphFollower start(
      RegistryClient client,
      GraphId graph,
      Optional<String> known,
      Pace pace,
      Consumer<Delivery.Supergraph> consumer,
      Supplier<Optional<ServingGateway>> serving,
      Consumer<FollowerStatus> watcher) {
    return new SupergraphFollower(client, graph, known, pace, consumer, serving, watcher);
  }

  public FollowerStatus status() {
    return status;
  }

  /** Stops, and waits for the consumer to return if it is at work. */
  @Override
  public void close() {
    loop.close();
  }

  /** Whether there was something new. */
  private boolean take(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Supergraph supergraph -> {
        known = Optional.of(supergraph.contentHash());
        handOn(supergraph);
        become(new FollowerStatus.Following(supergraph.contentHash()));
        yield true;
      }
      case Delivery.NotModified() -> {
        become(new FollowerStatus.Following(known.orElse("")));
        yield false;
      }
      case Delivery.NothingPublished() -> {
        become(new FollowerStatus.NothingPublished());
        yield false;
      }
    };
  }

  private void become(FollowerStatus next) {
    status = next;
    watcher.accept(next);
  }

  private void handOn(Delivery.Supergraph supergraph) {
    try {
      consumer.accept(supergraph);
    } catch (RuntimeException e) {
      LOG.error("Version {} of {} could not be taken over", supergraph.version(), graph, e);
    }
  }

  private void failed(String reason, int failures) {
    become(new FollowerStatus.Failing(reason, failures));
    if (failures == 1) {
      LOG.warn("The registry cannot be asked for {}, and will be asked again: {}", graph, reason);
    } else {
      LOG.debug("The registry cannot be asked for {}, {} times now: {}", graph, failures, reason);
    }
  }
}
