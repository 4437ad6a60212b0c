/** Publish, compose, store and deliver: the registry, its store and its HTTP API. */
@NullMarked
package dev.tributary.registry;

import org.jspecify.annotations.NullMarked;
