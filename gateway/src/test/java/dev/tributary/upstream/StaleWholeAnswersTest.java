package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.cache.CacheTags;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole answers that are stale, and answers that may not be kept at all. */
@Timeout(60)
class StaleWholeAnswersTest {

  private static final String SDL =
      """
      directive @cacheControl(maxAge: Int) on FIELD_DEFINITION
      type Query { a: String @cacheControl(maxAge: 10) }
      """;
  private static final String ASK = "{ a }";

  private final AtomicInteger calls = new AtomicInteger();

  /** What the service says with its next answers; empty for nothing. */
  private volatile String said = "";

  private volatile int status = 200;

  /** Where requests wait for their answer, when they do. */
  private volatile @Nullable BlockingQueue<Runnable> held;

  private @Nullable KeepingEngine engine;

  @AfterEach
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  private KeepingEngine keeping(int staleSeconds) {
    KeepingEngine made = new KeepingEngine(SDL, staleSeconds, List.of(), null, this::serve);
    engine = made;
    return made;
  }

  private void serve(HttpServerRequest request) {
    int number = calls.incrementAndGet();
    BlockingQueue<Runnable> waiting = held;
    if (waiting == null) {
      answer(request.response(), number);
    } else {
      waiting.add(() -> answer(request.response(), number));
    }
  }

  private void answer(HttpServerResponse response, int number) {
    response.setStatusCode(status).putHeader("content-type", "application/json");
    if (!said.isEmpty()) {
      response.putHeader("cache-control", said);
    }
    response.end(status == 200 ? body(number) : "no");
  }

  private static String body(int number) {
    return "{\"data\":{\"a\":\"" + number + "\"}}";
  }

