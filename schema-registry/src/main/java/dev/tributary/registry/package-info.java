/**
 * Publish, compose, store and deliver.
 *
 * <p>{@link dev.tributary.registry.Registry} is the door: it takes changes to a graph's subgraphs,
 * composes them with those that are there, and announces what was stored. {@link
 * dev.tributary.registry.RegistryStore} is where everything is kept, behind an interface narrow
 * enough that another database is a small class. {@link dev.tributary.registry.RegistryRoutes} is
 * the same over HTTP, guarded by {@link dev.tributary.registry.Tokens}; {@link
 * dev.tributary.registry.RegistryClient} and {@link dev.tributary.registry.SupergraphFollower} are
 * the other end of it.
 */
@NullMarked
package dev.tributary.registry;

import org.jspecify.annotations.NullMarked;
