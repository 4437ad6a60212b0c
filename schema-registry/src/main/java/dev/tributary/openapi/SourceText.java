package dev.tributary.openapi;

/**
 * A text that an import reads.
 *
 * @param name what problems call it; a file's name
 */
public record SourceText(String name, String text) {}
