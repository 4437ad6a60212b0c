/**
 * Decides the policies that {@code @policy} names: by expressions, by a server that is asked, or by
 * code of the operator's own.
 */
@NullMarked
package dev.tributary.policy;

import org.jspecify.annotations.NullMarked;
