package dev.tributary.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A supergraph SDL file that is looked at again and again. */
final class SupergraphFile implements SupergraphSource {

  private final Vertx vertx;
  private final FollowedFile file;
  private final Duration poll;
  private final ServedSupergraph served;
  private volatile long timer = -1;

  SupergraphFile(Vertx vertx, Path file, Duration poll, ServedSupergraph served) {
    this.vertx = vertx;
    this.file = new FollowedFile(file, "");
    this.poll = poll;
    this.served = served;
  }

  @Override
  public Future<Void> start() {
    return vertx
        .<Void>executeBlocking(
            () -> {
              String prefix = file.path() + ": ";
              List<String> problems = file.news().map(this::offer).orElse(List.of());
              if (!problems.isEmpty()) {
                throw new StartupException(prefix + String.join("\n" + prefix, problems));
              }
              return null;
            })
        .recover(
            e ->
                Future.failedFuture(
                    e instanceof IOException
                        ? new StartupException("cannot read the supergraph file " + file.path())
                        : e))
        .onSuccess(read -> timer = file.follow(vertx, poll, this::offer));
  }

  /** What is wrong with it is logged, and is the answer to who starts a gateway. */
  private List<String> offer(String text) {
    return served.offer(text, "file " + file.path());
  }

  @Override
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }
}
