package dev.tributary.subgraph;

import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code @link}s of a schema definition and says what is wrong with them. */
final class LinkReader {

  private static final int NEWEST_FEDERATION = 14;
  private static final int NEWEST_CONNECT = 4;

  /** With the minor version that brought each. */
  private static final Map<String, Integer> FEDERATION_TYPES =
      Map.of("FieldSet", 0, "Scope", 5, "Policy", 6, "ContextFieldValue", 8);

  private final Problems problems;
  private final List<Link> links = new ArrayList<>();

  private LinkReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * @param schemaDirectives every directive of the schema definition and its extensions
   * @param defined names of the directives that the document defines itself
   */
  static Links read(List<DirectiveNode> schemaDirectives, Set<String> defined, Problems problems) {
    LinkReader reader = new LinkReader(problems);
    String linkName = nameOfLink(schemaDirectives);
    schemaDirectives.stream()
        .filter(directive -> directive.name().equals(linkName))
        .forEach(reader::link);
    LinkNames.check(reader.links, problems);
    return new Links(reader.links, defined);
  }

  /** The link specification links to itself, possibly under another name. */
  static String nameOfLink(List<DirectiveNode> schemaDirectives) {
    for (DirectiveNode directive : schemaDirectives) {
      String url = directive.string("url");
      if (url != null && url.startsWith(Feature.LINK + "/")) {
        String as = directive.string("as");
        if (directive.name().equals(as == null ? "link" : as)) {
          return directive.name();
        }
      }
    }
    return "link";
  }

  private void link(DirectiveNode use) {
    String url = use.string("url");
    if (url == null) {
      error("INVALID_LINK_DIRECTIVE_USAGE", use, "@link needs its \"url\", a string.");
      return;
    }
    Feature feature = Feature.parse(url);
    if (feature == null) {
      if (use.arguments().containsKey("import") || url.startsWith("https://specs.apollo.dev/")) {
        error(
            "INVALID_LINK_IDENTIFIER",
            use,
            "\"%s\" does not name a specification: its URL must end in /name/vX.Y.".formatted(url));
      }
      return;
    }
    checkVersion(feature, use);
    String as = use.string("as");
    String purpose =
        switch (use.arguments().get("for")) {
          case Value.EnumValue(String name) -> name;
          case null, default -> null;
        };
    if (links.stream().anyMatch(other -> other.feature().identity().equals(feature.identity()))) {
      error(
          "INVALID_LINK_DIRECTIVE_USAGE",
          use,
          "%s is linked twice: put all its imports into one @link.".formatted(feature.identity()));
      return;
    }
    links.add(
        new Link(feature, as == null ? feature.name() : as, imports(use, feature), purpose, use));
  }

  private void checkVersion(Feature feature, DirectiveNode use) {
    switch (feature.identity()) {
      case Feature.FEDERATION -> {
        if (feature.major() != 2 || feature.minor() > NEWEST_FEDERATION) {
          error(
              "UNKNOWN_FEDERATION_LINK_VERSION",
              use,
              "Federation %s is unknown: link to a version from v2.0 to v2.%d."
                  .formatted(feature.version(), NEWEST_FEDERATION));
        }
      }
      case Feature.CONNECT -> {
        if (feature.major() != 0 || feature.minor() < 1 || feature.minor() > NEWEST_CONNECT) {
          error(
              "UNKNOWN_CONNECTORS_VERSION",
              use,
              "connect %s is unknown: link to a version from v0.1 to v0.%d."
                  .formatted(feature.version(), NEWEST_CONNECT));
        }
      }
      case Feature.REST -> {
        if (feature.major() != 0 || feature.minor() != 1) {
          error(
              "UNKNOWN_REST_VERSION",
              use,
              "rest %s is unknown: link to v0.1.".formatted(feature.version()));
        }
      }
      case Feature.LINK -> {
        if (feature.major() != 1 || feature.minor() > 0) {
          error(
              "UNKNOWN_LINK_VERSION",
              use,
              "link %s is unknown: link to v1.0.".formatted(feature.version()));
        }
      }
      default -> {}
    }
  }

  private Map<String, String> imports(DirectiveNode use, Feature feature) {
    Map<String, String> imports = new HashMap<>();
    switch (use.arguments().get("import")) {
      case null -> {}
      case Value.ListValue(List<Value> values) -> {
        for (Value value : values) {
          readImport(value, use, feature, imports);
        }
      }
      case Value single -> readImport(single, use, feature, imports);
    }
    return imports;
  }

  private void readImport(
      Value value, DirectiveNode use, Feature feature, Map<String, String> imports) {
    String name;
    String as;
    switch (value) {
      case Value.StringValue(String text) -> {
        name = text;
        as = text;
      }
      case Value.ObjectValue object
          when object.fields().get("name") instanceof Value.StringValue(String text) -> {
        name = text;
        as =
            object.fields().get("as") instanceof Value.StringValue(String renamed) ? renamed : text;
      }
      default -> {
        error(
            "INVALID_LINK_DIRECTIVE_USAGE",
            use,
            "%s cannot be imported: write a string, or {name: \"...\", as: \"...\"}."
                .formatted(value));
        return;
      }
    }
    if (name.startsWith("@") != as.startsWith("@")) {
      error(
          "INVALID_LINK_DIRECTIVE_USAGE",
          use,
          "\"%s\" cannot be imported as \"%s\": a directive's name begins with @ on both sides, a type's on neither."
              .formatted(name, as));
      return;
    }
    if (!isOffered(feature, name)) {
      String better = !name.startsWith("@") && isOffered(feature, "@" + name) ? "@" + name : null;
      error(
          "INVALID_LINK_DIRECTIVE_USAGE",
          use,
          better == null
              ? "\"%s\" is no element of %s.".formatted(name, feature)
              : "\"%s\" is no element of %s: did you mean \"%s\"?"
                  .formatted(name, feature, better));
      return;
    }
    String other = imports.put(as, name);
    if (other != null && !other.equals(name)) {
      error(
          "INVALID_LINK_DIRECTIVE_USAGE",
          use,
          "\"%s\" and \"%s\" are both imported as \"%s\".".formatted(other, name, as));
    }
  }

  private static boolean isOffered(Feature feature, String name) {
    Set<String> types = typesOf(feature);
    if (types == null) {
      return true;
    }
    if (name.startsWith("@")) {
      // The federation specification re-exports the link specification's own directive.
      return (name.equals("@link") && feature.identity().equals(Feature.FEDERATION))
          || Links.offersDirective(feature, name.substring(1));
    }
    return types.contains(name);
  }

  /** The types that may be imported; null when the specification is not known here. */
  private static @Nullable Set<String> typesOf(Feature feature) {
    if (feature.identity().equals(Feature.CONNECT) || !Links.isKnown(feature)) {
      return null;
    }
    if (!feature.identity().equals(Feature.FEDERATION)) {
      return switch (feature.name()) {
        case "requiresScopes" -> Set.of("Scope");
        case "policy" -> Set.of("Policy");
        case "context" -> Set.of("ContextFieldValue");
        default -> Set.of();
      };
    }
    Set<String> types = new HashSet<>();
    FEDERATION_TYPES.forEach(
        (type, since) -> {
          if (since <= feature.minor()) {
            types.add(type);
          }
        });
    return types;
  }

  private void error(String code, DirectiveNode use, String message) {
    problems.error(code, "", use.place(), message);
  }
}
