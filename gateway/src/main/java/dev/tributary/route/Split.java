package dev.tributary.route;

import dev.tributary.auth.Caller;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses one of a route's destinations for each request. Where equal requests stay together, what
 * they have in common says which: nothing is remembered, so that all gateways agree.
 */
final class Split {

  private static final FieldCondition.Test NEVER =
      new FieldCondition(FieldCondition.Place.HEADER, "-", "").test();

  private final Route route;
  private final List<FieldCondition.Test> conditions;
  private final long total;
  private final LongUnaryOperator chance;

  /**
   * @param chance a number from 0 to below its argument
   */
  Split(Route route, LongUnaryOperator chance) {
    this.route = route;
    this.chance = chance;
    this.conditions =
        route.destinations().stream()
            .map(one -> one.when() == null ? NEVER : one.when().test())
            .toList();
    this.total = route.destinations().stream().mapToLong(Route.Destination::weight).sum();
  }

  Split(Route route) {
    this(route, bound -> ThreadLocalRandom.current().nextLong(bound));
  }

  /**
   * The number of a destination.
   *
   * @param address the peer's; null when it is not known
   */
  int choose(MultiMap headers, Caller caller, @Nullable String address) {
    List<Route.Destination> all = route.destinations();
    if (all.size() == 1) {
      return 0;
    }
    for (int i = 0; i < all.size(); i++) {
      FieldCondition.Test condition = conditions.get(i);
      if (condition != NEVER && condition.holds(headers)) {
        return i;
      }
    }
    long at = at(headers, caller, address);
    for (int i = 0; i < all.size(); i++) {
      at -= all.get(i).weight();
      if (at < 0) {
        return i;
      }
    }
    return all.size() - 1;
  }

  private long at(MultiMap headers, Caller caller, @Nullable String address) {
    String key =
        switch (route.sticky()) {
          case Route.Sticky.Client client -> caller.client() == null ? address : caller.client();
          case Route.Sticky.Header(String name) -> headers.get(name);
          case Route.Sticky.Cookie(String name) -> FieldCondition.cookie(headers, name);
          case null -> null;
        };
    // Two routes split the same clients in other ways.
    return key == null || key.isEmpty()
        ? chance.applyAsLong(total)
        : Long.remainderUnsigned(hash(route.name() + '\n' + key), total);
  }

  /** FNV-1a over characters, with all bits mixed (the end of MurmurHash3). */
  private static long hash(String text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
    hash = (hash ^ hash >>> 33) * 0xC4CEB9FE1A85EC53L;
    return hash ^ hash >>> 33;
  }
}
