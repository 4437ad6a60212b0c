package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.Caller;
import dev.tributary.cache.CacheTags;
import dev.tributary.upstream.FetchCacheOptions.Sharing;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whoever asks, and whatever the service says: with the cache it is answered as without. */
class FetchCacheProperties {

  private static final List<String> IDS = List.of("a", "b", "c", "d");
  private static final List<String> USERS = List.of("", "ann", "bob", "eve");

  private static final List<String> PERSONAL =
      List.of(
          "",
          "Cache-Control: max-age=5\r\n",
          "Cache-Control: private, max-age=50\r\n",
          "Cache-Control: no-store\r\n",
          "Cache-Control: public, max-age=50\r\nVary: Accept, X-User\r\n",
          "Cache-Control: public, private, max-age=50\r\n");

  private static FetchCacheOptions options(Random random, Sharing sharing) {
    return new FetchCacheOptions(
        random.nextBoolean() ? null : Duration.ofSeconds(random.nextInt(20)),
        Duration.ofSeconds(random.nextInt(2) * 10L),
        Duration.ofSeconds(random.nextInt(2) * 10L),
        sharing);
  }

  private static Caller caller(String user) {
    return user.isEmpty() ? Caller.ANONYMOUS : new Caller("app", Set.of(), Map.of("sub", user));
  }

  private static MultiMap headers(String user) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    return user.isEmpty() ? headers : headers.add("X-User", user);
  }

  /**
   * The service's answers depend on the user, and it does not call such public without saying that
   * they vary. Data change with an invalidation of all, of one entity, or not at all.
   */
  @Property(tries = 12, seed = "20261130")
  void nobodyIsGivenWhatWasFetchedForAnother(@ForAll long seed, @ForAll Sharing sharing) {
    Random random = new Random(seed);
    try (ProductService service = new ProductService();
        CachingGateway gateway =
            new CachingGateway(
                service.http.url(),
                CachingGateway.forwarding("x-user"),
                options(random, sharing))) {
      int version = 1;
      for (int i = 0; i < 60; i++) {
        service.headers = PERSONAL.get(random.nextInt(PERSONAL.size()));
        service.failing = random.nextInt(4) == 0 ? List.of(any(random, IDS)) : List.of();
        if (random.nextInt(8) == 0) {
          gateway.pass(Duration.ofSeconds(random.nextInt(8)));
        }
        if (random.nextInt(10) == 0) {
          service.version = Integer.toString(++version);
          gateway.invalidate(CacheTags.type("Product"));
        }
        String user = any(random, USERS);
        List<String> ids = new ArrayList<>(IDS);
        Collections.shuffle(ids, random);
        ids = ids.subList(0, 1 + random.nextInt(IDS.size()));

        List<String> names = gateway.names(headers(user), caller(user), ids.toArray(String[]::new));

        for (int k = 0; k < ids.size(); k++) {
          String right = ids.get(k) + ":" + version + ":" + (user.isEmpty() ? "-" : user);
          // An entity that cannot be told now may have been known; it is never another's.
          if (service.failing.contains(ids.get(k))) {
            assertThat(names.get(k)).isIn(right, "null");
          } else {
            assertThat(names.get(k)).isEqualTo(right);
          }
        }
      }
    }
  }

  private static String any(Random random, List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}
