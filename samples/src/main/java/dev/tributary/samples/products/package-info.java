/** The service of the catalogue. */
@NullMarked
package dev.tributary.samples.products;

import org.jspecify.annotations.NullMarked;
