package dev.tributary.plan;

import dev.tributary.graph.Node;
import dev.tributary.graph.TypeSet;

/**
 * A fetch reads the objects of a position: fields of theirs can be added to its selection.
 *
 * @param node where in the query graph it stands
 */
record Access(Fetch fetch, Node node, UpstreamSelection selection) {

  /** The types of objects that are read here. */
  TypeSet types() {
    return selection.types();
  }
}
