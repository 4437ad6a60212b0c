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
 * Follows settings of a graph in a registry elsewhere by long polls, and hands them on whenever
 * they change. One virtual thread of its own does all of it and calls the consumer.
 *
 * @param <T> the settings
 */
public final class SettingsFollower<T> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SettingsFollower.class);

  /** Asks for what is new since the one with a content hash. */
  private interface Question<T> {
    Optional<Delivered<T>> ask(GraphId graph, Optional<String> known, Duration wait)
        throws IOException, InterruptedException;
  }

  private final String what;
  private final Question<T> question;
  private final GraphId graph;
  private final Pace pace;
  private final Consumer<T> consumer;
  private final CountDownLatch asked = new CountDownLatch(1);
  private Optional<String> known = Optional.empty();
  private final PollLoop loop;

  private SettingsFollower(
      String what, Question<T> question, GraphId graph, Pace pace, Consumer<T> consumer) {
    this.what = what;
    this.question = question;
    this.graph = graph;
    this.pace = pace;
    this.consumer = consumer;
    this.loop = PollLoop.start(what + "-of-" + graph, pace, this::ask, this::failed);
  }

  /**
   * Begins to follow the keys and quotas of clients.
   *
   * @param client stays the caller's, to be closed after the follower
   * @param consumer is handed everything that there is each time; what it throws is logged
   */
  public static SettingsFollower<ClientSettings> clients(
      RegistryClient client, GraphId graph, Pace pace, Consumer<ClientSettings> consumer) {
    return new SettingsFollower<>("clients", client.clients()::settings, graph, pace, consumer);
  }

  /** The same with trusted documents. */
  public static SettingsFollower<DocumentSet> documents(
      RegistryClient client, GraphId graph, Pace pace, Consumer<DocumentSet> consumer) {
    RemoteDocuments documents = client.documents();
    return new SettingsFollower<>("documents", documents::documents, graph, pace, consumer);
  }

  /**
   * Returns when the registry has answered for the first time, or has failed to.
   *
   * @param atMost how long to wait for either
   */
  public void awaitFirst(Duration atMost) throws InterruptedException {
    if (!asked.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warn("The registry does not answer the question for the {} of {}", what, graph);
    }
  }

  private boolean ask() throws IOException, InterruptedException {
    Optional<Delivered<T>> news = question.ask(graph, known, pace.poll());
    if (news.isPresent()) {
      known = Optional.of(news.get().contentHash());
      try {
        consumer.accept(news.get().content());
      } catch (RuntimeException e) {
        LOG.error("The {} of {} could not be taken over", what, graph, e);
      }
    }
    asked.countDown();
    return news.isPresent();
  }

  private void failed(String reason, int inARow) {
    asked.countDown();
    if (inARow == 1) {
      LOG.warn(
          "The registry cannot be asked for the {} of {}, and will be asked again: {}",
          what,
          graph,
          reason);
    } else {
      LOG.debug(
          "The registry cannot be asked for the {} of {}, {} times now: {}",
          what,
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
