/**
 * Which requests beside the graph go where: what a route matches, what its requests become, and
 * which of its services gets one. Nothing here sends anything; {@link dev.tributary.http} does.
 */
@NullMarked
package dev.tributary.route;

import org.jspecify.annotations.NullMarked;
