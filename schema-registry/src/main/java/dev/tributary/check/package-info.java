/**
 * What a schema change breaks. Two supergraphs are compared as clients see them, and each
 * difference is classified by what it may do to a client that was written against the first one.
 * Pure: no store, no I/O.
 *
 * <p>Recorded operations are planned on both supergraphs by {@link
 * dev.tributary.check.OperationReplay}, but for those that meet nothing that differs: {@link
 * dev.tributary.check.AffectedOperations} says which these are.
 */
@NullMarked
package dev.tributary.check;

import org.jspecify.annotations.NullMarked;
