package dev.tributary.registry;

import dev.tributary.registry.SupergraphFollower.Pace;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the clients of a graph in a registry elsewhere by long polls, and hands on their keys and
 * quotas whenever they change. One virtual thread of its own does all of it and calls the consumer.
 */
public final class ClientFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClientFollower.class);

  private final RemoteClients clients;
  private final GraphId graph;
  private final Pace pace;
  private final Consumer<ClientSettings> consumer;
  private final CountDownLatch asked = new CountDownLatch(1);
  private Optional<String> known = Optional.empty();
  private final PollLoop loop;

  private ClientFollower(
      RegistryClient client, GraphId graph, Pace pace, Consumer<ClientSettings> consumer) {
    this.clients = client.clients();
    this.graph = graph;
    this.pace = pace;
    this.consumer = consumer;
    this.loop = PollLoop.start("clients-of-" + graph, pace, this::ask, this::failed);
  }

  /**
   * Begins to follow.
   *
   * @param client stays the caller's, to be closed after the follower
   * @param consumer is handed everything that there is each time; what it throws is logged
   */
  public static ClientFollower start(
      RegistryClient client, GraphId graph, Pace pace, Consumer<ClientSettings> consumer) {
    return new ClientFollower(client, graph, pace, consumer);
  }

  /**
   * Returns when the registry has answered for the first time, or has failed to.
   *
   * @param atMost how long to wait for either
   */
  public void awaitFirst(Duration atMost) throws InterruptedException {
    if (!asked.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warn("The registry does not answer the question for the clients of {}", graph);
    }
  }

  private boolean ask() throws IOException, InterruptedException {
    Optional<ClientDocument> news = clients.settings(graph, known, pace.poll());
    if (news.isPresent()) {
      known = Optional.of(news.get().contentHash());
      try {
        consumer.accept(news.get().settings());
      } catch (RuntimeException e) {
        LOG.error("The clients of {} could not be taken over", graph, e);
      }
    }
    asked.countDown();
    return news.isPresent();
  }

  private void failed(String reason, int inARow) {
    asked.countDown();
    if (inARow == 1) {
      LOG.warn(
          "The registry cannot be asked for the clients of {}, and will be asked again: {}",
          graph,
          reason);
    } else {
      LOG.debug(
          "The registry cannot be asked for the clients of {}, {} times now: {}",
          graph,
          inARow,
          reason);
    }
  }

  /** Stops, and waits for the consumer to return if it is at work. */
  @Override
  public void close() {
    loop.close();
  }
}
