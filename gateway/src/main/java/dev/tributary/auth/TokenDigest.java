package dev.tributary.auth;

import java.nio.ByteBuffer;

/** The SHA-256 of a token: what caches know it by, so that they hold no secret. */
record TokenDigest(long a, long b, long c, long d) {

  static TokenDigest of(String token) {
    ByteBuffer bytes = ByteBuffer.wrap(Sha256.of(token));
    return new TokenDigest(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }
}
