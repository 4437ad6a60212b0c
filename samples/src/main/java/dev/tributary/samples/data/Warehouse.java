package dev.tributary.samples.data;

/**
 * @param country ISO 3166-1 alpha-2
 * @param capacity in cubic metres
 */
public record Warehouse(String code, String city, String country, int capacity) {}
