/**
 * The load benchmark, {@code ./tributary bench}: every gateway that can be had here, and the floors
 * beneath them, started as processes of their own, put under the same load in turns, and measured
 * by what the operating system accounts to them. {@code Bench} reads top to bottom; a {@code
 * Scenario} says what is asked, a {@code Contender} who answers, {@code LoadGenerator} who asks.
 */
@NullMarked
package dev.tributary.benchmarks.load;

import org.jspecify.annotations.NullMarked;
