package dev.tributary.http;

import java.util.Arrays;
import java.util.function.BiPredicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What requests came to that were read lately, by what was sent: most of what clients send, they
 * send again and again, to the byte. Only what depends on nothing else is remembered.
 *
 * <p>What is sent a second time is remembered until something else is whose hash has the same
 * place; so what is sent once, with a password in its variables perhaps, is not kept, and a flood
 * of requests that all differ drives nothing out. Who knows how to choose a hash can have others'
 * places taken, and their requests read anew, which is all that a place is worth.
 *
 * <p>Safe to share between event loops without locks: what is in a place is immutable, and who does
 * not see it yet reads the request.
 *
 * @param <K> what is sent
 */
final class KnownRequests<K> {

  /** With the next, a few megabytes at most. */
  private static final int PLACES = 512;

  /** Longer ones are rare, and take their time anyway. */
  private static final int LONGEST = 8 * 1024;

  private final ToIntFunction<K> length;
  private final ToIntFunction<K> hash;
  private final BiPredicate<K, K> same;
  private final @Nullable Known<K>[] places;

  /** The hash of what was sent last for each place. */
  private final int[] seen = new int[PLACES];

  private record Known<K>(int hash, K sent, RequestReading.Valid request) {}

  @SuppressWarnings({"unchecked", "rawtypes"})
  private KnownRequests(ToIntFunction<K> length, ToIntFunction<K> hash, BiPredicate<K, K> same) {
    this.length = length;
    this.hash = hash;
    this.same = same;
    this.places = new Known[PLACES];
  }

  /** By the bytes of bodies, which nobody may change afterwards. */
  static KnownRequests<byte[]> ofBodies() {
    return new KnownRequests<>(body -> body.length, Arrays::hashCode, Arrays::equals);
  }

  /** By the query components of URLs. */
  static KnownRequests<String> ofQueryStrings() {
    return new KnownRequests<>(String::length, String::hashCode, String::equals);
  }

  /** What it came to; null when it must be read. */
  RequestReading.@Nullable Valid find(K sent) {
    if (length.applyAsInt(sent) > LONGEST) {
      return null;
    }
    int code = hash.applyAsInt(sent);
    Known<K> known = places[place(code)];
    return known != null && known.hash == code && same.test(known.sent, sent)
        ? known.request
        : null;
  }

  /** It was read, and comes to this whenever it is sent. */
  void read(K sent, RequestReading.Valid request) {
    if (length.applyAsInt(sent) > LONGEST) {
      return;
    }
    int code = hash.applyAsInt(sent);
    int place = place(code);
    if (seen[place] == code) {
      places[place] = new Known<>(code, sent, request);
    } else {
      seen[place] = code;
    }
  }

  private static int place(int code) {
    // The upper bits of a polynomial hash have seen more of what was sent.
    return (code ^ code >>> 16) & (PLACES - 1);
  }
}
