/**
 * OpenAPI documents in, subgraphs with connectors out, and a report of what could not be mapped.
 */
@NullMarked
package dev.tributary.openapi;

import org.jspecify.annotations.NullMarked;
