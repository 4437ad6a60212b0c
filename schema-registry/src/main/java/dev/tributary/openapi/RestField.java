package dev.tributary.openapi;

import org.jspecify.annotations.Nullable;

/**
 * A property.
 *
 * @param wireName its name in JSON
 * @param always whether the document promises that it is there
 * @param nonNull whether GraphQL promises it
 */
record RestField(
    String name,
    String wireName,
    RestType type,
    boolean always,
    boolean nonNull,
    @Nullable String description) {

  RestField withType(RestType other) {
    return new RestField(name, wireName, other, always, nonNull, description);
  }

  RestField withNonNull(boolean other) {
    return new RestField(name, wireName, type, always, other, description);
  }

  RestField withName(String other) {
    return new RestField(other, wireName, type, always, nonNull, description);
  }
}
