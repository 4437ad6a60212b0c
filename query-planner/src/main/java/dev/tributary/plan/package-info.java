/** Placeholder. */
@NullMarked
package dev.tributary.plan;

import org.jspecify.annotations.NullMarked;
