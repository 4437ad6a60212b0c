/** How fast a registry answers that has been in use for years. */
@NullMarked
package dev.tributary.benchmarks.registry;

import org.jspecify.annotations.NullMarked;
