/**
 * Whole requests over subgraphs that a text file describes: composed, planned, run over HTTP and
 * answered. What is tested here is the sum of all parts; each part has tests of its own.
 */
@NullMarked
package dev.tributary.samples.behaviour;

import org.jspecify.annotations.NullMarked;
