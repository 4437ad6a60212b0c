package dev.tributary.openapi;

/**
 * A name that GraphQL cannot have.
 *
 * @param owner the type or field that it belongs to
 * @param wireName the name in the document
 * @param name the name in the subgraph
 */
public record Renaming(String owner, String wireName, String name) {}
