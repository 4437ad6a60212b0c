package dev.tributary.subgraph;

import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a directive.
 *
 * @param locations in the order written, such as {@code FIELD_DEFINITION}
 */
public record DirectiveDefinitionNode(
    String name,
    @Nullable String description,
    SequencedMap<String, InputValueNode> arguments,
    boolean repeatable,
    SequencedSet<String> locations,
    Place place) {}
