package dev.tributary.telemetry;

import org.jspecify.annotations.Nullable;

/** The networks that addresses are in: what is kept of where requests come from. */
final class Networks {

  private static final int GROUPS = 3;

  private Networks() {}

  /**
   * The network of 256 addresses (IPv4), or of a site (IPv6, 48 bits).
   *
   * @param address as text; null when it is not known
   */
  static @Nullable String of(@Nullable String address) {
    if (address == null) {
      return null;
    }
    int dot = address.lastIndexOf('.');
    if (dot >= 0) {
      return address.substring(0, dot) + ".0/24";
    }
    int end = -1;
    for (int i = 0; i < GROUPS; i++) {
      int next = address.indexOf(':', end + 1);
      // "::" stands for zeros, which may be in the first groups.
      if (next < 0 || next == end + 1) {
        break;
      }
      end = next;
    }
    return end < 0 ? "::/48" : address.substring(0, end) + "::/48";
  }
}
