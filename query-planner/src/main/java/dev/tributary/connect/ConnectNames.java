package dev.tributary.connect;

import dev.tributary.supergraph.AppliedDirective;
import dev.tributary.supergraph.LinkImports;
import dev.tributary.supergraph.Value;
import dev.tributary.supergraph.Value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one service's {@code @link} to connect says: the version, and what the directives are called
 * there (link v1.0, "import"). {@code @connect} needs no import, for it is called like its
 * specification.
 *
 * @param connect without {@code @}; likewise {@code source}
 */
record ConnectNames(ConnectVersion version, String connect, String source) {

  /** What holds when a supergraph does not carry the service's link. */
  static final ConnectNames DEFAULT = new ConnectNames(ConnectVersion.DEFAULT, "connect", "source");

  /**
   * @param schemaDirectives of the supergraph, subgraphs' own links among them
   */
  static ConnectNames of(List<AppliedDirective> schemaDirectives, int subgraph) {
    return schemaDirectives.stream()
        .filter(directive -> directive.name().equals("link") && directive.isOf(subgraph))
        .flatMap(directive -> ofLink(directive.arguments()).stream())
        .findFirst()
        .orElse(DEFAULT);
  }

  /** The links to connect of one service whose version is unknown here. */
  static List<String> unknownLinks(List<AppliedDirective> schemaDirectives, int subgraph) {
    List<String> unknown = new ArrayList<>();
    for (AppliedDirective directive : schemaDirectives) {
      if (directive.name().equals("link")
          && directive.isOf(subgraph)
          && directive.arguments().get("url") instanceof StringValue(String url)
          && ConnectVersion.isConnectLink(url)
          && ConnectVersion.ofLink(url).isEmpty()) {
        unknown.add(url);
      }
    }
    return unknown;
  }

  /** Empty when the link is for something else, or for a version unknown here. */
  static Optional<ConnectNames> ofLink(Map<String, Value> link) {
    return link.get("url") instanceof StringValue(String url)
        ? ConnectVersion.ofLink(url).map(version -> of(version, link))
        : Optional.empty();
  }

  private static ConnectNames of(ConnectVersion version, Map<String, Value> link) {
    String prefix = link.get("as") instanceof StringValue(String as) ? as : "connect";
    Map<String, String> imports = LinkImports.of(link.get("import"));
    return new ConnectNames(
        version,
        withoutAt(imports.getOrDefault("@connect", prefix)),
        withoutAt(imports.getOrDefault("@source", prefix + "__source")));
  }

  /** One that lacks it is refused where links are read, together with all else that is wrong. */
  private static String withoutAt(String name) {
    return name.startsWith("@") ? name.substring(1) : name;
  }
}
