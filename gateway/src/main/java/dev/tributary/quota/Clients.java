package dev.tributary.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tributary.auth.Caller;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds whose account a request is on. */
final class Clients {

  /** More than this of what a client says of itself is not looked at. */
  private static final int MAX_NAME = 512;

  private final QuotaPolicy policy;
  private final QuotaClient anonymous;

  /** Hashing costs more than all the rest of a decision. */
  private final Cache<String, QuotaClient> known =
      Caffeine.newBuilder().maximumSize(10_000).build();

  Clients(QuotaPolicy policy) {
    this.policy = policy;
    this.anonymous = client("anonymous", policy.anonymous());
  }

  /**
   * @param address the peer's; null when it is not known
   */
  QuotaClient of(Caller caller, MultiMap headers, @Nullable String address) {
    for (ClientRule rule : policy.rules()) {
      String found =
          switch (rule) {
            case ClientRule.Client() -> caller.client();
            case ClientRule.Claim(String name) -> claim(caller, name);
            case ClientRule.Header(String name) -> header(headers.get(name));
            case ClientRule.Address() -> address(headers, address);
          };
      if (found != null && !found.isEmpty() && found.length() <= MAX_NAME) {
        return of(rule, found);
      }
    }
    return anonymous;
  }

  private QuotaClient of(ClientRule rule, String found) {
    String name =
        switch (rule) {
          case ClientRule.Client() -> "client:";
          case ClientRule.Claim(String claim) -> "claim:" + claim + ":";
          case ClientRule.Header(String header) -> "header:" + header + ":";
          case ClientRule.Address() -> "ip:";
        };
    return known.get(
        name + found,
        whole -> client(whole, policy.clients().getOrDefault(found, policy.standard())));
  }

  /** Other limits are another account: a client whose tier has changed begins anew. */
  private static QuotaClient client(String name, Tier tier) {
    return new QuotaClient(ClientKey.of(name + '\n' + tier), tier);
  }

  private static @Nullable String claim(Caller caller, String name) {
    return switch (caller.claims().get(name)) {
      case String text -> text;
      case Number number -> number.toString();
      case null, default -> null;
    };
  }

  private @Nullable String header(@Nullable String value) {
    return value != null && policy.clients().containsKey(value) ? value : null;
  }

  private @Nullable String address(MultiMap headers, @Nullable String peer) {
    String found = peer;
    if (policy.proxies() > 0) {
      List<String> forwarded =
          headers.getAll("x-forwarded-for").stream()
              .flatMap(value -> List.of(value.split(",")).stream())
              .map(String::strip)
              .toList();
      // Each proxy adds whom it has the request from; what stands further left anybody may write.
      int at = forwarded.size() - policy.proxies();
      if (at >= 0) {
        found = forwarded.get(at);
      } else if (!forwarded.isEmpty()) {
        found = forwarded.getFirst();
      }
    }
    return found == null ? null : network(found);
  }

  /** Whoever has one IPv6 address has 2^64 of them. */
  private static String network(String address) {
    if (address.indexOf(':') < 0 || !address.matches("[0-9a-fA-F:.]{2,45}")) {
      return address;
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      return bytes.length == 16 ? java.util.HexFormat.of().formatHex(bytes, 0, 8) + "/64" : address;
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
