/** The four sample services started together, and the demo's main. */
@NullMarked
package dev.tributary.samples;

import org.jspecify.annotations.NullMarked;
