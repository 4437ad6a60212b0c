package dev.tributary.quota;

/** What a client can be told apart by. */
public sealed interface ClientRule {

  /** Who the caller has proved to be: an API key's, token's or certificate's client. */
  record Client() implements ClientRule {}

  /** A claim of the caller's token, such as its tenant. */
  record Claim(String name) implements ClientRule {}

  /**
   * A header field. Anybody can send one: only values that a tier is set for count, so that a
   * client cannot be many.
   */
  record Header(String name) implements ClientRule {}

  /** The address that the request comes from; of IPv6 addresses the network, 64 bits. */
  record Address() implements ClientRule {}

  /**
   * Reads {@code client}, {@code claim:NAME}, {@code header:NAME} or {@code ip}.
   *
   * @throws IllegalArgumentException on anything else
   */
  static ClientRule parse(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String name = colon < 0 ? "" : text.substring(colon + 1).strip();
    return switch (kind) {
      case "client" -> new Client();
      case "ip" -> new Address();
      case "claim" -> new Claim(named(text, name));
      case "header" -> new Header(named(text, name));
      default ->
          throw new IllegalArgumentException(
              "\"" + text + "\" is none of client, claim:NAME, header:NAME, ip");
    };
  }

  private static String named(String text, String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("\"" + text + "\" needs a name after the colon");
    }
    return name;
  }
}
