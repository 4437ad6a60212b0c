/**
 * Benchmarks: the public federation benchmark's graph with its four services, for load from
 * outside.
 */
@NullMarked
package dev.tributary.benchmarks;

import org.jspecify.annotations.NullMarked;
