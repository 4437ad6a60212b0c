/**
 * GraphQL over HTTP: content negotiation, request limits, well-formed errors; GraphiQL and health.
 */
@NullMarked
package dev.tributary.http;

import org.jspecify.annotations.NullMarked;
