/** The container image, made without a container engine. */
@NullMarked
package dev.tributary.deploy;

import org.jspecify.annotations.NullMarked;
