package dev.tributary.registry;

import dev.tributary.registry.Problem.Codes;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Delivers supergraphs: at once, or, to a client that has the latest already and says how long it
 * would wait (parameter {@code wait}, or RFC 7240's preference of that name), when the next one is
 * published. Runs on the request's event loop; only the store is asked elsewhere.
 */
final class SupergraphEndpoint implements AutoCloseable {

  static final String VERSION_HEADER = "tributary-supergraph-version";

  private static final Pattern PREFER_WAIT =
      Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?([0-9]{1,9})\"?\\s*(?:[,;]|$)");

  private final Vertx vertx;
  private final Registry registry;
  private final BlockingWork work;
  private final Duration maxWait;
  private final SupergraphWaiters waiters;
  private final Runnable subscription;

  SupergraphEndpoint(
      Vertx vertx, Registry registry, BlockingWork work, RegistryHttpOptions options) {
    this.vertx = vertx;
    this.registry = registry;
    this.work = work;
    this.maxWait = options.maxWait();
    this.waiters = new SupergraphWaiters(options.maxWaiting());
    this.subscription = registry.listen(waiters::wake);
  }

  Future<Reply> answer(GraphId graph, RoutingContext routing) {
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
        latest(graph, Optional.ofNullable(request.getHeader(ServingGateway.HEADER)))
            .compose(
                release ->
                    wait == 0 || news(release, known)
                        ? Future.succeededFuture(reply(graph, release, known))
                        : await(graph, release, known, wait, routing));
    return preferred ? reply.map(r -> r.with("preference-applied", "wait=" + wait)) : reply;
  }

  /**
   * @param gateway what the one who asks says of itself
   */
  private Future<Optional<SupergraphRelease>> latest(GraphId graph, Optional<String> gateway) {
    return work.run(
        () -> {
          gateway.flatMap(ServingGateway::parse).ifPresent(serving -> registry.saw(graph, serving));
          return registry.latest(graph);
        });
  }

  private Future<Optional<SupergraphRelease>> latest(GraphId graph) {
    return work.run(() -> registry.latest(graph));
  }

  private Future<Reply> await(
      GraphId graph,
      Optional<SupergraphRelease> seen,
      Optional<String> known,
      long seconds,
      RoutingContext routing) {
    Optional<SupergraphWaiters.Waiter> entered = waiters.enter(graph);
    if (entered.isEmpty()) {
      return Future.failedFuture(new RejectedExecutionException("too many wait"));
    }
    SupergraphWaiters.Waiter waiter = entered.get();
    Context context = vertx.getOrCreateContext();
    Promise<Optional<SupergraphRelease>> end = Promise.promise();
    waiter
        .published()
        .onComplete(
            published ->
                context.runOnContext(
                    now ->
                        end.tryComplete(Optional.ofNullable(published.result()).or(() -> seen))));
    long timer = vertx.setTimer(seconds * 1_000, now -> end.tryComplete(seen));
    // The client has gone: nobody reads the answer, but the place must be free again.
    routing.addEndHandler(gone -> end.tryComplete(seen));
    // What was published after the first look and before the waiter entered woke nobody.
    latest(graph)
        .onComplete(
            now -> {
              if (now.failed()) {
                // A server that stops ends the wait first; then the store cannot be asked any more.
                if (!waiter.published().isComplete()) {
                  end.tryFail(now.cause());
                }
              } else if (news(now.result(), known)) {
                end.tryComplete(now.result());
              }
            });
    return end.future()
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              waiter.leave();
            })
        .map(release -> reply(graph, release, known));
  }

  private static boolean news(Optional<SupergraphRelease> release, Optional<String> known) {
    return release.isPresent()
        && !known.map(tags -> names(tags, etag(release.get()))).orElse(false);
  }

  private static Reply reply(
      GraphId graph, Optional<SupergraphRelease> release, Optional<String> known) {
    if (release.isEmpty()) {
      return Reply.problem(
          new Problem(
              404, Codes.NO_SUPERGRAPH, "Nothing was published to %s yet.".formatted(graph)));
    }
    Reply reply = news(release, known) ? Reply.text(release.get().sdl()) : Reply.notModified();
    return reply
        .with("etag", etag(release.get()))
        .with(VERSION_HEADER, Long.toString(release.get().version().number()));
  }

  private static String etag(SupergraphRelease release) {
    return '"' + release.version().contentHash() + '"';
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

  int waiting() {
    return waiters.count();
  }

  @Override
  public void close() {
    subscription.run();
    waiters.endAll();
  }
}
