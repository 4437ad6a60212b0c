package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RememberedTest {

  private final Remembered<String, String> answers = new Remembered<>(2);
  private final AtomicInteger worked = new AtomicInteger();

  @Test
  void anAnswerIsWorkedOutOnceUntilOthersWereAskedForLater() {
    assertThat(List.of(ask("a"), ask("a"), ask("b"), ask("c"), ask("c")))
        .containsExactly("a 1", "a 1", "b 2", "c 3", "c 3");
    assertThat(ask("a")).isEqualTo("a 4");
  }

  @Test
  void whoAsksWhileItIsWorkedOutWaitsForThatAnswer() throws Exception {
    Asker second = whileOneWorks(() -> "first");
    assertThat(second.answer()).isEqualTo("first");
    assertThat(worked).hasValue(0);
  }

  @Test
  void whoWaitedForWhatFailedWorksItOut() throws Exception {
    Asker second =
        whileOneWorks(
            () -> {
              throw new RegistryStoreException("gone");
            });
    assertThat(second.answer()).isEqualTo("a 1");
  }

  @Test
  void whatFailedIsTriedAgain() {
    assertThatThrownBy(
            () ->
                answers.of(
                    "a",
                    () -> {
                      throw new RegistryStoreException("gone");
                    }))
        .hasMessage("gone");
    assertThat(ask("a")).isEqualTo("a 1");
  }

  private String ask(String question) {
    return answers.of(question, () -> question + " " + worked.incrementAndGet());
  }

  private record Asker(Thread thread, CompletableFuture<String> future) {
    String answer() throws Exception {
      return future.get(20, TimeUnit.SECONDS);
    }
  }

  private interface Work {
    String done();
  }

  /** The second to ask, when it waits for the first, whose work then is done. */
  private Asker whileOneWorks(Work work) throws InterruptedException {
    CountDownLatch works = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Asker first =
        asker(
            () ->
                answers.of(
                    "a",
                    () -> {
                      works.countDown();
                      awaitUninterrupted(mayEnd);
                      return work.done();
                    }));
    works.await();
    Asker second = asker(() -> ask("a"));
    while (second.thread().getState() != Thread.State.WAITING) {
      assertThat(second.future()).isNotDone();
      Thread.onSpinWait();
    }
    mayEnd.countDown();
    first.thread().join();
    return second;
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Asker asker(Work work) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    answer.complete(work.done());
                  } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                  }
                });
    return new Asker(thread, answer);
  }
}
