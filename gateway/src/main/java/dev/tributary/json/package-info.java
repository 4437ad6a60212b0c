/** Compact JSON over byte buffers: read once, slice, write. */
@NullMarked
package dev.tributary.json;

import org.jspecify.annotations.NullMarked;
