package dev.tributary.benchmarks.load;

/**
 * What one run of load saw.
 *
 * @param requests answered
 * @param seconds that the run took
 * @param p50 latency in milliseconds; the others likewise
 * @param wrong answers that were not the expected one
 * @param failed connections refused or cut, time-outs, statuses other than 2xx
 */
record Load(
    long requests,
    double seconds,
    double p50,
    double p90,
    double p99,
    double p999,
    double max,
    long wrong,
    long failed) {}
