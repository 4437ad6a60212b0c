/**
 * What callers must show to see the parts of a supergraph ({@code @authenticated},
 * {@code @requiresScopes}, {@code @policy}), and what is left of an operation for a caller who does
 * not show all of it.
 *
 * <p>Requirements are put together of {@link dev.tributary.access.Atom}s, of which an operation has
 * few. Which of them a caller meets decides what is left of the operation, so it is found out once
 * for each such set, and never looked at again while values are written.
 */
@NullMarked
package dev.tributary.access;

import org.jspecify.annotations.NullMarked;
