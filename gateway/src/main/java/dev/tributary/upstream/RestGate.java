package dev.tributary.upstream;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many calls to a service be under way at a time; the others wait their turn. Confined to
 * one event loop.
 *
 * <p>One client request may need thousands of calls. They must not fill the queue for connections,
 * where everybody's calls wait.
 */
final class RestGate {

  /** Beyond this, waiting is hopeless. */
  private static final int MOST_WAITING = 100_000;

  private final int most;
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private int underWay;

  RestGate(int most) {
    this.most = most;
  }

  /**
   * Waits for a turn, which must be {@linkplain Turn#end ended} in any case.
   *
   * @param begin run when it comes, perhaps at once
   * @return null when too many wait already
   */
  @Nullable Turn await(Runnable begin) {
    if (underWay >= most && waiting.size() >= MOST_WAITING) {
      return null;
    }
    Turn turn = new Turn(begin);
    waiting.add(turn);
    return turn;
  }

  /** Lets those go whose turn it is. */
  void open() {
    while (underWay < most && !waiting.isEmpty()) {
      Turn next = waiting.poll();
      if (!next.ended) {
        next.begun = true;
        underWay++;
        next.begin.run();
      }
    }
  }

  /** One call's place. */
  final class Turn {
    private final Runnable begin;
    private boolean begun;
    private boolean ended;

    private Turn(Runnable begin) {
      this.begin = begin;
    }

    /** The call is over, or need not be made any more. */
    void end() {
      if (!ended) {
        ended = true;
        if (begun) {
          underWay--;
          open();
        }
      }
    }
  }
}
