package dev.tributary.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** A whole HTTP response, its body decompressed and within the limit. */
record ServiceAnswer(int status, MultiMap headers, Buffer body) {

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}
