package dev.tributary.plan;

import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.supergraph.Subgraph;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One upstream call.
 *
 * @param id its index in {@link QueryPlan#steps()}
 * @param kind {@code QUERY} for every entity call
 * @param document the upstream operation, complete and compact
 * @param operationName the name in {@code document}; null when it has none
 * @param variables the client variables that {@code document} declares, by name
 * @param condition when false the call is not made, and counts as ended once the steps that it
 *     depends on have
 * @param dependsOn ids of steps that must have ended first, all smaller than {@code id}
 * @param repeatable how to write the document with several {@code _entities} fields for one group;
 *     null when no group has contexts
 */
public record FetchStep(
    int id,
    Subgraph subgraph,
    Operation.Kind kind,
    String document,
    @Nullable String operationName,
    List<String> variables,
    FetchTarget target,
    Condition condition,
    List<Integer> dependsOn,
    @Nullable RepeatableDocument repeatable) {

  public FetchStep {
    variables = List.copyOf(variables);
    dependsOn = List.copyOf(dependsOn);
  }
}
