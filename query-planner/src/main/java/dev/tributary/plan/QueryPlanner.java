package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Plans operations over one supergraph. Deterministic: the same operation gets the same plan. Safe
 * for use by any number of threads.
 *
 * <p>Stages: the operation is read into {@link Demand}s; {@link PlanSearch} finds who answers them
 * and puts {@link Fetch}es together; {@link CallGraph} batches these into calls; {@link StepWriter}
 * and {@link ProjectionWriter} write down the plan.
 */
public final class QueryPlanner {

  /** Demands that the search may look at for one operation, over all attempts. */
  static final int BUDGET = 2_000;

  /** Sets of override labels for which a graph is kept. */
  private static final int MOST_GRAPHS = 16;

  private final Supergraph supergraph;
  private final PlannerOptions options;

  /** The subgraphs of which each fetch is a call of its own; never changed. */
  private final BitSet alone = new BitSet();

  private final Set<String> overrideLabels;
  private final QueryGraph graph;
  private final Map<Set<String>, QueryGraph> graphs = new ConcurrentHashMap<>();
  private final ClientTypes clientTypes;

  public QueryPlanner(Supergraph supergraph) {
    this(supergraph, PlannerOptions.DEFAULT);
  }

  public QueryPlanner(Supergraph supergraph, PlannerOptions options) {
    this.supergraph = supergraph;
    this.options = options;
    for (Subgraph subgraph : supergraph.subgraphs()) {
      alone.set(subgraph.id(), !options.batches().test(subgraph.service()));
    }
    this.overrideLabels = overrideLabels(supergraph);
    this.graph = QueryGraph.of(supergraph);
    this.clientTypes = new ClientTypes(supergraph, graph);
  }

  /**
   * Plans while no progressive override is on.
   *
   * @param operation valid against the supergraph's API schema
   * @throws PlanningException when the subgraphs cannot answer it
   */
  public QueryPlan plan(Operation operation) {
    return plan(operation, graph);
  }

  /**
   * @param isOn whether the progressive override with this label applies to the request
   * @throws PlanningException when the subgraphs cannot answer it
   */
  public QueryPlan plan(Operation operation, Predicate<String> isOn) {
    Set<String> on = new TreeSet<>();
    overrideLabels.stream().filter(isOn).forEach(on::add);
    return plan(operation, on.isEmpty() ? graph : graph(on));
  }

  /** The labels of progressive overrides that the planner's supergraph has. */
  public Set<String> overrideLabels() {
    return overrideLabels;
  }

  private QueryGraph graph(Set<String> labels) {
    QueryGraph known = graphs.get(labels);
    if (known != null) {
      return known;
    }
    QueryGraph made = QueryGraph.of(supergraph, labels);
    if (graphs.size() < MOST_GRAPHS) {
      graphs.put(labels, made);
    }
    return made;
  }

  private QueryPlan plan(Operation operation, QueryGraph graph) {
    PlanSearch.Found found = new PlanSearch(graph, alone, BUDGET).search(operation);
    List<FetchStep> steps = new StepWriter(graph, operation, options.names()).write(found.calls());
    Projection projection =
        new ProjectionWriter(graph, clientTypes).write(operation, found.fetches().root());
    return new QueryPlan(
        operation.kind(), steps, PlanTree.of(steps), projection, introspection(operation));
  }

  private static @Nullable SelectionSet introspection(Operation operation) {
    List<SelectionSet.Selection> selections =
        IntrospectionSplit.introspection(operation.selections().selections());
    return selections.isEmpty() ? null : new SelectionSet(selections);
  }

  /** The labels of progressive overrides that a supergraph has. */
  public static Set<String> overrideLabels(Supergraph supergraph) {
    Set<String> labels = new TreeSet<>();
    for (TypeDefinition type : supergraph.types().values()) {
      if (type instanceof WithFields fields) {
        for (FieldDefinition field : fields.fields().values()) {
          for (FieldInSubgraph declared : field.in().values()) {
            if (declared.overrideLabel() != null) {
              labels.add(declared.overrideLabel());
            }
          }
        }
      }
    }
    return labels;
  }
}
