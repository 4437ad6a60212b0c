/**
 * The registry's own data as a subgraph in GraphQL: {@link dev.tributary.catalogue.RegistryGraph}
 * answers what a token is good for, and its schema can be published to any graph. It is apart from
 * the registry, which it only reads, so that the registry does not depend on how it is asked.
 *
 * <p>A request runs on one thread, which blocks on the store. What it needs of many objects is
 * gathered by data loaders, level by level, and read at once.
 */
@NullMarked
package dev.tributary.catalogue;

import org.jspecify.annotations.NullMarked;
