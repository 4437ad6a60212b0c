package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.ElementNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problems;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What an element asks of callers; null where it asks nothing. */
record AccessDemand(
    boolean authenticated, @Nullable AccessCondition scopes, @Nullable AccessCondition policies) {

  static AccessDemand of(@Nullable ElementNode element) {
    if (element == null) {
      return new AccessDemand(false, null, null);
    }
    return new AccessDemand(
        element.has(FederationDirective.AUTHENTICATED),
        condition(element.first(FederationDirective.REQUIRES_SCOPES), "scopes"),
        condition(element.first(FederationDirective.POLICY), "policies"));
  }

  private static @Nullable AccessCondition condition(@Nullable DirectiveNode use, String argument) {
    return use == null ? null : AccessCondition.of(use.arguments().get(argument));
  }

  AccessDemand and(AccessDemand other) {
    return new AccessDemand(
        authenticated || other.authenticated,
        both(scopes, other.scopes),
        both(policies, other.policies));
  }

  private static @Nullable AccessCondition both(
      @Nullable AccessCondition one, @Nullable AccessCondition other) {
    return one == null || other == null ? (one == null ? other : one) : one.and(other);
  }

  boolean covers(AccessDemand other) {
    return (authenticated || !other.authenticated)
        && covers(scopes, other.scopes)
        && covers(policies, other.policies);
  }

  private static boolean covers(@Nullable AccessCondition mine, @Nullable AccessCondition theirs) {
    return theirs == null || (mine != null && mine.implies(theirs));
  }

  /** Whether what is asked could not be told: see {@link AccessCondition#isTooComplex}. */
  boolean isTooComplex() {
    return (scopes != null && scopes.isTooComplex())
        || (policies != null && policies.isTooComplex());
  }

  static void tooComplex(String coordinate, List<Place> places, Problems problems) {
    problems.error(
        "ACCESS_CONDITION_TOO_COMPLEX",
        coordinate,
        places,
        "What \"%s\" asks of callers, put together, can be met in thousands of ways: use fewer alternatives in @requiresScopes and @policy."
            .formatted(coordinate));
  }

  /** As directives, in the order in which they are merged elsewhere. */
  List<DirectiveNode> directives(SupergraphNames names) {
    List<DirectiveNode> directives = new ArrayList<>();
    if (authenticated) {
      directives.add(directive(FederationDirective.AUTHENTICATED, names, new LinkedHashMap<>()));
    }
    add(FederationDirective.REQUIRES_SCOPES, "scopes", scopes, names, directives);
    add(FederationDirective.POLICY, "policies", policies, names, directives);
    return directives;
  }

  private static void add(
      FederationDirective directive,
      String argument,
      @Nullable AccessCondition condition,
      SupergraphNames names,
      List<DirectiveNode> into) {
    if (condition != null) {
      SequencedMap<String, Value> arguments = new LinkedHashMap<>();
      arguments.put(argument, condition.value());
      into.add(directive(directive, names, arguments));
    }
  }

  private static DirectiveNode directive(
      FederationDirective directive, SupergraphNames names, SequencedMap<String, Value> arguments) {
    return new DirectiveNode(names.of(directive), directive, arguments, Join.NOWHERE, false);
  }
}
