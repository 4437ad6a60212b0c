/**
 * What operators learn of the requests: metrics, traces, logs, and what each client used.
 *
 * <p>Every request has a {@link dev.tributary.telemetry.RequestRecord}, which those who answer it
 * write to as they go. When the request has ended, whatever is switched on reads it: so a request
 * pays for no more than writing down times and numbers.
 */
@NullMarked
package dev.tributary.telemetry;

import org.jspecify.annotations.NullMarked;
