/**
 * What services have answered, kept: in this process, and in Redis or Valkey for all gateways. One
 * door, {@link dev.tributary.cache.CacheStore}; what is kept under which key, and for whom, is
 * decided by those who use it.
 *
 * <h2>Invalidation</h2>
 *
 * <p>Each answer has tags: its service, its types, its entities, and the service's own surrogate
 * keys. To invalidate a tag is to write the tag and the next number of a sequence into a log. No
 * answer is looked for and none is removed; whether an answer still holds is asked when it is read:
 *
 * <pre>
 * a fetch begins       it notes the last number in the log that is known here: its mark
 * its answer is kept   with its tags and its mark
 * an answer is read    it holds if the log has no later number than its mark for any of its tags
 * </pre>
 *
 * <p>So it does not matter when an answer arrives. One whose fetch began before an invalidation has
 * a mark before it, and never holds after it, at whatever moment it was put and by whichever
 * gateway: there is no moment between a check and a put for which the two could race. A gateway
 * that does not yet know of the latest numbers gives its fetches marks that are too early, which
 * costs a miss.
 *
 * <p>There are two logs of this kind. The one of the process is written first, so that an
 * invalidation holds at once where it was asked for; and until the other has it, nothing with its
 * tag is taken from Redis there. The other is in Redis, and every gateway reads what is new in it
 * twice a second: other gateways learn of an invalidation within a second. There is no channel on
 * which a message could be lost.
 *
 * <p>Both logs are bounded. When the earliest numbers of a log are forgotten, the last of them
 * becomes its floor, and whatever has a mark below the floor does not hold any more. Redis may lose
 * its memory. Then the log in it has another name (its epoch), and an answer holds in the epoch of
 * its mark only.
 *
 * <p>While Redis cannot be reached, a gateway goes on with what is in its own memory, for a limited
 * time: it cannot learn of invalidations. Whoever invalidates is told if not all could be told; the
 * gateway tells them when Redis is there again.
 */
@NullMarked
package dev.tributary.cache;

import org.jspecify.annotations.NullMarked;
