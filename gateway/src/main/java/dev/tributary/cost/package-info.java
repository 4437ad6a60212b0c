/**
 * What an operation costs, before it runs and after, and what each client may spend. The model is a
 * pure function of supergraph, plan and variables (IBM's cost directives, Federation's cost
 * specification v0.1).
 */
@NullMarked
package dev.tributary.cost;

import org.jspecify.annotations.NullMarked;
