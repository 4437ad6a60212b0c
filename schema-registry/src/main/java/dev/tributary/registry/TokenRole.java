package dev.tributary.registry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the bearer of a token may do. Each role may do what those before it may. */
public enum TokenRole {
  /** Read supergraphs, subgraphs and history: for gateways. */
  READ,
  /** Check, publish and retire subgraphs: for services' pipelines. */
  PUBLISH,
  /** Issue and revoke tokens as well. */
  ADMIN;

  /** Whether a role reaches for what takes another. */
  public boolean allows(TokenRole needed) {
    return compareTo(needed) >= 0;
  }

  /** As users write it: {@code publish}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads what {@link #label} writes. */
  public static Optional<TokenRole> parse(String label) {
    return Arrays.stream(values()).filter(role -> role.label().equals(label)).findFirst();
  }
}
