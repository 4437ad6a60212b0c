package dev.tributary.quota;

/**
 * What an admitted request has taken: settled exactly once.
 *
 * @param client whose it is
 * @param units taken of each limit
 * @param ends where in each limit's virtual time the units end, in ticks
 * @param refunds what had been refunded of each limit before, in ticks
 * @param store who admitted it, and settles it
 */
public record Reservation(
    QuotaClient client, long[] units, long[] ends, long[] refunds, QuotaStore store) {}
