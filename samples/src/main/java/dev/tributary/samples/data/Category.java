package dev.tributary.samples.data;

import org.jspecify.annotations.Nullable;

/**
 * @param parent the slug of the category that this one is part of
 */
public record Category(String slug, String name, @Nullable String parent) {}
