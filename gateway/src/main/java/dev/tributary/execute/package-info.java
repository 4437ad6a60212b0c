/** Runs a query plan: representations, fetches, merge, and the projection to response bytes. */
@NullMarked
package dev.tributary.execute;

import org.jspecify.annotations.NullMarked;
