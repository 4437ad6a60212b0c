package dev.tributary.connect;

import dev.tributary.supergraph.AppliedDirective;
import dev.tributary.supergraph.Value;
import dev.tributary.supergraph.Value.ListValue;
import dev.tributary.supergraph.Value.ObjectValue;
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
    String connect = prefix;
    String source = prefix + "__source";
    List<Value> imports =
        link.get("import") instanceof ListValue(List<Value> values) ? values : List.of();
    for (Value imported : imports) {
      String name = "";
      String as = "";
      if (imported instanceof StringValue(String plain)) {
        name = plain;
        as = plain;
      } else if (imported instanceof ObjectValue(var fields)
          && fields.get("name") instanceof StringValue(String original)) {
        name = original;
        as = fields.get("as") instanceof StringValue(String renamed) ? renamed : original;
      }
      switch (name) {
        case "@connect" -> connect = withoutAt(as);
        case "@source" -> source = withoutAt(as);
        default -> {}
      }
    }
    return new ConnectNames(version, connect, source);
  }

  /** One that lacks it is refused where links are read, together with all else that is wrong. */
  private static String withoutAt(String name) {
    return name.startsWith("@") ? name.substring(1) : name;
  }
}
