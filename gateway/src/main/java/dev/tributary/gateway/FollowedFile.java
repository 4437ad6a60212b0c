package dev.tributary.gateway;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that may change while the gateway runs. Its whole content is compared, not its time: file
 * systems keep times coarsely, mounted configuration changes without one, and reading a few hundred
 * kilobytes now and then costs nothing that can be measured.
 */
final class FollowedFile {

  private static final Logger LOG = LoggerFactory.getLogger(FollowedFile.class);

  private final Path file;
  private String seen;

  /**
   * @param seen content that is no news; empty for none
   */
  FollowedFile(Path file, String seen) {
    this.file = file;
    this.seen = seen;
  }

  Path path() {
    return file;
  }

  /** Its content if that has changed since the last look; blocks. */
  synchronized Optional<String> news() throws IOException {
    String text = Files.readString(file);
    // A writer that has not finished leaves an empty file behind for a moment.
    if (text.isBlank() || text.equals(seen)) {
      return Optional.empty();
    }
    seen = text;
    return Optional.of(text);
  }

  /**
   * Looks again and again.
   *
   * @param take is given what is new, on a thread that may block; what it throws is logged
   * @return the timer's id, by which it is ended
   */
  long follow(Vertx vertx, Duration every, Consumer<String> take) {
    return vertx.setPeriodic(
        every.toMillis(),
        tick ->
            vertx
                .executeBlocking(
                    () -> {
                      news().ifPresent(take);
                      return null;
                    })
                .onFailure(
                    e -> {
                      if (e instanceof IOException) {
                        // Some editors remove the file for a moment; what is served stays.
                        LOG.debug("{} cannot be read now", file, e);
                      } else {
                        LOG.error("Following {} failed", file, e);
                      }
                    }));
  }
}
