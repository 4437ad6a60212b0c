package dev.tributary.cache;

import static dev.tributary.cache.TestStores.MEMORY;
import static dev.tributary.cache.TestStores.key;
import static dev.tributary.cache.TestStores.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.cache.CacheStore.Placement;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** The store against data that changes: what it hands out is as good as a fetch. */
class CacheStoreProperties {

  private static final Vertx VERTX = Vertx.vertx();
  private static final int KEYS = 6;
  private static final int TAGS = 4;

  @AfterContainer
  static void stop() {
    VERTX.close();
  }

  /** A fetch under way: what it read, and when. */
  private record Fetch(int key, int version, Mark mark) {}

  /**
   * Every key is computed of some tags' data. Data change only together with an invalidation of
   * their tag; fetches read when they begin, and end at any later time.
   */
  @Property(seed = "20261129")
  void whatIsFoundIsWhatAFetchWouldRead(@ForAll long seed) {
    Random random = new Random(seed);
    AtomicLong now = new AtomicLong(1_000_000);
    CacheStore store = new CacheStore(VERTX, MEMORY, null, () -> Instant.ofEpochMilli(now.get()));
    List<Set<Integer>> tagsOf = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      Set<Integer> tags = new HashSet<>();
      tags.add(random.nextInt(TAGS));
      tags.add(random.nextInt(TAGS));
      tagsOf.add(tags);
    }
    int[] data = new int[TAGS];
    List<Fetch> flying = new ArrayList<>();
    Map<Integer, Long> freshUntil = new HashMap<>();
    Set<Integer> kept = new HashSet<>();
    for (int step = 0; step < 200; step++) {
      int key = random.nextInt(KEYS);
      switch (random.nextInt(5)) {
        case 0 -> flying.add(new Fetch(key, version(data, tagsOf.get(key)), store.mark()));
        case 1 -> {
          if (!flying.isEmpty()) {
            Fetch fetch = flying.remove(random.nextInt(flying.size()));
            long until = now.get() + random.nextInt(5_000);
            CachedAnswer answer =
                new CachedAnswer(
                    Integer.toString(fetch.version).getBytes(UTF_8),
                    now.get(),
                    until,
                    until,
                    until,
                    tagsOf.get(fetch.key).stream().map(tag -> "t" + tag).toList());
            boolean put = store.put(key("k" + fetch.key), answer, fetch.mark, Placement.SHARED);
            boolean isCurrent = fetch.version == version(data, tagsOf.get(fetch.key));
            // Kept exactly if it is still right and of any use.
            assertThat(put).isEqualTo(isCurrent && until > now.get());
            if (put) {
              freshUntil.put(fetch.key, until);
              kept.add(fetch.key);
            }
          }
        }
        case 2 -> {
          int tag = random.nextInt(TAGS);
          data[tag]++;
          store.invalidate(List.of("t" + tag));
          kept.removeIf(each -> tagsOf.get(each).contains(tag));
        }
        case 3 -> now.addAndGet(random.nextInt(1_000));
        default -> {
          Found found = store.here(key("k" + key));
          boolean expected = kept.contains(key) && now.get() < freshUntil.getOrDefault(key, 0L);
          assertThat(found != null).isEqualTo(expected);
          if (found != null) {
            assertThat(text(found)).isEqualTo("" + version(data, tagsOf.get(key)));
          }
        }
      }
    }
  }

  /** Numbers that only grow tell any two states of these data apart. */
  private static int version(int[] data, Set<Integer> tags) {
    return tags.stream().mapToInt(tag -> data[tag]).sum();
  }
}
