/**
 * GraphQL over HTTP: content negotiation, request limits, well-formed errors; GraphiQL and health.
 *
 * <p>{@link dev.tributary.http.GraphQlRoutes} is what is served, {@link
 * dev.tributary.http.GraphQlServer} the server that serves it, {@link dev.tributary.http.Drain} how
 * it ends. A request's head passes {@code RequestGuard}; its body or URL is read by {@code
 * RequestReader} or {@code QueryStringReader} into a request or into every reason to refuse it; and
 * {@code GraphQlExchange} sees to it that exactly one answer is sent, whatever comes first.
 *
 * <p>Vert.x Web GraphQL's own handler is not used: it answers {@code application/json} with status
 * 200 whatever the client accepts.
 */
@NullMarked
package dev.tributary.http;

import org.jspecify.annotations.NullMarked;
