package dev.tributary.plan;

import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an operation is answered.
 *
 * <p>Two views of one thing: {@code steps} with their dependencies is what is run (a step starts as
 * soon as the steps it depends on have ended, well or not); {@code root} is the same as a tree of
 * sequences and parallels, for people.
 *
 * <p>All steps write into one tree of merged data. The keys in that tree are <em>data keys</em>,
 * chosen by the planner: the response keys of the upstream selections. They differ from the
 * client's response keys where these would clash, so nothing is ever renamed at run time:
 * representations and projection say which data key they read.
 *
 * <p>An object's run-time type is the value under its data key {@code __typename} when it has one,
 * else the static type of its position, which then is an object type: the planner selects {@code
 * __typename} wherever types must be told apart.
 *
 * @param steps by id
 * @param root null when no upstream call is needed
 * @param projection how the client's answer is read from the merged data
 * @param introspection {@code __schema} and {@code __type} root fields, answered in process; null
 *     when there are none
 */
public record QueryPlan(
    Operation.Kind kind,
    List<FetchStep> steps,
    @Nullable PlanNode root,
    Projection projection,
    @Nullable SelectionSet introspection) {

  public QueryPlan {
    steps = List.copyOf(steps);
  }
}
