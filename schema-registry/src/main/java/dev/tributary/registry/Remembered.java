package dev.tributary.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answers to the questions that were asked last, each of which has one answer for ever. For use
 * by many threads; two that ask the same at once may both work it out.
 */
final class Remembered<Q, A> {

  private final Map<Q, A> answers;

  /**
   * @param most answers that are kept
   */
  Remembered(int most) {
    this.answers =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Q, A> eldest) {
            return size() > most;
          }
        };
  }

  A of(Q question, Supplier<A> workedOut) {
    A known = known(question);
    if (known != null) {
      return known;
    }
    A answer = workedOut.get();
    synchronized (answers) {
      answers.put(question, answer);
    }
    return answer;
  }

  private @Nullable A known(Q question) {
    synchronized (answers) {
      return answers.get(question);
    }
  }
}
