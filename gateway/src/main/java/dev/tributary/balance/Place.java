package dev.tributary.balance;

import org.jspecify.annotations.Nullable;

/**
 * Where one instance of a service is.
 *
 * @param host what TLS and the {@code Host} field are told
 * @param address the address to connect to, where a name has several; null to look the host up
 * @param weight its part of the calls, relative to that of the others; 1 or more
 * @param zone where it runs, as the operator calls it; null when that is not known
 */
public record Place(
    boolean tls,
    String host,
    int port,
    @Nullable String address,
    int weight,
    @Nullable String zone) {

  public Place {
    if (weight < 1 || weight > 1_000) {
      throw new IllegalArgumentException("a weight is 1 to 1000: " + weight);
    }
  }

  /** For people, and to tell one from another. */
  @Override
  public String toString() {
    String name = address == null ? host : address;
    return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port;
  }
}
