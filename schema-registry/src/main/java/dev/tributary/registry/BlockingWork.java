package dev.tributary.registry;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/** Runs what blocks on threads of its own, and refuses what would have to wait too long. */
final class BlockingWork implements AutoCloseable {

  private final WorkerExecutor threads;
  private final Semaphore places;

  BlockingWork(Vertx vertx, int threads, int maxPending) {
    this.threads = vertx.createSharedWorkerExecutor("tributary-registry", threads);
    this.places = new Semaphore(maxPending);
  }

  /**
   * To be called on an event loop; the future completes there.
   *
   * @return fails with {@link RejectedExecutionException} when there is too much to do already, or
   *     when this was closed
   */
  <T> Future<T> run(Callable<T> work) {
    if (!places.tryAcquire()) {
      return Future.failedFuture(new RejectedExecutionException("too much to do"));
    }
    Future<T> done;
    try {
      done = threads.executeBlocking(work, false);
    } catch (RejectedExecutionException closed) {
      done = Future.failedFuture(closed);
    }
    return done.onComplete(over -> places.release());
  }

  @Override
  public void close() {
    threads.close();
  }
}
