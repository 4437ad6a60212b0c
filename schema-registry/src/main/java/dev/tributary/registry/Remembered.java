package dev.tributary.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answers to the questions that were asked last, each of which has one answer for ever. For use
 * by many threads; of several that ask the same at once, one works it out and the others wait.
 */
final class Remembered<Q, A> {

  private final Map<Q, CompletableFuture<A>> answers;

  /**
   * @param most answers that are kept
   */
  Remembered(int most) {
    this.answers =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Q, CompletableFuture<A>> eldest) {
            return size() > most;
          }
        };
  }

  /**
   * What it throws, {@code workedOut} has thrown; the next one to ask tries again, and so does each
   * that has waited.
   */
  A of(Q question, Supplier<A> workedOut) {
    CompletableFuture<A> own = new CompletableFuture<>();
    CompletableFuture<A> known = known(question, own);
    if (known != null) {
      try {
        return known.join();
      } catch (CancellationException failed) {
        return workedOut.get();
      }
    }
    try {
      A answer = workedOut.get();
      own.complete(answer);
      return answer;
    } finally {
      if (!own.isDone()) {
        forget(question, own);
        own.cancel(false);
      }
    }
  }

  private @Nullable CompletableFuture<A> known(Q question, CompletableFuture<A> own) {
    synchronized (answers) {
      return answers.putIfAbsent(question, own);
    }
  }

  private void forget(Q question, CompletableFuture<A> own) {
    synchronized (answers) {
      answers.remove(question, own);
    }
  }
}
