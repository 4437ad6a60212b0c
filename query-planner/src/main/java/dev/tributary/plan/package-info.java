/**
 * Operation and query graph in, {@link dev.tributary.plan.QueryPlan} out: a pure value that says
 * which upstream calls to make, in what dependency order, and how the client's answer is read from
 * the merged data.
 */
@NullMarked
package dev.tributary.plan;

import org.jspecify.annotations.NullMarked;
