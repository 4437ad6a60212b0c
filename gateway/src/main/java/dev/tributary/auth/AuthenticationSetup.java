package dev.tributary.auth;

import dev.tributary.auth.AuthenticationOptions.ApiKeyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes an {@link Authenticator} of its options: reads what must be there from the start. */
final class AuthenticationSetup {

  private static final Logger LOG = LoggerFactory.getLogger(AuthenticationSetup.class);

  /** How soon a changed file holds. */
  private static final long FILE_MILLIS = 1_000;

  private final List<AuthenticationMethod> methods = new ArrayList<>();
  private final List<WatchedFile<?>> files = new ArrayList<>();
  private final Clock clock;

  AuthenticationSetup(Clock clock) {
    this.clock = clock;
  }

  /**
   * @throws IllegalArgumentException when a file cannot be read or is wrong
   */
  Authenticator build(AuthenticationOptions options) {
    if (options.apiKeys() != null) {
      add(options.apiKeys());
    }
    return new Authenticator(methods, options.anonymity(), background());
  }

  private void add(ApiKeyOptions options) {
    WatchedFile<ApiKeys.Index> keys =
        watched(options.file(), path -> ApiKeys.Index.of(ApiKeyFile.read(path)));
    methods.add(new ApiKeys(options.header(), options.secret(), keys, clock));
  }

  private <T> WatchedFile<T> watched(Path file, WatchedFile.Reader<T> reader) {
    try {
      WatchedFile<T> watched = new WatchedFile<>(file, reader);
      files.add(watched);
      return watched;
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private Runnable background() {
    if (files.isEmpty()) {
      return () -> {};
    }
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("credentials").factory());
    timer.scheduleWithFixedDelay(
        () -> {
          try {
            files.forEach(WatchedFile::refresh);
          } catch (RuntimeException bug) {
            // The timer would never run again.
            LOG.error("Files of credentials could not be looked at", bug);
          }
        },
        FILE_MILLIS,
        FILE_MILLIS,
        TimeUnit.MILLISECONDS);
    return timer::shutdownNow;
  }
}
