/** Many subgraphs in, one supergraph out: merge, validate, prove satisfiable, hint. */
@NullMarked
package dev.tributary.compose;

import org.jspecify.annotations.NullMarked;
