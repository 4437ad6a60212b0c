package dev.tributary.upstream;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a service may have. A schema says where its service is, and whoever publishes one
 * must not reach what only the gateway's machine can: above all the metadata service of a cloud,
 * which hands out the machine's credentials.
 *
 * <p>Refused unless listed: link-local (with the metadata services there), other clouds' metadata
 * addresses, multicast, broadcast, reserved and unspecified addresses. Private and loopback
 * addresses are where services mostly are: the operator chooses.
 */
public final class AddressPolicy {

  /** Whether addresses that are not of the public Internet may be called. */
  public enum Private {
    ALLOWED,
    REFUSED
  }

  private static final List<Network> NEVER =
      networks(
          "0.0.0.0/8",
          "169.254.0.0/16",
          "224.0.0.0/4",
          "240.0.0.0/4",
          // Metadata services outside link-local ranges: Alibaba's, Azure's, Oracle's, Amazon's.
          "100.100.100.200/32",
          "168.63.129.16/32",
          "192.0.0.192/32",
          "fd00:ec2::254/128",
          "fe80::/10",
          "ff00::/8",
          "::/128");

  private static final List<Network> PRIVATE =
      networks(
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "::1/128",
          "fc00::/7",
          "fec0::/10");

  /** IPv6 addresses that stand for an IPv4 one, and where in them that is. */
  private static final List<Embedding> EMBEDDINGS =
      List.of(
          new Embedding(Network.of("::ffff:0:0:0/96"), 12),
          new Embedding(Network.of("::/96"), 12),
          new Embedding(Network.of("64:ff9b::/96"), 12),
          new Embedding(Network.of("64:ff9b:1::/48"), 12),
          new Embedding(Network.of("2002::/16"), 2));

  /** For services whose address the operator alone decides. */
  static final AddressPolicy ANY = new AddressPolicy(Private.ALLOWED, null);

  private final Private privateOnes;
  private final @Nullable List<Network> listed;

  private final AddressPolicy withPrivateOnes;

  private AddressPolicy(Private privateOnes, @Nullable List<Network> listed) {
    this.privateOnes = privateOnes;
    this.listed = listed;
    this.withPrivateOnes =
        privateOnes == Private.ALLOWED ? this : new AddressPolicy(Private.ALLOWED, listed);
  }

  /**
   * @param listed networks that are allowed in any case, as {@code 10.1.0.0/16}
   * @throws IllegalArgumentException when one is not a network
   */
  public static AddressPolicy of(Private privateOnes, List<String> listed) {
    return new AddressPolicy(privateOnes, networks(listed.toArray(String[]::new)));
  }

  /** The same with private and loopback addresses. */
  AddressPolicy withPrivateOnes() {
    return withPrivateOnes;
  }

  /**
   * @param address an IP address as text; null is none
   */
  boolean allows(@Nullable String address) {
    if (listed == null) {
      return true;
    }
    InetAddress parsed = address == null ? null : parse(address);
    return parsed != null && allows(parsed, listed);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof AddressPolicy policy
            && privateOnes == policy.privateOnes
            && Objects.equals(listed, policy.listed));
  }

  @Override
  public int hashCode() {
    return Objects.hash(privateOnes, listed);
  }

  private boolean allows(InetAddress address, List<Network> exceptions) {
    byte[] bytes = address.getAddress();
    if (isIn(exceptions, bytes)) {
      return true;
    }
    if (isIn(NEVER, bytes) || (privateOnes == Private.REFUSED && isIn(PRIVATE, bytes))) {
      return false;
    }
    if (address instanceof Inet6Address && !isIn(PRIVATE, bytes)) {
      for (Embedding embedding : EMBEDDINGS) {
        if (embedding.network.holds(bytes)) {
          return allows(embedding.inner(bytes), exceptions);
        }
      }
    }
    return true;
  }

  private static boolean isIn(List<Network> networks, byte[] address) {
    return networks.stream().anyMatch(network -> network.holds(address));
  }

  private static List<Network> networks(String... texts) {
    return Arrays.stream(texts).map(Network::of).toList();
  }

  /** Null when it is not an address: names are never looked up. */
  private static @Nullable InetAddress parse(String text) {
    int zone = text.indexOf('%');
    try {
      return InetAddress.ofLiteral(zone < 0 ? text : text.substring(0, zone));
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  private record Embedding(Network network, int offset) {
    InetAddress inner(byte[] address) {
      try {
        return Inet4Address.getByAddress(Arrays.copyOfRange(address, offset, offset + 4));
      } catch (UnknownHostException ofFourBytesThereIsNone) {
        throw new IllegalStateException(ofFourBytesThereIsNone);
      }
    }
  }

  /** An address's first bits. */
  private record Network(byte[] prefix, int bits) {

    static Network of(String text) {
      int slash = text.indexOf('/');
      InetAddress address = parse(slash < 0 ? text : text.substring(0, slash));
      if (address == null) {
        throw new IllegalArgumentException(text + " is not a network such as 10.1.0.0/16");
      }
      byte[] bytes = address.getAddress();
      int bits = 8 * bytes.length;
      try {
        bits = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(text + " is not a network such as 10.1.0.0/16", e);
      }
      if (bits < 0 || bits > 8 * bytes.length) {
        throw new IllegalArgumentException(text + " has more bits than an address");
      }
      return new Network(bytes, bits);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Network network
          && bits == network.bits
          && Arrays.equals(prefix, network.prefix);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(prefix) + bits;
    }

    boolean holds(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> (i % 8);
        if ((address[i / 8] & mask) != (prefix[i / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
