/**
 * Calls every operation of OpenAPI documents through the gateway, against services made of the same
 * documents. Nothing of the import is used to make them, so that its mistakes are seen.
 */
@NullMarked
package dev.tributary.benchmarks.openapi;

import org.jspecify.annotations.NullMarked;
