package dev.tributary.execute;

import dev.tributary.access.Atom;
import dev.tributary.cache.CacheKey;
import dev.tributary.operation.Operation;
import dev.tributary.plan.FetchHint;
import dev.tributary.plan.FetchPolicies;
import dev.tributary.plan.FetchPolicy;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.QueryPlan;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.Supergraph;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An operation whose answers may be kept, with all about that which does not depend on the request.
 *
 * @param policy how long and for whom, as far as the schema says
 * @param key what its answers are kept under, but for variables and callers
 * @param demanding whether it asks something of its callers: others are answered otherwise
 * @param services that are asked, each once
 * @param tags what its answers are invalidated by
 * @param staleSeconds how long its answers may be used stale, while they are worked out anew, where
 *     services do not say it
 */
record Keepable(
    FetchPolicy policy,
    CacheKey key,
    boolean demanding,
    List<Subgraph> services,
    ResponseTags tags,
    int staleSeconds) {

  Keepable {
    services = List.copyOf(services);
  }

  /**
   * What of a plan is kept; null when nothing is. What is said of the schema itself, and what no
   * service has a part in, is not.
   *
   * @param hints what the schema says of each step
   * @param supergraph that the plan is made for
   * @param stale how long a service's answers may be used stale, in seconds
   * @param version of the supergraph
   * @param demanding whether the operation asks something of its callers
   * @param unmet what it asks and the callers of this variant do not meet
   * @param overrides the progressive overrides that apply
   */
  static @Nullable Keepable of(
      QueryPlan plan,
      Operation operation,
      List<FetchHint> hints,
      Supergraph supergraph,
      FetchPolicies policies,
      ToIntFunction<Subgraph> stale,
      String version,
      boolean demanding,
      Set<Atom> unmet,
      Set<String> overrides) {
    if (operation.kind() != Operation.Kind.QUERY
        || plan.introspection() != null
        || plan.steps().isEmpty()) {
      return null;
    }
    FetchPolicy policy = policies.of(plan).stream().reduce(FetchPolicy::and).orElseThrow();
    if (policy.maxAge() == 0) {
      return null;
    }
    List<Subgraph> services = plan.steps().stream().map(FetchStep::subgraph).distinct().toList();
    CacheKey.Parts parts =
        CacheKey.of("response")
            .add(version)
            .add(operation.fingerprint())
            .add(operation.name() == null ? "" : operation.name())
            .add(operation.variables().toString())
            .add(operation.selections().toString())
            .add(operation.directives().toString());
    add(unmet.stream().map(Atom::toString).sorted().toList(), parts);
    add(overrides.stream().sorted().toList(), parts);
    return new Keepable(
        policy,
        parts.key(),
        demanding,
        services,
        ResponseTags.of(plan, hints, supergraph),
        services.stream().mapToInt(stale).min().orElse(0));
  }

  private static void add(Collection<String> texts, CacheKey.Parts parts) {
    parts.add(texts.size());
    texts.forEach(parts::add);
  }
}
