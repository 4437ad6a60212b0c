package dev.tributary.execute;

import io.vertx.core.buffer.Buffer;

/**
 * Takes the events of a service's subscription. Called on the event loop of the scope that it was
 * begun in; nothing is called after {@link #completed} or {@link #failed}.
 */
public interface EventReceiver {

  /**
   * Something has happened.
   *
   * @param response a GraphQL response, as the service sent it
   */
  void event(Buffer response);

  /** The service has no more to tell. */
  void completed();

  /** The service tells no more, though it should. */
  void failed(UpstreamFailure failure);
}
