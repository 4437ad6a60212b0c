/**
 * GraphQL over HTTP: content negotiation, request limits, well-formed errors; GraphiQL and health.
 *
 * <p>{@link dev.tributary.http.GraphQlRoutes} is what is served, {@link
 * dev.tributary.http.GraphQlServer} the server that serves it, {@link dev.tributary.http.Drain} how
 * it ends. A request's head passes {@code RequestGuard}; its body or URL is read by {@code
 * RequestReader} or {@code QueryStringReader} into a request or into every reason to refuse it; and
 * {@code GraphQlExchange} sees to it that exactly one answer is sent, whatever comes first.
 *
 * <p>A WebSocket is {@code SocketHandler}'s until it is open, a {@code GraphQlSocket} from there
 * on; each of its operations is read by the same {@code RequestReader} and answered by the same
 * engine as a request over HTTP.
 *
 * <p>Vert.x Web GraphQL's own handlers are not used. That for HTTP answers {@code application/json}
 * with status 200 whatever the client accepts. That for WebSockets executes operations by a
 * graphql-java {@code GraphQL} and writes the maps that it makes: the engine has no such object to
 * offer, since its answers are bytes that were never maps; and it keeps no bounds on operations,
 * unread answers or time, nor has it a place to look at credentials again.
 */
@NullMarked
package dev.tributary.http;

import org.jspecify.annotations.NullMarked;
