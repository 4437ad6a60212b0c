/** How a service knows that a call is the gateway's. */
@NullMarked
package dev.tributary.samples.verify;

import org.jspecify.annotations.NullMarked;
