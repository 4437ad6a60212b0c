/**
 * What composing and planning cost: JMH benchmarks over a small, the public and a large graph, and
 * how the times grow with graphs and operations. No gateway is started.
 */
@NullMarked
package dev.tributary.benchmarks.plan;

import org.jspecify.annotations.NullMarked;
