package dev.tributary.upstream;

import dev.tributary.execute.EventReceiver;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.json.JsonReader;
import dev.tributary.json.MalformedJsonException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Supplier;

/**
 * One subscription at a service, as the server-sent events that answer a request of its own (the
 * distinct connections mode of the GraphQL over Server-Sent Events Protocol). Confined to the event
 * loop of its request.
 */
final class ServiceEvents implements SubscriptionAttempt {

  private static final int DEEPEST = 1024;

  private final HttpClientRequest request;
  private final ServiceFailures failures;
  private final EventReceiver receiver;
  private final ServiceOptions options;
  private final Promise<Void> accepted = Promise.promise();
  private boolean refused;
  private boolean over;

  private ServiceEvents(
      HttpClientRequest request,
      ServiceOptions options,
      ServiceFailures failures,
      EventReceiver receiver) {
    this.request = request;
    this.options = options;
    this.failures = failures;
    this.receiver = receiver;
  }

  /**
   * Sends a request and reads what answers it.
   *
   * @param request its head is complete
   */
  static ServiceEvents begin(
      HttpClientRequest request,
      Buffer body,
      ServiceOptions options,
      ServiceFailures failures,
      RequestScope scope,
      EventReceiver receiver) {
    ServiceEvents events = new ServiceEvents(request, options, failures, receiver);
    scope.onCancel(() -> events.fail(() -> failures.cancelled()));
    request.exceptionHandler(broken -> events.fail(() -> failures.unreachable(broken)));
    request
        .send(body)
        .onSuccess(events::receive)
        .onFailure(cause -> events.fail(() -> failures.unreachable(cause)));
    return events;
  }

  @Override
  public Future<Void> accepted() {
    return accepted.future();
  }

  @Override
  public boolean isRefused() {
    return refused;
  }

  @Override
  public void giveUp(UpstreamFailure failure) {
    fail(() -> failure);
  }

  private void receive(HttpClientResponse response) {
    if (over) {
      return;
    }
    String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
    if (response.statusCode() != 200 || type == null || !type.startsWith("text/event-stream")) {
      refused = response.statusCode() < 500;
      fail(() -> failures.httpError(response.statusCode(), "not an event stream: " + type));
      return;
    }
    EventStreamReader reader = new EventStreamReader(options.maxAnswerBytes(), this::event);
    response.exceptionHandler(broken -> fail(() -> failures.broken(broken)));
    response.endHandler(end -> fail(() -> failures.broken("the stream ended")));
    response.handler(
        chunk -> {
          if (!over && !reader.read(chunk)) {
            fail(() -> failures.tooLarge(options.maxAnswerBytes()));
          }
        });
    accepted.complete();
  }

  private void event(String name, byte[] data) {
    if (over) {
      return;
    }
    switch (name) {
      case "next", "" -> {
        if (isObject(data)) {
          receiver.event(Buffer.buffer(data));
        } else {
          fail(() -> failures.invalid("an event that is no GraphQL response", name));
        }
      }
      case "complete" -> {
        if (end()) {
          receiver.completed();
          request.reset();
        }
      }
      default -> {}
    }
  }

  private static boolean isObject(byte[] data) {
    try {
      JsonReader reader = new JsonReader(data, 0, data.length, DEEPEST);
      boolean object = data.length > 0 && reader.peek() == '{';
      reader.readValue();
      reader.expectEnd();
      return object;
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  /**
   * @param cause made when it is the first only: making it writes it to the log
   */
  private void fail(Supplier<UpstreamFailure> cause) {
    if (end()) {
      UpstreamFailure failure = cause.get();
      request.reset();
      if (!accepted.tryFail(failure) && failure.code() != UpstreamFailure.Code.UPSTREAM_CANCELLED) {
        receiver.failed(failure);
      }
    }
  }

  private boolean end() {
    if (over) {
      return false;
    }
    over = true;
    return true;
  }
}
