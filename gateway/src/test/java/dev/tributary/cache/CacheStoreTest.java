package dev.tributary.cache;

import static dev.tributary.cache.TestStores.MEMORY;
import static dev.tributary.cache.TestStores.answer;
import static dev.tributary.cache.TestStores.join;
import static dev.tributary.cache.TestStores.key;
import static dev.tributary.cache.TestStores.lasting;
import static dev.tributary.cache.TestStores.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.cache.CacheStore.Placement;
import dev.tributary.cache.CachedAnswer.Use;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One process without Redis. */
@Timeout(60)
class CacheStoreTest {

  private static final CacheKey KEY = key("a");

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong now = new AtomicLong(1_000_000);
  private final CacheStore store =
      new CacheStore(vertx, MEMORY, null, () -> Instant.ofEpochMilli(now.get()));

  @AfterEach
  void stop() {
    join(vertx.close());
  }

  private boolean put(CacheKey key, CachedAnswer answer) {
    return store.put(key, answer, store.mark(), Placement.SHARED);
  }

  private Use use() {
    Found found = store.here(KEY);
    return found == null ? Use.NONE : found.use();
  }

  /** Somebody else fetches. */
  private Future<Void> waits(long atMostMillis) {
    return Objects.requireNonNull(store.join(KEY, atMostMillis));
  }

  @Test
  void anAnswerIsFreshThenStaleThenGone() {
    assertThat(store.here(KEY)).isNull();
    assertThat(put(KEY, answer("x", 1_000_000))).isTrue();

    assertThat(use()).isEqualTo(Use.FRESH);
    now.set(1_000_999);
    assertThat(use()).isEqualTo(Use.FRESH);
    now.set(1_001_000);
    assertThat(use()).isEqualTo(Use.WHILE_REVALIDATING);
    now.set(1_002_000);
    assertThat(use()).isEqualTo(Use.ON_ERROR);
    now.set(1_003_000);
    assertThat(use()).isEqualTo(Use.NONE);
    assertThat(put(KEY, answer("x", 1_000_000))).isFalse();
  }

  @Test
  void itsAgeIsCountedFromWhenItWasMade() {
    assertThat(answer("x", 1_000_000).ageSeconds(1_061_500)).isEqualTo(61);
    assertThat(answer("x", 1_000_000).ageSeconds(999_000)).isEqualTo(0);
  }

  @Test
  void invalidatingOneTagLeavesOthers() {
    put(KEY, lasting("x", now.get(), "type:A", "service:s"));
    put(key("b"), lasting("y", now.get(), "type:B", "service:s"));

    join(store.invalidate(List.of("type:A")));

    assertThat(store.here(KEY)).isNull();
    assertThat(text(store.here(key("b")))).isEqualTo("y");
    join(store.invalidate(List.of("service:t", "service:s")));
    assertThat(store.here(key("b"))).isNull();
  }

  @Test
  void anAnswerWhoseFetchBeganBeforeAnInvalidationIsNotKeptAfterIt() {
    Mark before = store.mark();
    join(store.invalidate(List.of("type:A")));
    Mark after = store.mark();

    assertThat(store.put(KEY, lasting("old", now.get(), "type:A"), before, Placement.SHARED))
        .isFalse();
    assertThat(store.here(KEY)).isNull();
    assertThat(store.put(KEY, lasting("other", now.get(), "type:B"), before, Placement.SHARED))
        .isTrue();
    assertThat(store.put(KEY, lasting("new", now.get(), "type:A"), after, Placement.SHARED))
        .isTrue();
    assertThat(text(store.here(KEY))).isEqualTo("new");
  }

  @Test
  void whatIsForgottenOfTheLogInvalidatesAllThatIsOlder() {
    InvalidationLog log = new InvalidationLog(10);
    log.append(List.of("a"));
    long afterA = log.latest();
    for (int i = 0; i < 30; i++) {
      log.append(List.of("t" + i));
    }

    assertThat(log.holds(0, List.of("a"))).isFalse();
    assertThat(log.holds(afterA, List.of("never"))).isFalse();
    assertThat(log.holds(log.latest() - 1, List.of("never"))).isTrue();
    assertThat(log.holds(log.latest() - 1, List.of("t29"))).isFalse();
    assertThat(log.holds(log.latest(), List.of("t29"))).isTrue();
  }

  @Test
  void memoryIsBoundedAndOneAnswerTakesNoMoreThanItsShare() {
    assertThat(put(KEY, lasting("x".repeat((int) MEMORY / 7), now.get()))).isFalse();
    for (int i = 0; i < 1_000; i++) {
      put(key("k" + i), lasting("x".repeat(10_000), now.get()));
    }
    assertThat(store.weight()).isBetween(MEMORY / 2, MEMORY);
  }

  @Test
  void anAnswerWithTooManyTagsIsNotKept() {
    List<String> tags = new ArrayList<>(Collections.nCopies(CacheStore.MOST_TAGS, "t"));
    CachedAnswer most = new CachedAnswer(new byte[1], 0, 2_000_000, 0, 0, tags);
    assertThat(put(KEY, most)).isTrue();
    tags.add("t");
    assertThat(put(key("b"), new CachedAnswer(new byte[1], 0, 2_000_000, 0, 0, tags))).isFalse();
  }

  @Test
  void oneFetchesAndTheOthersWait() {
    assertThat(store.join(KEY, 10_000)).isNull();
    Future<Void> second = waits(10_000);
    Future<Void> third = waits(10_000);
    assertThat(store.join(key("b"), 10_000)).isNull();
    assertThat(second.isComplete()).isFalse();

    store.end(KEY);

    join(second);
    join(third);
    assertThat(store.join(KEY, 10_000)).isNull();
  }

  @Test
  void nobodyWaitsLongerThanHeWants() {
    assertThat(store.join(KEY, 10_000)).isNull();

    join(waits(20));
  }

  @Test
  void whoWaitsGoesOnWhereHeWas() {
    assertThat(store.join(KEY, 10_000)).isNull();
    var here = vertx.getOrCreateContext();
    Future<Boolean> same =
        Future.future(
            promise ->
                here.runOnContext(
                    on ->
                        waits(10_000)
                            .onComplete(done -> promise.complete(Vertx.currentContext() == here))));
    // Only when it waits.
    Future<Void> queued = Future.future(promise -> here.runOnContext(on -> promise.complete()));
    join(queued);
    store.end(KEY);

    assertThat(join(same)).isTrue();
  }

  @Test
  void partsOfAKeyDoNotRunIntoEachOther() {
    assertThat(CacheKey.of("k").add("ab").add("c").key())
        .isNotEqualTo(CacheKey.of("k").add("a").add("bc").key())
        .isNotEqualTo(CacheKey.of("ka").add("b").add("c").key())
        .isEqualTo(CacheKey.of("k").add("ab").add("c").key());
    assertThat(CacheKey.of("k").key().hex()).hasSize(64).matches("[0-9a-f]+");
  }
}
