/** How another program uses Tributary's libraries: {@code docs/library.md} is made of this code. */
@NullMarked
package dev.tributary.samples.library;

import org.jspecify.annotations.NullMarked;
