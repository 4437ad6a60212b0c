package dev.tributary.http;

import io.vertx.core.buffer.Buffer;

/** What clients are sent in the place of a GraphQL response. */
interface AnswerForm {

  /**
   * @param status what goes with the response over HTTP
   * @param response JSON: {@code data}, {@code errors} or both
   */
  Sent of(int status, Buffer response);

  /** A status, a {@code Content-Type} and a body. */
  record Sent(int status, String contentType, Buffer body) {}
}