  /** Until what nobody waits for has been done. */
  private static void expectSoon(KeepingEngine keeping, String body) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!keeping.ask(ASK).join().equals(body)) {
      assertThat(System.nanoTime()).as("there is no " + body).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // said                                        | configured | after | who is given it
        "``                                            | 20         | 9     | 1",
        "``                                            | 20         | 11    | 1",
        "``                                            | 20         | 29    | 1",
        "``                                            | 20         | 31    | 2",
        "``                                            | 0          | 11    | 2",
        "max-age=5                                     | 20         | 24    | 1",
        "max-age=5                                     | 20         | 26    | 2",
        "max-age=5, stale-while-revalidate=3           | 20         | 7     | 1",
        "max-age=5, stale-while-revalidate=3           | 20         | 9     | 2",
        "max-age=100, stale-while-revalidate=3         | 0          | 12    | 1",
        "stale-while-revalidate=3                      | 0          | 12    | 1",
        "stale-while-revalidate=3                      | 0          | 14    | 2",
        "max-age=5, must-revalidate                    | 20         | 6     | 2",
        "max-age=5, stale-while-revalidate=9, must-revalidate | 20  | 6     | 2",
        "s-maxage=5, stale-while-revalidate=9          | 20         | 6     | 2",
        "max-age=0, stale-while-revalidate=9           | 0          | 1     | 1",
        "no-store, stale-while-revalidate=9            | 20         | 1     | 2",
        "private, max-age=5, stale-while-revalidate=9  | 20         | 1     | 2",
      })
  void anAnswerIsUsedStaleForAsLongAsItsServiceOrElseTheOperatorSays(
      String says, int configured, int after, int given) {
    KeepingEngine keeping = keeping(configured);
    said = says;
    assertThat(keeping.ask(ASK).join()).isEqualTo(body(1));

    keeping.pass(Duration.ofSeconds(after));

    assertThat(keeping.ask(ASK).join()).isEqualTo(body(given));
  }

  @Test
  void manyWhoAreGivenAStaleAnswerHaveItWorkedOutAnewOnce() throws Exception {
    KeepingEngine keeping = keeping(20);
    keeping.ask(ASK).join();
    keeping.pass(Duration.ofSeconds(11));
    BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    held = waiting;
    for (int i = 0; i < 20; i++) {
      assertThat(keeping.ask(ASK).join()).isEqualTo(body(1));
    }
    Runnable refresh = waiting.poll(10, TimeUnit.SECONDS);
    assertThat(calls).hasValue(2);

    held = null;
    refresh.run();
    expectSoon(keeping, body(2));

    keeping.pass(Duration.ofSeconds(9));
    assertThat(keeping.ask(ASK).join()).as("fresh").isEqualTo(body(2));
    assertThat(calls).hasValue(2);
  }

  @Test
  void aRefreshThatFailsLeavesTheStaleAnswerAndIsTriedAgain() {
    KeepingEngine keeping = keeping(20);
    keeping.ask(ASK).join();
    keeping.pass(Duration.ofSeconds(11));
    status = 500;
    int before = calls.get();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (calls.get() < before + 3) {
      assertThat(keeping.ask(ASK).join()).isEqualTo(body(1));
      assertThat(System.nanoTime()).isLessThan(end);
    }
    status = 200;
    said = "max-age=8";
    while (keeping.ask(ASK).join().equals(body(1))) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"private", "no-store"})
  void whatARefreshBringsForNobodyElseIsGivenToNobody(String says) throws Exception {
    KeepingEngine keeping = keeping(20);
    keeping.ask(ASK).join();
    keeping.pass(Duration.ofSeconds(11));
    said = says;
    keeping.ask(ASK).join();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (calls.get() < 3) {
      assertThat(keeping.ask(ASK).join()).as("the old one, while it may be").isEqualTo(body(1));
      assertThat(System.nanoTime()).isLessThan(end);
    }
    keeping.pass(Duration.ofSeconds(20));
    int before = calls.get();
    assertThat(keeping.ask(ASK).join()).isEqualTo(body(before + 1));
  }

  @Test
  void whatWasInvalidatedIsNotUsedStale() {
    KeepingEngine keeping = keeping(20);
    keeping.ask(ASK).join();
    keeping.pass(Duration.ofSeconds(11));

    keeping.store.invalidate(List.of(CacheTags.service("things")));

    assertThat(keeping.ask(ASK).join()).isEqualTo(body(2));
  }

  // Answers that may not be kept

  private static List<CompletableFuture<String>> burst(KeepingEngine keeping, int size) {
    List<CompletableFuture<String>> all = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      all.add(keeping.ask(ASK));
    }
    return all;
  }

  private static List<Runnable> take(BlockingQueue<Runnable> waiting, int count) throws Exception {
    List<Runnable> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Runnable one = waiting.poll(10, TimeUnit.SECONDS);
      assertThat(one).as("call number " + (i + 1) + " at the same time").isNotNull();
      taken.add(one);
    }
    return taken;
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-store", "private, max-age=60", "max-age=0"})
  void whoAsksForWhatMayNotBeKeptDoesNotWaitForOthers(String says) throws Exception {
    KeepingEngine keeping = keeping(0);
    said = says;
    keeping.ask(ASK).join();
    BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    held = waiting;

    List<CompletableFuture<String>> all = burst(keeping, 5);
    take(waiting, 5).forEach(Runnable::run);

    assertThat(all.stream().map(CompletableFuture::join)).doesNotHaveDuplicates();
  }

  @Test
  void thatIsRememberedForAWhileAndUntilSomethingIsKept() throws Exception {
    KeepingEngine keeping = keeping(0);
    said = "no-store";
    keeping.ask(ASK).join();
    keeping.pass(Duration.ofSeconds(11));
    BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    held = waiting;
    said = "max-age=5";

    List<CompletableFuture<String>> all = burst(keeping, 5);
    take(waiting, 1).forEach(Runnable::run);

    assertThat(all.stream().map(CompletableFuture::join)).containsOnly(body(2));
    assertThat(calls).hasValue(2);
  }
}
