package dev.tributary.quota;

/**
 * Whose account a request is on.
 *
 * @param key names the account: a hash of who the client is and of the tier's limits
 * @param tier what it may spend
 */
public record QuotaClient(ClientKey key, Tier tier) {}
