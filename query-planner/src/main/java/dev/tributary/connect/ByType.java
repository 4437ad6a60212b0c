package dev.tributary.connect;

/**
 * That a connector's value is mapped by its type, {@code @restAuto}. The selection then says only
 * where in the answer the value is, and {@code $args} are as the service names them: below an
 * argument, fields and enum values have their names in JSON.
 */
public record ByType(TypeMapping types, ParameterStyles styles) {}
