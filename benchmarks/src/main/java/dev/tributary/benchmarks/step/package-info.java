/**
 * What each step of a request's way costs, in time and in bytes allocated, measured by JMH. The
 * benchmarks themselves stand in the packages of the steps they measure.
 */
@NullMarked
package dev.tributary.benchmarks.step;

import org.jspecify.annotations.NullMarked;
