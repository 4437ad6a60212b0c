package dev.tributary.registry;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Where alerts may be sent. Whoever may set one must not reach what only the registry's machine
 * can: unless the operator allows it, only addresses of the public Internet are called, and only by
 * TLS.
 */
public enum WebhookAddresses {
  /** Only the public Internet. */
  PUBLIC,
  /** Private and loopback addresses too, and without TLS; never link-local ones or multicast. */
  PRIVATE_TOO;

  private static final int MOST_URL = 2_000;

  /** Whether an address can be a webhook's, as far as its text tells. */
  boolean isUrl(String text) {
    try {
      URI url = URI.create(text);
      return text.length() <= MOST_URL
          && url.getHost() != null
          && url.getUserInfo() == null
          && url.getFragment() == null
          && ("https".equals(url.getScheme())
              || (this == PRIVATE_TOO && "http".equals(url.getScheme())));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The address to connect to. To be used as it is: looked up once more, the name may have another.
   *
   * @throws UnknownHostException when the name has none, or one that must not be called
   */
  InetAddress lookUp(String host) throws UnknownHostException {
    // An IPv6 address has brackets in a URL.
    List<InetAddress> found = List.of(InetAddress.getAllByName(host.replaceAll("[\\[\\]]", "")));
    for (InetAddress address : found) {
      if (!allows(address)) {
        throw new UnknownHostException("its address is not one that may be called");
      }
    }
    return found.getFirst();
  }

  boolean allows(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || address.isAnyLocalAddress()) {
      return false;
    }
    if (bytes.length == 4) {
      int first = bytes[0] & 0xff;
      int second = bytes[1] & 0xff;
      boolean isNever =
          first == 0
              || first >= 224
              // Metadata services of clouds outside link-local ranges.
              || is(bytes, 168, 63, 129, 16)
              || is(bytes, 100, 100, 100, 200)
              || is(bytes, 192, 0, 0, 192);
      boolean isPrivate =
          address.isLoopbackAddress()
              || address.isSiteLocalAddress()
              || (first == 100 && (second & 0xc0) == 64)
              || (first == 192 && second == 0 && bytes[2] == 0)
              || (first == 198 && (second & 0xfe) == 18);
      return !isNever && (!isPrivate || this == PRIVATE_TOO);
    }
    if ((bytes[0] & 0xe0) == 0x20) {
      // Global, but for those that stand for an IPv4 address: 2002::/16 and 2001::/32.
      boolean is6to4 = bytes[0] == 0x20 && bytes[1] == 0x02;
      boolean isTeredo = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0;
      return !is6to4 && !isTeredo;
    }
    boolean isUniqueLocal = (bytes[0] & 0xfe) == 0xfc;
    boolean isMetadata =
        (bytes[0] & 0xff) == 0xfd && bytes[1] == 0 && bytes[2] == 0x0e && (bytes[3] & 0xff) == 0xc2;
    return this == PRIVATE_TOO && (address.isLoopbackAddress() || (isUniqueLocal && !isMetadata));
  }

  private static boolean is(byte[] bytes, int... wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if ((bytes[i] & 0xff) != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
