/**
 * What the sample services have in common: a subgraph's own entry points, GraphQL over HTTP, and a
 * way to misbehave on request.
 */
@NullMarked
package dev.tributary.samples.serve;

import org.jspecify.annotations.NullMarked;
