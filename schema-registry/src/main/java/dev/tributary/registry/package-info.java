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
 *
 * <p>Recorded usage is added up when it is reported, in the transaction that takes the report in:
 * by operation, client and day ({@code usage_day}), by client and day ({@code usage_client_day}),
 * by client and operation ({@code usage_client_operation}), and as readings of each operation
 * ({@link dev.tributary.registry.OperationReadings}). So a page takes as many rows as there are
 * operations or clients, however often they ran and however many days it is about, and every
 * registry on one database tells the same. What takes longer than that, the ranking of fields, is
 * kept for a minute and counted anew in the background ({@link
 * dev.tributary.registry.FieldRanking}).
 */
@NullMarked
package dev.tributary.registry;

import org.jspecify.annotations.NullMarked;
