package dev.tributary.registry;

/** What the bearer of a token may do. Each role may do what those before it may. */
public enum TokenRole {
  /** Read supergraphs, subgraphs and history: for gateways. */
  READ,
  /** Check, publish and retire subgraphs: for services' pipelines. */
  PUBLISH,
  /** Issue and revoke tokens as well. */
  ADMIN;

  boolean allows(TokenRole needed) {
    return compareTo(needed) >= 0;
  }
}
