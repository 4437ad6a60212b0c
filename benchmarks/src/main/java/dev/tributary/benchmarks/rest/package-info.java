/** What it costs to answer for a REST service, by how it is asked. */
@NullMarked
package dev.tributary.benchmarks.rest;

import org.jspecify.annotations.NullMarked;
