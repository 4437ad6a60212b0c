/**
 * What each client may spend: cost units and requests per second, minute and day. Knows nothing of
 * operations but what they cost; {@code execute} reserves before a request runs and settles after.
 */
@NullMarked
package dev.tributary.quota;

import org.jspecify.annotations.NullMarked;
