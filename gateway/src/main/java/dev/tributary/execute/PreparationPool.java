package dev.tributary.execute;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for work that no event loop has time for. It is all computing, so there are as many
 * threads as cores; and what waits is bounded, so that a flood of new operations is refused and
 * cannot fill the memory.
 */
final class PreparationPool {

  private static final int MAX_WAITING = 1_000;

  /** Parsers and planners recurse with the nesting of what clients send. */
  private static final long STACK_BYTES = 4L << 20;

  private PreparationPool() {}

  /** Its threads are daemons and end when idle: there is nothing to close. */
  static ThreadPoolExecutor create() {
    int threads = Runtime.getRuntime().availableProcessors();
    AtomicInteger count = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> {
              String name = "tributary-prepare-" + count.incrementAndGet();
              Thread thread = new Thread(null, task, name, STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
