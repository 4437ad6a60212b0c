package dev.tributary.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a gateway says of itself when it asks for a supergraph.
 *
 * @param id names it among those of the graph; 1 to 64 letters, digits, {@code .}, {@code _} and
 *     {@code -}
 * @param version the supergraph version that it serves; 0 for none
 * @param contentHash of that supergraph; empty for none
 */
public record ServingGateway(String id, long version, String contentHash) {

  /** The request header that holds it. */
  static final String HEADER = "tributary-gateway";

  private static final Pattern FORM =
      Pattern.compile("id=([A-Za-z0-9._-]{1,64}); version=([0-9]{1,18}); hash=([0-9a-f]{64}|)");

  /** Reads a header's value; empty when it has another form, which is then none of ours. */
  static Optional<ServingGateway> parse(String header) {
    Matcher matcher = FORM.matcher(header);
    return matcher.matches()
        ? Optional.of(
            new ServingGateway(
                matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3)))
        : Optional.empty();
  }

  String header() {
    return "id=%s; version=%d; hash=%s".formatted(id, version, contentHash);
  }
}
