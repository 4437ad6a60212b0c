package dev.tributary.execute;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.cache.CacheKey;
import dev.tributary.cache.CachedAnswer;
import dev.tributary.execute.SentBodies.Body;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SentBodiesTest {

  private static final int OFTEN = 4;

  private final SentBodies bodies = new SentBodies(10_000);

  private static CachedAnswer answer(String body) {
    return new CachedAnswer(("head" + body).getBytes(UTF_8), 0, 10, 10, 10, List.of());
  }

  private static CacheKey key(String name) {
    return CacheKey.of(name).key();
  }

  /** What it is given when it is asked for again and again. */
  private @Nullable Body often(String name, CachedAnswer answer) {
    Body body = null;
    for (int i = 0; i < OFTEN + 1; i++) {
      if (body != null) {
        body.release().run();
      }
      body = bodies.of(key(name), answer, 4);
    }
    return body;
  }

  private Body sent(String name, CachedAnswer answer) {
    return Objects.requireNonNull(often(name, answer));
  }

  @Test
  void whatIsAskedForOftenIsSentFromOutsideTheHeap() {
    CachedAnswer answer = answer("body");
    for (int i = 0; i < OFTEN; i++) {
      assertThat(bodies.of(key("a"), answer, 4)).as("time %d", i).isNull();
    }
    Body body = Objects.requireNonNull(bodies.of(key("a"), answer, 4));
    assertThat(body.buffer().toString()).isEqualTo("body");
    assertThat(Objects.requireNonNull(bodies.of(key("a"), answer, 4)).buffer())
        .as("to all, the same bytes")
        .isSameAs(body.buffer());
  }

  @Test
  void anotherAnswerUnderTheSameKeyBeginsAnew() {
    sent("a", answer("old"));
    assertThat(bodies.of(key("a"), answer("new"), 4)).isNull();
    assertThat(sent("a", answer("new")).buffer().toString()).isEqualTo("new");
  }

  @Test
  void memoryIsNotUsedForAnotherWhileSomebodySendsFromIt() {
    CachedAnswer old = answer("old!");
    Body first = sent("a", old);
    Body second = Objects.requireNonNull(bodies.of(key("a"), old, 4));
    assertThat(sent("a", answer("new1")).buffer().toString()).isEqualTo("new1");
    assertThat(first.buffer().toString()).isEqualTo("old!");

    first.release().run();
    // Said once more, it must not stand for the second one.
    first.release().run();
    assertThat(sent("a", answer("new2")).buffer().toString()).isEqualTo("new2");
    assertThat(second.buffer().toString()).isEqualTo("old!");

    second.release().run();
    assertThat(sent("b", answer("new3")).buffer().toString()).isEqualTo("new3");
    assertThat(second.buffer().toString()).as("from now on").isEqualTo("new3");
  }

  @Test
  void anotherThreadGivesNothingBack() throws InterruptedException {
    Body body = sent("a", answer("old!"));
    Thread other = new Thread(body.release());
    other.start();
    other.join();
    sent("a", answer("new1"));
    sent("b", answer("new2"));
    assertThat(body.buffer().toString()).isEqualTo("old!");
  }

  @Test
  void noMoreMemoryIsTakenThanThereMayBe() {
    assertThat(often("huge", answer("x".repeat(10_001)))).isNull();
    CachedAnswer first = answer("a".repeat(6_000));
    CachedAnswer second = answer("b".repeat(6_000));
    sent("a", first).release().run();
    Body body = sent("b", second);
    assertThat(body.buffer().toString()).isEqualTo("b".repeat(6_000));
    assertThat(bodies.of(key("a"), first, 4)).as("it made room").isNull();
    assertThat(bodies.of(key("b"), second, 4)).isNotNull();
    assertThat(sent("c", answer("c".repeat(3_000))).buffer().toString())
        .isEqualTo("c".repeat(3_000));
  }
}
