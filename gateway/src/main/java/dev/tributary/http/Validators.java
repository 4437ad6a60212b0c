package dev.tributary.http;

import dev.tributary.cache.CacheKey;
import dev.tributary.execute.AnswerAge;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/**
 * The entity tags of answers, and whether a client has one already (RFC 9110, 8.8.3 and 13.1.2).
 */
final class Validators {
  private Validators() {}

  /**
   * The tag of an answer: strong, so others than the same bytes in the same form have another.
   *
   * @param coding what of the request decides on how the body is coded
   */
  static String tag(AnswerAge age, Buffer body, String contentType, String coding) {
    String known = age.tag();
    CacheKey.Parts parts =
        CacheKey.of(contentType)
            .add(coding)
            .add(known == null ? AnswerAge.tagOf(body.getBytes()) : known);
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
