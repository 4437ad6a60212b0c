package dev.tributary.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A supergraph SDL file that is looked at again and again.
 *
 * <p>Looking at its text beats file system events: it works the same for mounted ConfigMaps (which
 * swap a symbolic link), network file systems and editors that write beside and rename. Reading a
 * few hundred kilobytes twice a second costs nothing that can be measured.
 */
final class SupergraphFile implements SupergraphSource {

  private static final Logger LOG = LoggerFactory.getLogger(SupergraphFile.class);

  private final Vertx vertx;
  private final Path file;
  private final Duration poll;
  private final ServedSupergraph served;
  private final AtomicReference<@Nullable String> seen = new AtomicReference<>();
  private volatile long timer = -1;

  SupergraphFile(Vertx vertx, Path file, Duration poll, ServedSupergraph served) {
    this.vertx = vertx;
    this.file = file;
    this.poll = poll;
    this.served = served;
  }

  @Override
  public Future<Void> start() {
    return vertx
        .<Void>executeBlocking(
            () -> {
              List<String> problems = look();
              if (!problems.isEmpty()) {
                throw new StartupException(file + ": " + String.join("\n" + file + ": ", problems));
              }
              return null;
            })
        .recover(
            e ->
                Future.failedFuture(
                    e instanceof IOException
                        ? new StartupException("cannot read the supergraph file " + file)
                        : e))
        .onSuccess(read -> timer = vertx.setPeriodic(poll.toMillis(), tick -> lookAgain()));
  }

  private void lookAgain() {
    vertx
        .executeBlocking(this::look)
        .onFailure(
            e -> {
              if (e instanceof IOException) {
                // Some editors remove the file for a moment; what is served stays.
                LOG.debug("{} cannot be read now", file, e);
              } else {
                LOG.error("Following {} failed", file, e);
              }
            });
  }

  private List<String> look() throws IOException {
    String text = Files.readString(file);
    // A writer that has not finished leaves an empty file behind for a moment.
    boolean unchanged = text.isBlank() || text.equals(seen.getAndSet(text));
    return unchanged ? List.of() : served.offer(text, "file " + file);
  }

  @Override
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }
}
