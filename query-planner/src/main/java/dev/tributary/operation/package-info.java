/**
 * A client operation: parsed, validated against the API schema, normalised and fingerprinted.
 *
 * <p>Also home of {@link dev.tributary.operation.SelectionSet}, the one form in which every later
 * stage (planning, upstream requests, connectors) holds selections.
 */
@NullMarked
package dev.tributary.operation;

import org.jspecify.annotations.NullMarked;
