/**
 * Whether the reference implementation of Federation and Tributary agree: each reads what the other
 * composes, refuses what the other refuses, and plans no worse.
 *
 * <p>The reference comes from npm ({@code src/test/npm}) and is run by Node, in tests only.
 */
@NullMarked
package dev.tributary.samples.reference;

import org.jspecify.annotations.NullMarked;
