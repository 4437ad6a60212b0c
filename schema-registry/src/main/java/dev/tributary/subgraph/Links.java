package dev.tributary.subgraph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a document links to; answers what a name in it means.
 *
 * @param links in document order
 * @param defined names of the directives that the document defines itself
 */
public record Links(List<Link> links, Set<String> defined) {

  /** What a Federation 1 document may use without linking to anything. */
  private static final Map<String, FederationDirective> FEDERATION_1 =
      byName(
          FederationDirective.KEY,
          FederationDirective.EXTERNAL,
          FederationDirective.REQUIRES,
          FederationDirective.PROVIDES,
          FederationDirective.EXTENDS,
          FederationDirective.TAG);

  private static final Map<String, FederationDirective> BY_NAME =
      byName(FederationDirective.values());

  /** Specifications of one directive each (and {@code cost}) that may also be linked directly. */
  private static final Set<String> SINGLE_SPECIFICATIONS =
      Set.of(
          "tag",
          "inaccessible",
          "authenticated",
          "requiresScopes",
          "policy",
          "cost",
          "context",
          "cacheTag");

  private static final String SPECIFICATIONS = "https://specs.apollo.dev/";

  /** What a Federation 1 document may use besides, where it brings the definition along. */
  private static final int NEWEST_BY_DEFINITION = 4;

  public Links {
    links = List.copyOf(links);
    defined = Set.copyOf(defined);
  }

  private static Map<String, FederationDirective> byName(FederationDirective... directives) {
    Map<String, FederationDirective> found = new HashMap<>();
    for (FederationDirective directive : directives) {
      found.put(directive.directiveName(), directive);
    }
    return Map.copyOf(found);
  }

  /** The link to the Federation specification; null in a Federation 1 document. */
  public @Nullable Link federation() {
    return to(Feature.FEDERATION);
  }

  public boolean isFederation2() {
    return federation() != null;
  }

  /** The first link to {@code identity}. */
  public @Nullable Link to(String identity) {
    return links.stream()
        .filter(link -> link.feature().identity().equals(identity))
        .findFirst()
        .orElse(null);
  }

  /** Which federation directive the document calls {@code local}. */
  public @Nullable FederationDirective meaning(String local) {
    for (Link link : links) {
      String name = link.directive(local);
      if (name != null && isKnown(link.feature())) {
        FederationDirective directive = BY_NAME.get(name);
        if (directive != null && belongs(directive, link.feature())) {
          return directive;
        }
      }
    }
    if (isOwnCacheControl(local)) {
      return FederationDirective.CACHE_CONTROL;
    }
    return isFederation2() ? null : ofFederation1(local);
  }

  /** No specification has it: it is what every document means that defines it. */
  private boolean isOwnCacheControl(String local) {
    return local.equals(FederationDirective.CACHE_CONTROL.directiveName())
        && defined.contains(local)
        && linkOfDirective(local) == null;
  }

  private @Nullable FederationDirective ofFederation1(String local) {
    FederationDirective own = FEDERATION_1.get(local);
    FederationDirective directive = BY_NAME.get(local);
    if (own != null || directive == null || !defined.contains(local)) {
      return own;
    }
    Integer since = directive.since();
    return since != null && since <= NEWEST_BY_DEFINITION ? directive : null;
  }

  private static boolean belongs(FederationDirective directive, Feature feature) {
    if (feature.identity().equals(Feature.CONNECT)) {
      return directive.isConnector();
    }
    if (feature.identity().equals(Feature.REST)) {
      return directive.isRest();
    }
    if (directive.isConnector() || directive.isRest()) {
      return false;
    }
    if (feature.identity().equals(Feature.FEDERATION)) {
      Integer since = directive.since();
      return since != null && since <= feature.minor();
    }
    return switch (directive) {
      case LIST_SIZE -> feature.name().equals("cost");
      case FROM_CONTEXT -> feature.name().equals("context");
      default -> feature.name().equals(directive.directiveName());
    };
  }

  /** Which directives the document may use of the specification at {@code feature}, by name. */
  static boolean offersDirective(Feature feature, String name) {
    FederationDirective directive = BY_NAME.get(name);
    return directive != null && belongs(directive, feature);
  }

  /** Whether the specifications of this field define what becomes of its directives. */
  public static boolean isSpecification(Feature feature) {
    return isKnown(feature)
        || feature.identity().equals(Feature.LINK)
        || feature.identity().equals(SPECIFICATIONS + "core")
        || feature.identity().equals(SPECIFICATIONS + "join");
  }

  static boolean isKnown(Feature feature) {
    String identity = feature.identity();
    return identity.equals(Feature.FEDERATION)
        || identity.equals(Feature.CONNECT)
        || identity.equals(Feature.REST)
        || (identity.startsWith(SPECIFICATIONS)
            && SINGLE_SPECIFICATIONS.contains(identity.substring(SPECIFICATIONS.length())));
  }

  /** The link whose directive the document calls {@code local}; null when it is none's. */
  public @Nullable Link linkOfDirective(String local) {
    return links.stream().filter(link -> link.directive(local) != null).findFirst().orElse(null);
  }

  /** Whether {@code local} is a type of a specification known here, no type of the graph itself. */
  boolean isMachineryType(String local) {
    for (Link link : links) {
      if ((isKnown(link.feature()) || link.feature().identity().equals(Feature.LINK))
          && link.type(local) != null) {
        return true;
      }
    }
    return local.startsWith("link__")
        || isCacheControlScope(local)
        || local.equals("_Any")
        || local.equals("_Entity")
        || local.equals("_Service")
        || (!isFederation2() && local.equals("_FieldSet"));
  }

  /** The enum of {@code @cacheControl}, which means nothing to clients. */
  private boolean isCacheControlScope(String local) {
    return local.equals("CacheControlScope")
        && isOwnCacheControl(FederationDirective.CACHE_CONTROL.directiveName());
  }

  /**
   * The specification's name of the type called {@code local}, where it is no type of the graph.
   */
  String machineryType(String local) {
    for (Link link : links) {
      String name = link.type(local);
      if (name != null
          && (isKnown(link.feature()) || link.feature().identity().equals(Feature.LINK))) {
        return name;
      }
    }
    return local.startsWith("link__")
        ? local.substring("link__".length())
        : local.equals("_FieldSet") ? "FieldSet" : local;
  }

  /** What the document calls {@code directive}; the specification's own name when not linked. */
  public String localName(FederationDirective directive) {
    for (Link link : links) {
      if (isKnown(link.feature()) && belongs(directive, link.feature())) {
        return link.localDirective(directive.directiveName());
      }
    }
    return directive.directiveName();
  }
}
