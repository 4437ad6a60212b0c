/** Placeholder. */
@NullMarked
package dev.tributary.compose;

import org.jspecify.annotations.NullMarked;
