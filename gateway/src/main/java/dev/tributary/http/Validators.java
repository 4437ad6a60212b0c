package dev.tributary.http;

import dev.tributary.cache.CacheKey;
import dev.tributary.execute.AnswerAge;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The entity tags of answers, and whether a client has one already (RFC 9110, 8.8.3 and 13.1.2).
 */
final class Validators {

  private static final int PLACES = 256;

  /**
   * Tags that were told lately, each where its hash puts it: the same few answers are asked for
   * again and again, and a digest is dear beside all else that sending one takes. What is in a
   * place is immutable, so that event loops may share them without locks.
   */
  private final @Nullable Told[] told = new Told[PLACES];

  /** A form of a body, and its tag. */
  private record Told(String body, String contentType, String coding, String tag) {
    boolean isOf(String otherBody, String otherType, String otherCoding) {
      return body.equals(otherBody) && contentType.equals(otherType) && coding.equals(otherCoding);
    }
  }

  /**
   * The tag of an answer: strong, so others than the same bytes in the same form have another.
   *
   * @param coding how the body is coded; empty when it is not
   */
  String tag(AnswerAge age, Buffer body, String contentType, String coding) {
    String known = age.tag();
    if (known == null) {
      return tag(AnswerAge.tagOf(body.getBytes()), contentType, coding);
    }
    int hash = known.hashCode() * 31 + contentType.hashCode() + coding.hashCode();
    int place = (hash ^ hash >>> 16) & (PLACES - 1);
    Told last = told[place];
    if (last == null || !last.isOf(known, contentType, coding)) {
      last = new Told(known, contentType, coding, tag(known, contentType, coding));
      told[place] = last;
    }
    return last.tag;
  }

  private static String tag(String body, String contentType, String coding) {
    CacheKey.Parts parts = CacheKey.of(contentType).add(coding).add(body);
    return '"' + parts.key().hex().substring(0, 32) + '"';
  }

  /** Whether the client has just this. A weak tag is as good here (RFC 9110, 13.1.2). */
  static boolean match(MultiMap headers, String tag) {
    for (String field : headers.getAll(HttpHeaders.IF_NONE_MATCH)) {
      for (String each : field.split(",")) {
        String one = each.strip();
        if (one.equals("*") || one.equals(tag) || one.equals("W/" + tag)) {
          return true;
        }
      }
    }
    return false;
  }
}
