package dev.tributary.registry;

/**
 * A token just issued.
 *
 * @param secret what its bearer presents. It cannot be had again: it is not stored.
 */
public record IssuedToken(StoredToken token, String secret) {

  /** Without the secret, which must not reach a log by accident. */
  @Override
  public String toString() {
    return "IssuedToken[" + token.id() + "]";
  }
}
