package dev.tributary.execute;

/** Keys with the punctuation around them, so that they are read and written in one piece. */
final class Tokens {
  private Tokens() {}

  /** {@code "key":}. */
  static byte[] key(byte[] quoted) {
    byte[] token = new byte[quoted.length + 1];
    System.arraycopy(quoted, 0, token, 0, quoted.length);
    token[quoted.length] = ':';
    return token;
  }

  /** {@code ,"key":}. */
  static byte[] separatedKey(byte[] quoted) {
    byte[] token = new byte[quoted.length + 2];
    token[0] = ',';
    System.arraycopy(quoted, 0, token, 1, quoted.length);
    token[token.length - 1] = ':';
    return token;
  }
}
