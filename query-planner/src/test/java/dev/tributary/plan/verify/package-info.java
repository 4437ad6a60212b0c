/**
 * An independent judgement of plans: subgraphs simulated over generated data, strict about what
 * each can resolve; a plain executor; and a validator that replays a plan without data.
 *
 * <p>It is written from the descriptions of {@link dev.tributary.plan.QueryPlan} and of the
 * supergraph alone, by another hand than the planner: what both believe is more likely to be so.
 */
@NullMarked
package dev.tributary.plan.verify;

import org.jspecify.annotations.NullMarked;
