package dev.tributary.registry;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Delivers to gateways what a graph's settings are, as one JSON document that can be waited for;
 * its SHA-256 is its entity tag.
 *
 * @param <T> the settings
 */
final class SettingsDelivery<T> implements AutoCloseable {

  /** Made once for all who wait, however many. */
  private record Document(String text, String etag) {
    static Document of(String text) {
      return new Document(text, '"' + ContentHash.ofDocument(text) + '"');
    }
  }

  private final Function<GraphId, T> settings;
  private final Function<T, String> text;
  private final LongPoll<Document> polls;

  /**
   * @param settings asks what a graph has now; blocks
   */
  SettingsDelivery(
      Vertx vertx,
      BlockingWork work,
      RegistryHttpOptions options,
      Function<GraphId, T> settings,
      Function<T, String> text) {
    this.settings = settings;
    this.text = text;
    this.polls = new LongPoll<>(vertx, work, options);
  }

  /** Wakes those who wait for a graph's next settings. */
  Consumer<T> waking(Function<T, GraphId> graph) {
    return news -> polls.wake(graph.apply(news), Document.of(text.apply(news)));
  }

  /** On the request's event loop. */
  Future<Reply> deliver(GraphId graph, RoutingContext routing) {
    Subject subject = new Subject(graph);
    return polls.answer(graph, routing, subject::now, subject);
  }

  private final class Subject implements LongPoll.Subject<Document> {
    private final GraphId graph;

    Subject(GraphId graph) {
      this.graph = graph;
    }

    @Override
    public Document now() {
      return Document.of(text.apply(settings.apply(graph)));
    }

    @Override
    public Optional<String> etag(Document document) {
      return Optional.of(document.etag());
    }

    @Override
    public Reply reply(Document document, boolean news) {
      Reply reply = news ? Reply.jsonText(document.text()) : Reply.notModified();
      return reply.with("etag", document.etag());
    }
  }

  int waiting() {
    return polls.waiting();
  }

  @Override
  public void close() {
    polls.close();
  }
}
