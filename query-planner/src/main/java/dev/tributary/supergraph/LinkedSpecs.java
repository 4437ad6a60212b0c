package dev.tributary.supergraph;

import dev.tributary.supergraph.SdlDocument.DirectiveSyntax;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which specifications the document links, and what their elements are called in it (link v1.0; its
 * predecessor, core v0.1 and v0.2).
 *
 * <p>A linked element is called {@code prefix__element}, where the prefix is the specification's
 * name or what {@code as} says; the element named like its specification is called {@code prefix};
 * and {@code import} may give any element another name.
 */
final class LinkedSpecs {

  private static final Pattern URL =
      Pattern.compile(
          "(?<identity>.*/(?<name>[A-Za-z_][A-Za-z0-9_-]*))/v(?<version>\\d+\\.\\d+)/?");
  private static final String APOLLO = "https://specs.apollo.dev/";

  /** Join versions that are understood. */
  private static final Set<String> JOIN_VERSIONS = Set.of("0.1", "0.2", "0.3", "0.4", "0.5");

  /**
   * What may stand in a supergraph {@code for: SECURITY} or {@code for: EXECUTION}. A reader that
   * meets another must refuse the document: it would serve it wrongly (link v1.0, "Purpose").
   */
  private static final Set<String> UNDERSTOOD =
      Set.of(
          "link",
          "core",
          "join",
          "tag",
          "inaccessible",
          "authenticated",
          "requiresScopes",
          "policy",
          "cacheTag",
          "cost",
          "context",
          "connect",
          "source",
          "federation");

  private final String prefix;
  private final String joinVersion;
  private final Map<String, String> spelledByElement;
  private final Map<String, String> elementBySpelled;
  private final Set<String> prefixes;
  private final Set<String> importedTypes;
  private final Set<String> ownDirectives;

  private LinkedSpecs(
      String prefix,
      String joinVersion,
      Map<String, String> spelledByElement,
      Map<String, String> elementBySpelled,
      Set<String> prefixes,
      Set<String> importedTypes,
      Set<String> ownDirectives) {
    this.prefix = prefix;
    this.joinVersion = joinVersion;
    this.spelledByElement = Map.copyOf(spelledByElement);
    this.elementBySpelled = Map.copyOf(elementBySpelled);
    this.prefixes = Set.copyOf(prefixes);
    this.importedTypes = Set.copyOf(importedTypes);
    this.ownDirectives = Set.copyOf(ownDirectives);
  }

  /**
   * @param schemaDirectives every directive on the schema definition and its extensions
   * @return null when there is no join specification to read by; the problem is noted
   */
  static @Nullable LinkedSpecs of(List<DirectiveSyntax> schemaDirectives, List<String> problems) {
    Map<String, String> spelledJoin = new HashMap<>();
    Map<String, String> elements = new HashMap<>();
    Set<String> prefixes = new HashSet<>();
    Set<String> importedTypes = new HashSet<>();
    Set<String> ownDirectives = new HashSet<>();
    String joinPrefix = null;
    String joinVersion = "";
    for (Link link : links(schemaDirectives)) {
      prefixes.add(link.prefix());
      boolean apollo = link.identity().equals(APOLLO + link.name());
      boolean join = apollo && link.name().equals("join");
      if (join) {
        joinPrefix = link.prefix();
        joinVersion = link.version();
        if (!JOIN_VERSIONS.contains(joinVersion)) {
          problems.add("join v" + joinVersion + " is not understood; v0.1 to v0.5 are");
        }
      } else if (link.mandatory() && !(apollo && UNDERSTOOD.contains(link.name()))) {
        problems.add(
            "the linked specification " + link.identity() + " is mandatory and not understood");
      }
      elements.put(link.prefix(), link.name());
      for (Map.Entry<String, String> imported : link.imports().entrySet()) {
        String element = imported.getKey();
        String spelled = imported.getValue();
        if (!element.startsWith("@")) {
          importedTypes.add(spelled);
        } else {
          elements.put(withoutAt(spelled), withoutAt(element));
          if (!link.identity().startsWith(APOLLO)) {
            ownDirectives.add(withoutAt(spelled));
          }
        }
        if (join) {
          spelledJoin.put(element, withoutAt(spelled));
        }
      }
    }
    if (joinPrefix == null) {
      problems.add(
          "not a supergraph: the schema definition has no @link to "
              + APOLLO
              + "join, v0.1 to v0.5");
      return null;
    }
    return new LinkedSpecs(
        joinPrefix, joinVersion, spelledJoin, elements, prefixes, importedTypes, ownDirectives);
  }

  private static String withoutAt(String element) {
    return element.startsWith("@") ? element.substring(1) : element;
  }

  /** Whether fields without {@code @join__field} belong to their type's owner. */
  boolean ownedTypes() {
    return joinVersion.equals("0.1");
  }

  /** What the join specification's directive {@code element} is called here. */
  String joinDirective(String element) {
    return spelledByElement.getOrDefault("@" + element, prefix + "__" + element);
  }

  /** What the enum of subgraphs is called here. */
  String graphEnum() {
    return spelledByElement.getOrDefault("Graph", prefix + "__Graph");
  }

  /** The name that the directive's own specification gives it; unlinked ones keep their name. */
  String canonicalDirective(String spelled) {
    String element = elementBySpelled.get(spelled);
    if (element != null) {
      return element;
    }
    int separator = spelled.indexOf("__");
    return separator > 0 && prefixes.contains(spelled.substring(0, separator))
        ? spelled.substring(separator + 2)
        : spelled;
  }

  /** Whether a directive belongs to a linked specification rather than to the composed schema. */
  boolean isMachineryDirective(String spelled) {
    return elementBySpelled.containsKey(spelled) || hasLinkedPrefix(spelled);
  }

  /** Whether a directive is of a specification that users wrote and composed themselves. */
  boolean isOwnDirective(String spelled) {
    return ownDirectives.contains(spelled);
  }

  /** Whether a type belongs to a linked specification rather than to the composed schema. */
  boolean isMachineryType(String name) {
    return importedTypes.contains(name) || hasLinkedPrefix(name);
  }

  private boolean hasLinkedPrefix(String name) {
    int separator = name.indexOf("__");
    if (separator <= 0) {
      return false;
    }
    String owner = name.substring(0, separator);
    // Composers leave types of the subgraphs' federation specification behind without a link to it.
    return prefixes.contains(owner) || owner.equals("federation");
  }

  private static List<Link> links(List<DirectiveSyntax> directives) {
    return directives.stream().flatMap(directive -> Link.of(directive).stream()).toList();
  }

  /**
   * @param imports the spelling here of each imported element; directives with their {@code @}
   * @param mandatory whether one who does not understand it must not serve the document
   */
  private record Link(
      String identity,
      String name,
      String version,
      String prefix,
      Map<String, String> imports,
      boolean mandatory) {

    static java.util.Optional<Link> of(DirectiveSyntax directive) {
      Arguments arguments = Arguments.of(directive);
      String url = arguments.string("url");
      if (url == null) {
        url = arguments.string("feature");
      }
      if (url == null) {
        return java.util.Optional.empty();
      }
      Matcher matcher = URL.matcher(url);
      if (!matcher.matches()) {
        return java.util.Optional.empty();
      }
      String name = matcher.group("name");
      String as = arguments.string("as");
      return java.util.Optional.of(
          new Link(
              matcher.group("identity"),
              name,
              matcher.group("version"),
              as == null ? name : as,
              LinkImports.of(new Value.ListValue(arguments.list("import"))),
              arguments.has("for")));
    }
  }
}
