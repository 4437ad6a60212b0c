package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void close() {
    VERTX.close().await();
  }

  @Test
  void limitsOfOneLengthPassInTheirOrder() {
    List<Integer> passed =
        onALoop(
            (deadlines, done) -> {
              List<Integer> order = new ArrayList<>();
              for (int i = 0; i < 5; i++) {
                int number = i;
                deadlines.begin(Duration.ofMillis(20), () -> order.add(number));
              }
              deadlines.begin(Duration.ofMillis(20), () -> done.complete(order));
            });
    assertThat(passed).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aShorterLimitDoesNotWaitForALongerOne() {
    long took =
        DeadlinesTest.<Long>onALoop(
            (deadlines, done) -> {
              long began = System.nanoTime();
              deadlines.begin(Duration.ofSeconds(60), () -> done.complete(Long.MAX_VALUE));
              deadlines.begin(
                  Duration.ofMillis(10), () -> done.complete(System.nanoTime() - began));
            });
    assertThat(took).isBetween(Duration.ofMillis(10).toNanos(), Duration.ofSeconds(30).toNanos());
  }

  @Test
  void aCancelledLimitNeverPasses() {
    List<Integer> passed =
        onALoop(
            (deadlines, done) -> {
              Random random = new Random(20261128);
              List<Integer> order = new ArrayList<>();
              List<Deadlines.Deadline> begun = new ArrayList<>();
              for (int i = 0; i < 100; i++) {
                int number = i;
                begun.add(deadlines.begin(Duration.ofMillis(20), () -> order.add(number)));
              }
              List<Deadlines.Deadline> cancelled = new ArrayList<>();
              for (int i = 0; i < 100; i++) {
                if (i % 7 != 0) {
                  cancelled.add(begun.get(i));
                }
              }
              Collections.shuffle(cancelled, random);
              cancelled.forEach(Deadlines.Deadline::cancel);
              cancelled.forEach(Deadlines.Deadline::cancel);
              deadlines.begin(Duration.ofMillis(20), () -> done.complete(order));
            });
    assertThat(passed).allMatch(number -> number % 7 == 0).hasSize(15).isSorted();
  }

  @Test
  void aLimitBegunWhenAnotherPassesPassesToo() {
    int rounds =
        onALoop(
            (deadlines, done) -> {
              Consumer<Integer> again =
                  new Consumer<>() {
                    @Override
                    public void accept(Integer round) {
                      if (round == 4) {
                        done.complete(round);
                      } else {
                        deadlines.begin(Duration.ofMillis(5), () -> accept(round + 1));
                      }
                    }
                  };
              again.accept(0);
            });
    assertThat(rounds).isEqualTo(4);
  }

  private interface Body<T> {
    void run(Deadlines deadlines, CompletableFuture<T> done);
  }

  private static <T> T onALoop(Body<T> body) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Context loop = VERTX.getOrCreateContext();
    loop.runOnContext(nothing -> body.run(new Deadlines(VERTX), done));
    return done.orTimeout(30, TimeUnit.SECONDS).join();
  }
}
