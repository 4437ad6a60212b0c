package dev.tributary.registry;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers with what is there at once, or, to a client that has it already and says how long it
 * would wait (parameter {@code wait}, or RFC 7240's preference of that name), with the next one.
 * Runs on the request's event loop; only the store is asked elsewhere.
 *
 * @param <T> what is asked for
 */
final class LongPoll<T> implements AutoCloseable {

  private static final Pattern PREFER_WAIT =
      Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?([0-9]{1,9})\"?\\s*(?:[,;]|$)");

  private final Vertx vertx;
  private final BlockingWork work;
  private final Duration maxWait;
  private final GraphWaiters<T> waiters;

  LongPoll(Vertx vertx, BlockingWork work, RegistryHttpOptions options) {
    this.vertx = vertx;
    this.work = work;
    this.maxWait = options.maxWait();
    this.waiters = new GraphWaiters<>(options.maxWaiting());
  }

  /** What is asked for, and how it is told. */
  interface Subject<T> {

    /** What is there now. Blocks. */
    T now() throws Exception;

    /** Its entity tag; empty when there is nothing that a client could have. */
    Optional<String> etag(T found);

    /**
     * @param news false when the client has it already
     */
    Reply reply(T found, boolean news);
  }

  /**
   * @param first asked once in place of the subject's {@code now}, at the beginning
   */
  Future<Reply> answer(
      GraphId graph, RoutingContext routing, Callable<T> first, Subject<T> subject) {
    HttpServerRequest request = routing.request();
    Optional<String> known = Optional.ofNullable(request.getHeader(HttpHeaders.IF_NONE_MATCH));
    OptionalLong asked;
    boolean preferred = false;
    try {
      asked = Parameters.of(routing.queryParams(), Set.of("wait")).seconds("wait");
    } catch (UnreadableRequestException e) {
      return Future.failedFuture(e);
    }
    if (asked.isEmpty()) {
      asked = preferredWait(request);
      preferred = asked.isPresent();
    }
    long wait = Math.min(asked.orElse(0), maxWait.toSeconds());
    Future<Reply> reply =
        work.run(first)
            .compose(
                found ->
                    wait == 0 || isNews(subject, found, known)
                        ? Future.succeededFuture(found)
                        : await(graph, found, known, wait, routing, subject))
            .map(found -> subject.reply(found, isNews(subject, found, known)));
    return preferred ? reply.map(r -> r.with("preference-applied", "wait=" + wait)) : reply;
  }

  private Future<T> await(
      GraphId graph,
      T seen,
      Optional<String> known,
      long seconds,
      RoutingContext routing,
      Subject<T> subject) {
    Optional<GraphWaiters<T>.Waiter> entered = waiters.enter(graph);
    if (entered.isEmpty()) {
      return Future.failedFuture(new RejectedExecutionException("too many wait"));
    }
    GraphWaiters<T>.Waiter waiter = entered.get();
    Context context = vertx.getOrCreateContext();
    Promise<T> end = Promise.promise();
    waiter
        .woken()
        .onComplete(
            news ->
                context.runOnContext(
                    now -> end.tryComplete(news.succeeded() ? news.result() : seen)));
    long timer = vertx.setTimer(seconds * 1_000, now -> end.tryComplete(seen));
    // The client has gone: nobody reads the answer, but the place must be free again.
    routing.addEndHandler(gone -> end.tryComplete(seen));
    // What came after the first look and before the waiter entered woke nobody.
    work.run(subject::now)
        .onComplete(
            now -> {
              if (now.failed()) {
                // A server that stops ends the wait first; then the store cannot be asked any more.
                if (!waiter.woken().isComplete()) {
                  end.tryFail(now.cause());
                }
              } else if (isNews(subject, now.result(), known)) {
                end.tryComplete(now.result());
              }
            });
    return end.future()
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              waiter.leave();
            });
  }

  private static <T> boolean isNews(Subject<T> subject, T found, Optional<String> known) {
    Optional<String> etag = subject.etag(found);
    return etag.isPresent() && !known.map(tags -> names(tags, etag.get())).orElse(false);
  }

  /** RFC 9110, section 13.1.2: a list of tags, compared weakly, or a star for any. */
  private static boolean names(String ifNoneMatch, String etag) {
    return Arrays.stream(ifNoneMatch.split(","))
        .map(String::strip)
        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
        .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
  }

  private static OptionalLong preferredWait(HttpServerRequest request) {
    for (String prefer : request.headers().getAll("prefer")) {
      Matcher wait = PREFER_WAIT.matcher(prefer);
      if (wait.find()) {
        return OptionalLong.of(Long.parseLong(wait.group(1)));
      }
    }
    return OptionalLong.empty();
  }

  /** Wakes those who wait for something new of a graph. */
  void wake(GraphId graph, T news) {
    waiters.wake(graph, news);
  }

  int waiting() {
    return waiters.count();
  }

  /** Ends every wait. */
  @Override
  public void close() {
    waiters.endAll();
  }
}
