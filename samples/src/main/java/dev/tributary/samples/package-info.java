/** Placeholder. */
@NullMarked
package dev.tributary.samples;

import org.jspecify.annotations.NullMarked;
