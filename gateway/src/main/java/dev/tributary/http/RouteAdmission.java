package dev.tributary.http;

import dev.tributary.auth.Caller;
import dev.tributary.execute.RequestScope;
import dev.tributary.http.Refusal.Code;
import dev.tributary.policy.Policies;
import dev.tributary.policy.PolicyRequest;
import dev.tributary.route.Route;
import dev.tributary.route.RouteTable.Taken;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides whether a caller may use a route. */
final class RouteAdmission {

  private static final Logger LOG = LoggerFactory.getLogger(RouteAdmission.class);

  private static final Refusal UNKNOWN =
      new Refusal(Code.UNAUTHENTICATED, "Credentials are required.");
  private static final Refusal FORBIDDEN =
      new Refusal(Code.FORBIDDEN, "The caller may not use this.");

  private final Policies policies;

  RouteAdmission(Policies policies) {
    this.policies = policies;
  }

  /**
   * Decides by what is known of the caller.
   *
   * @return with null when it may
   */
  Future<@Nullable Refusal> check(Taken taken, RequestScope scope) {
    Route route = taken.route();
    Caller caller = scope.caller();
    if (route.access().callers() == Route.Callers.AUTHENTICATED && !caller.isAuthenticated()) {
      return refused(route, "authenticated", UNKNOWN, scope);
    }
    if (!route.access().scopes().isEmpty()
        && route.access().scopes().stream().noneMatch(caller.scopes()::containsAll)) {
      return refused(route, "scopes", caller.isAuthenticated() ? FORBIDDEN : UNKNOWN, scope);
    }
    Set<String> asked = route.access().policies();
    if (asked.isEmpty()) {
      return Future.succeededFuture();
    }
    Map<String, @Nullable Object> variables = new HashMap<>(taken.match().variables());
    return scope
        .here(
            policies.granted(
                asked, new PolicyRequest(caller, scope.headers(), route.name(), variables)))
        .recover(
            failure -> {
              LOG.error(
                  "Policies of route {} could not be decided: none hold", route.name(), failure);
              return Future.succeededFuture(Set.of());
            })
        .compose(
            granted ->
                granted.containsAll(asked)
                    ? Future.succeededFuture()
                    : refused(
                        route, "policies", caller.isAuthenticated() ? FORBIDDEN : UNKNOWN, scope));
  }

  private static Future<@Nullable Refusal> refused(
      Route route, String rule, Refusal refusal, RequestScope scope) {
    scope
        .record()
        .authorizationRefused(
            scope.caller().client(), "route " + route.name(), rule, refusal.code().name());
    return Future.succeededFuture(refusal);
  }
}
