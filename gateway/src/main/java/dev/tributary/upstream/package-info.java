/**
 * How a fetch reaches a service: GraphQL over HTTP or a REST connector; pools and time limits.
 *
 * <p>{@link dev.tributary.upstream.Services} is the door: it asks, once per event loop and
 * subgraph, how a subgraph is reached. {@code GraphQlUpstream} says what a call is for a GraphQL
 * service; below it {@code CallsInFlight} lets identical queries share one call, {@code
 * ServiceExchange} makes one HTTP exchange within the service's limits, and {@code ServiceClient}
 * keeps the connections. What fetches, subscriptions ({@code SubscriptionOpening}) and requests
 * that routes pass on ({@code StreamedCall}) have in common is a {@code ServiceCall}: circuit,
 * limit, instances, and what is counted. All of that belongs to one event loop each, so that
 * nothing here needs a lock.
 *
 * <p>Every failure is an {@link dev.tributary.execute.UpstreamFailure} with a message fit for
 * clients. Its cause is logged by {@code ServiceFailures}, and only there.
 */
@NullMarked
package dev.tributary.upstream;

import org.jspecify.annotations.NullMarked;
