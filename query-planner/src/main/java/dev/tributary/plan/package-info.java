/**
 * Operation and query graph in, {@link dev.tributary.plan.QueryPlan} out: a pure value that says
 * which upstream calls to make, in what dependency order, and how the client's answer is read from
 * the merged data.
 *
 * <p>The way of an operation through this package, each stage in the files named after it:
 *
 * <ol>
 *   <li>{@code DemandReader}: the client's selection becomes demands, fields wanted of sets of
 *       object types. Keys and requirements become demands too.
 *   <li>{@code PlanSearch}: attempts at a plan, each following other choices; the cheapest is kept.
 *   <li>{@code FieldPlanner}: one attempt. At each {@code Position} of the merged data, {@code
 *       Options} finds who could answer, {@code Estimates} what that would cost further down,
 *       {@code Assignment} chooses, and {@code EntryPlanner} enters subgraphs: finds a key, plans
 *       what has to be sent, makes or extends a {@code Fetch}. {@code TypenamePlanner} sees to it
 *       that types are told, {@code ContextPlanner} reads what arguments are filled from, and
 *       {@code SentReader} says how what was planned is sent.
 *   <li>{@code CallGraph}: fetches of one subgraph that can be asked together become one call.
 *   <li>{@code StepWriter} and {@code SelectionWriter}: calls become steps with their documents.
 *       {@code ProjectionWriter}: where each field of the answer is read. {@code PlanTree}: the
 *       steps as a tree.
 * </ol>
 */
@NullMarked
package dev.tributary.plan;

import org.jspecify.annotations.NullMarked;
