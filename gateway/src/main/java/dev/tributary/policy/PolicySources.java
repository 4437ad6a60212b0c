package dev.tributary.policy;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several sources of policies. A policy that has an expression is decided by it alone; all others
 * by whoever else there is, and one who grants it is enough.
 */
public final class PolicySources implements Policies {

  private static final Logger LOG = LoggerFactory.getLogger(PolicySources.class);

  private final ExpressionPolicies expressions;
  private final List<Policies> others;

  public PolicySources(ExpressionPolicies expressions, List<Policies> others) {
    this.expressions = expressions;
    this.others = List.copyOf(others);
  }

  @Override
  public Future<Set<String>> granted(Set<String> asked, PolicyRequest request) {
    Set<String> rest = new HashSet<>(asked);
    rest.removeAll(expressions.names());
    Future<Set<String>> own = expressions.granted(asked, request);
    if (rest.isEmpty() || others.isEmpty()) {
      return own;
    }
    List<Future<Set<String>>> all = new ArrayList<>();
    all.add(own);
    for (Policies other : others) {
      all.add(ask(other, Set.copyOf(rest), request));
    }
    return Future.join(all)
        .map(
            joined -> {
              Set<String> granted = new HashSet<>();
              all.forEach(one -> granted.addAll(one.result()));
              return granted;
            });
  }

  /** What fails, in whatever way, grants nothing; and no more is granted than was asked. */
  private static Future<Set<String>> ask(
      Policies source, Set<String> asked, PolicyRequest request) {
    return Future.succeededFuture()
        .compose(begun -> source.granted(asked, request))
        .map(
            granted -> {
              Set<String> known = new HashSet<>(granted);
              known.retainAll(asked);
              return known;
            })
        .recover(
            failure -> {
              LOG.error("{} could not decide policies", source.getClass().getName(), failure);
              return Future.succeededFuture(new HashSet<>());
            });
  }
}
