/** One subgraph: its SDL read, Federation 1 upgraded, validated on its own. */
@NullMarked
package dev.tributary.subgraph;

import org.jspecify.annotations.NullMarked;
