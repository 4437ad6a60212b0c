package dev.tributary.subgraph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The directives that the Federation specification defines, with the version each came in, and
 * those of the connectors specification and of our own about REST services.
 */
public enum FederationDirective {
  KEY("key", 0),
  EXTERNAL("external", 0),
  REQUIRES("requires", 0),
  PROVIDES("provides", 0),
  EXTENDS("extends", 0),
  SHAREABLE("shareable", 0),
  OVERRIDE("override", 0),
  TAG("tag", 0),
  INACCESSIBLE("inaccessible", 0),
  COMPOSE_DIRECTIVE("composeDirective", 1),
  INTERFACE_OBJECT("interfaceObject", 3),
  AUTHENTICATED("authenticated", 5),
  REQUIRES_SCOPES("requiresScopes", 5),
  POLICY("policy", 6),
  CONTEXT("context", 8),
  FROM_CONTEXT("fromContext", 8),
  COST("cost", 9),
  LIST_SIZE("listSize", 9),
  CACHE_TAG("cacheTag", 12),
  /** Of Apollo Server: a document that uses it defines it itself. */
  CACHE_CONTROL("cacheControl", null),
  /** Of the connectors specification: how a REST call fills a field or type. */
  CONNECT("connect", null),
  /** Of the connectors specification: what several connectors have in common. */
  SOURCE("source", null),
  /** Of our rest specification: a connector's value is mapped by its type. */
  REST_AUTO("restAuto", null),
  /** Of our rest specification: a field's name in JSON. */
  REST_FIELD("restField", null),
  /** Of our rest specification: an enum's value in JSON. */
  REST_ENUM("restEnum", null),
  /** Of our rest specification: how a union's members are told apart. */
  REST_UNION("restUnion", null);

  /** What an element asks of callers, by the directives that say it. */
  public static final List<FederationDirective> ACCESS =
      List.of(AUTHENTICATED, REQUIRES_SCOPES, POLICY);

  private final String directiveName;
  private final @Nullable Integer since;

  FederationDirective(String directiveName, @Nullable Integer since) {
    this.directiveName = directiveName;
    this.since = since;
  }

  /** The name that the specification gives it, without {@code @}. */
  public String directiveName() {
    return directiveName;
  }

  /**
   * The minor version of Federation 2 that brought it; null when it is not of that specification.
   */
  public @Nullable Integer since() {
    return since;
  }

  boolean isConnector() {
    return since == null && !isRest() && this != CACHE_CONTROL;
  }

  /** Whether it says how a REST service's JSON differs from its types. */
  boolean isRest() {
    return switch (this) {
      case REST_AUTO, REST_FIELD, REST_ENUM, REST_UNION -> true;
      default -> false;
    };
  }
}
