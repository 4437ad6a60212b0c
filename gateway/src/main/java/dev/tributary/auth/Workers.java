package dev.tributary.auth;

import dev.tributary.auth.Authentication.Unavailable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Virtual threads for what takes longer than an event loop has time for; a bounded number. */
final class Workers implements AutoCloseable {

  private static final int MOST = 4_096;

  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("credentials-", 0).factory());
  private final Semaphore free = new Semaphore(MOST);

  ExecutorService threads() {
    return threads;
  }

  /** Unavailable at once when too many are being checked. */
  CompletableFuture<Authentication> check(Supplier<Authentication> work) {
    return run(work)
        .exceptionally(
            failure -> {
              if (failure instanceof RejectedExecutionException) {
                return new Unavailable("Too many credentials are being checked.");
              }
              throw new CompletionException(failure);
            });
  }

  /** Fails with {@link RejectedExecutionException} when too much is going on. */
  <T> CompletableFuture<T> run(Supplier<T> work) {
    if (!free.tryAcquire()) {
      return CompletableFuture.failedFuture(new RejectedExecutionException("too many checks"));
    }
    return CompletableFuture.supplyAsync(work, threads)
        .whenComplete((done, failed) -> free.release());
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
