/** Redis or Valkey, as every store that gateways share reaches it. */
@NullMarked
package dev.tributary.redis;

import org.jspecify.annotations.NullMarked;
