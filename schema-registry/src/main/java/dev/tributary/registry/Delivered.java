package dev.tributary.registry;

/**
 * Settings as a registry delivered them.
 *
 * @param contentHash SHA-256 of the document in hexadecimal digits, to be shown when asking again
 */
record Delivered<T>(T content, String contentHash) {}
