package dev.tributary.graph;

import dev.tributary.supergraph.FieldSet;

/**
 * A way into a subgraph from anywhere else: by a resolvable key, through {@code _entities}.
 *
 * @param subgraph the subgraph entered
 * @param onType the type entered there: an object type; an interface object; or an interface, for
 *     an object whose concrete type is not known yet
 * @param key what identifies the entity there
 * @param interfaceName whether {@code onType} has to be sent as {@code __typename} because it is
 *     not the object's own: true for interface objects and interfaces
 */
public record EntityMove(int subgraph, String onType, FieldSet key, boolean interfaceName) {}
