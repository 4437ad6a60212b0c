package dev.tributary.subgraph;

import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the {@code @link}s of a schema definition and says what is wrong with them. */
final class LinkReader {

  private static final int NEWEST_FEDERATION = 14;
  private static final int NEWEST_CONNECT = 4;
  private static final Set<String> FEDERATION_TYPES =
      Set.of("FieldSet", "Scope", "Policy", "ContextFieldValue");

  private final Problems problems;
  private final List<Link> links = new ArrayList<>();

  private LinkReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * @param schemaDirectives every directive of the schema definition and its extensions
   */
  static Links read(List<DirectiveNode> schemaDirectives, Problems problems) {
    LinkReader reader = new LinkReader(problems);
    String linkName = nameOfLink(schemaDirectives);
    schemaDirectives.stream()
        .filter(directive -> directive.name().equals(linkName))
        .forEach(reader::link);
    reader.checkNames();
    return new Links(reader.links);
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
    if (as != null && !as.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      error("INVALID_LINK_DIRECTIVE_USAGE", use, "\"as: %s\" is no GraphQL name.".formatted(as));
      as = null;
    }
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
    if (imports.put(as, name) != null) {
      error("INVALID_LINK_DIRECTIVE_USAGE", use, "\"%s\" is imported twice.".formatted(as));
    }
  }

  private static boolean isOffered(Feature feature, String name) {
    if (!feature.identity().equals(Feature.FEDERATION)) {
      return true;
    }
    if (name.startsWith("@")) {
      // The federation specification re-exports the link specification's own directive.
      return name.equals("@link") || Links.offersDirective(feature, name.substring(1));
    }
    return FEDERATION_TYPES.contains(name);
  }

  private void checkNames() {
    Set<String> seen = new HashSet<>();
    for (Link link : links) {
      for (String local : link.imports().keySet()) {
        if (!seen.add(local)) {
          error(
              "INVALID_LINK_DIRECTIVE_USAGE",
              link.use(),
              "\"%s\" is imported from two specifications: rename one with {name: ..., as: ...}."
                  .formatted(local));
        }
      }
    }
  }

  private void error(String code, DirectiveNode use, String message) {
    problems.error(code, "", use.place(), message);
  }
}
