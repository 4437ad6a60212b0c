package dev.tributary.registry;

import dev.tributary.registry.SupergraphFollower.Pace;
import java.io.IOException;
import java.time.Duration;

/**
 * Asks a registry elsewhere again and again by long polls, on one virtual thread of its own. When
 * the registry fails it is asked again after a while that doubles with each failure, less a random
 * part, so that many gateways do not come back all at once.
 */
final class PollLoop implements AutoCloseable {

  /** One question. */
  interface Turn {

    /** Whether there was something new. */
    boolean ask() throws IOException, InterruptedException;
  }

  /** Is told of failures. */
  interface Failure {

    /**
     * @param inARow how many there were with this one
     */
    void failed(String reason, int inARow);
  }

  private final Pace pace;
  private final Turn turn;
  private final Failure failure;
  private final Thread thread;

  private PollLoop(String name, Pace pace, Turn turn, Failure failure) {
    this.pace = pace;
    this.turn = turn;
    this.failure = failure;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  /** Begins to ask. */
  static PollLoop start(String name, Pace pace, Turn turn, Failure failure) {
    PollLoop loop = new PollLoop(name, pace, turn, failure);
    loop.thread.start();
    return loop;
  }

  /** Stops, and waits for the turn that is under way. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    int failures = 0;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long asked = System.nanoTime();
        boolean news;
        try {
          news = turn.ask();
          failures = 0;
        } catch (IOException e) {
          failures++;
          failure.failed(
              e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), failures);
          Thread.sleep(pace.pause(failures));
          continue;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - asked);
        if (!news && took.compareTo(pace.poll().dividedBy(2)) < 0) {
          // A registry that is about to stop, or something in between, does not let us wait.
          Thread.sleep(pace.pause(1));
        }
      }
    } catch (InterruptedException e) {
      // Closed: this thread's work is done, and nobody above needs the flag.
    }
  }
}
