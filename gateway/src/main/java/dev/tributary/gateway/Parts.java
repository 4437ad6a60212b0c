package dev.tributary.gateway;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is made of parts of the configuration. A part that is configured as before is the same
 * object, with all that it has learnt, whatever else has changed; what nobody holds any more ends.
 *
 * <p>Safe for use by many threads.
 */
final class Parts {

  /**
   * @param settings all that the part depends on
   */
  private record Key(Class<?> type, Object settings) {}

  private static final class Part {
    final Object made;
    final Supplier<Future<Void>> end;
    int holders;

    Part(Object made, Supplier<Future<Void>> end) {
      this.made = made;
      this.end = end;
    }
  }

  private final Map<Key, Part> parts = new HashMap<>();

  /** What one configuration holds. */
  final class Held {
    private final List<Key> keys = new ArrayList<>();

    /**
     * The part with these settings.
     *
     * @param settings tell it from others of its type by {@code equals}
     * @param make called when nobody holds it; what it throws is thrown on
     * @param end called when nobody holds it any more
     */
    <T> T part(Class<T> type, Object settings, Supplier<T> make, Function<T, Future<Void>> end) {
      synchronized (parts) {
        Key key = new Key(type, settings);
        Part known = parts.get(key);
        if (known == null) {
          T made = make.get();
          known = new Part(made, () -> end.apply(made));
          parts.put(key, known);
        }
        known.holders++;
        keys.add(key);
        return type.cast(known.made);
      }
    }

    /** The same of a part that needs no end. */
    <T> T part(Class<T> type, Object settings, Supplier<T> make) {
      return part(type, settings, make, made -> Future.succeededFuture());
    }

    /** Lets go of all. */
    Future<Void> release() {
      List<Part> over = new ArrayList<>();
      synchronized (parts) {
        for (Key key : keys) {
          Part part = parts.get(key);
          if (part != null && --part.holders == 0) {
            parts.remove(key);
            over.add(part);
          }
        }
        keys.clear();
      }
      return Future.join(over.reversed().stream().map(part -> part.end.get()).toList()).mapEmpty();
    }
  }

  Held begin() {
    return new Held();
  }

  /** How many there are. */
  int count() {
    synchronized (parts) {
      return parts.size();
    }
  }
}
