/**
 * What a schema change breaks. Two supergraphs are compared as clients see them, and each
 * difference is classified by what it may do to a client that was written against the first one.
 * Pure: no store, no I/O.
 */
@NullMarked
package dev.tributary.check;

import org.jspecify.annotations.NullMarked;
