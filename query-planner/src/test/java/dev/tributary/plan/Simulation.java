package dev.tributary.plan;

import dev.tributary.operation.Operation;
import dev.tributary.operation.Operation.VariableDefinition;
import dev.tributary.supergraph.Supergraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The subgraphs of a case in memory, and the truth to compare their joint answer with. */
final class Simulation {

  private final Supergraph supergraph;
  private final Map<String, SimulatedSubgraph> subgraphs;
  private final World world;

  Simulation(PlanCase planCase, Supergraph supergraph) {
    this.supergraph = supergraph;
    this.subgraphs = SimulatedSubgraph.of(planCase);
    this.world = new World(supergraph, subgraphs);
    subgraphs.values().forEach(subgraph -> subgraph.tell(world));
  }

  Map<String, Object> run(QueryPlan plan, Operation operation, Map<String, Object> variables) {
    return new SimulatedExecution(plan, subgraphs, variables).run(operation.rootType());
  }

  Map<String, Object> truth(Operation operation, Map<String, Object> variables) {
    return new Monolith(supergraph, world, variables).answer(operation);
  }

  /** Every combination of the operation's Boolean variables; others have one value. */
  static List<Map<String, Object>> variables(Operation operation) {
    List<Map<String, Object>> result = new ArrayList<>();
    result.add(new HashMap<>());
    for (VariableDefinition variable : operation.variables()) {
      List<Object> values =
          switch (variable.type().namedType()) {
            case "Boolean" -> List.of(true, false);
            case "Int" -> List.of(7);
            default -> List.of("value");
          };
      List<Map<String, Object>> extended = new ArrayList<>();
      for (Map<String, Object> known : result) {
        for (Object value : values) {
          Map<String, Object> next = new HashMap<>(known);
          next.put(variable.name(), value);
          extended.add(next);
        }
      }
      result = extended;
    }
    return result;
  }
}
