/** The service of the warehouses: REST and JSON, without any GraphQL. */
@NullMarked
package dev.tributary.samples.inventory;

import org.jspecify.annotations.NullMarked;
