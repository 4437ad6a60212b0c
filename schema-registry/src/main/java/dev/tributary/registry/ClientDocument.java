package dev.tributary.registry;

/**
 * Clients as a registry delivered them.
 *
 * @param contentHash SHA-256 of the document in hexadecimal digits, to be shown when asking again
 */
record ClientDocument(ClientSettings settings, String contentHash) {}
