package dev.tributary.connect;

import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.Supergraph;
import java.util.List;
import java.util.SortedMap;

/**
 * A supergraph whose connector services have become virtual subgraphs.
 *
 * @param supergraph what is planned on
 * @param connectors of each virtual subgraph, by {@link Subgraph#id()} in {@code supergraph}. One
 *     that can be entered by a key has one connector; one of root fields only may have many
 */
public record ConnectorExpansion(
    Supergraph supergraph, SortedMap<Integer, List<Connector>> connectors) {}
