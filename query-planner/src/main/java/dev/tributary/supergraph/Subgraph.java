package dev.tributary.supergraph;

/**
 * One subgraph of the supergraph.
 *
 * @param id its index in {@link Supergraph#subgraphs()}
 * @param enumName its name in the {@code join__Graph} enum, such as {@code ACCOUNTS}
 * @param name its name in plans; unique
 * @param service the service it was published as, which errors and configuration speak of. The same
 *     as {@code name}, unless connectors made several subgraphs out of one service
 * @param url where it is reached; empty when configured elsewhere, or for a connector subgraph
 */
public record Subgraph(int id, String enumName, String name, String service, String url) {}
