/** The demo's services, published and changed by nothing but clicks. */
@NullMarked
package dev.tributary.samples.console;

import org.jspecify.annotations.NullMarked;
