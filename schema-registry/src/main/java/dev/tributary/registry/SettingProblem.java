package dev.tributary.registry;

/**
 * Something that is wrong with a key or with quotas.
 *
 * @param path where, such as {@code tiers.gold.limits[0].per}
 * @param message what is wrong and what would mend it
 */
public record SettingProblem(String path, String message) {}
