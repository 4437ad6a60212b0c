package dev.tributary.route;

import io.vertx.core.MultiMap;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a route is for.
 *
 * @param host null for all hosts
 * @param methods upper case; empty for all
 * @param conditions all of which must hold
 */
public record RouteMatch(
    @Nullable String host, PathPattern path, Set<String> methods, List<FieldCondition> conditions) {

  /** From the most specific on: host, path, methods, conditions. */
  static final Comparator<RouteMatch> ORDER =
      Comparator.comparing((RouteMatch one) -> -HostPattern.rank(one.hostPattern()))
          .thenComparing(RouteMatch::path)
          .thenComparing(one -> one.methods.isEmpty())
          .thenComparing(one -> -one.conditions.size());

  /**
   * @throws IllegalArgumentException when the host or a method is none
   */
  public RouteMatch {
    methods = Collections.unmodifiableSet(new TreeSet<>(methods));
    conditions = List.copyOf(conditions);
    for (String method : methods) {
      if (!method.matches("[A-Z]{1,20}") || method.equals("CONNECT") || method.equals("TRACE")) {
        throw new IllegalArgumentException("'" + method + "' is no method that is passed on");
      }
    }
    if (host != null) {
      new HostPattern(host);
    }
  }

  @Nullable HostPattern hostPattern() {
    return host == null ? null : new HostPattern(host);
  }

  /**
   * Whether some request is for both, and neither is more specific.
   *
   * @param other comes neither before nor after this one in the order
   */
  boolean isAmbiguousWith(RouteMatch other) {
    HostPattern own = hostPattern();
    HostPattern its = other.hostPattern();
    boolean sameHost = own == null ? its == null : own.equals(its);
    return sameHost
        && path.shape().equals(other.path.shape())
        && methods.isEmpty() == other.methods.isEmpty()
        && (methods.isEmpty() || !Collections.disjoint(methods, other.methods))
        && conditions.size() == other.conditions.size()
        && conditions.stream().noneMatch(one -> other.conditions.stream().anyMatch(one::excludes));
  }

  /** A test that is ready for many requests. */
  Test test() {
    return new Test(
        hostPattern(), path, methods, conditions.stream().map(FieldCondition::test).toList());
  }

  record Test(
      @Nullable HostPattern host,
      PathPattern path,
      Set<String> methods,
      List<FieldCondition.Test> conditions) {

    @Nullable PathMatch match(
        String method, @Nullable String requestHost, RequestPath requestPath, MultiMap headers) {
      if (!methods.isEmpty() && !methods.contains(method)
          || host != null && !host.matches(requestHost)) {
        return null;
      }
      PathMatch match = path.match(requestPath);
      if (match == null) {
        return null;
      }
      for (FieldCondition.Test condition : conditions) {
        if (!condition.holds(headers)) {
          return null;
        }
      }
      return match;
    }
  }

  @Override
  public String toString() {
    return (methods.isEmpty() ? "" : String.join(",", methods) + " ")
        + (host == null ? "" : host)
        + path;
  }
}
