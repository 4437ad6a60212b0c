package dev.tributary.openapi;

import org.jspecify.annotations.Nullable;

/**
 * A parameter of an operation, or its body.
 *
 * @param wireName the parameter's name in the request
 * @param defaultValue as GraphQL writes it
 */
record RestArgument(
    String name,
    String wireName,
    In in,
    RestType type,
    boolean nonNull,
    @Nullable String defaultValue,
    @Nullable String description) {

  /** Where it goes in the request, and how. */
  enum In {
    PATH,
    /** A list repeats the parameter. */
    QUERY,
    /** A list is one text, with commas. */
    QUERY_COMMAS,
    /** A list is one text, with blanks. */
    QUERY_SPACES,
    /** A list is one text, with bars. */
    QUERY_PIPES,
    /** {@code name[property]}. */
    QUERY_DEEP,
    /** Each property a parameter. */
    QUERY_PROPERTIES,
    /** JSON text. */
    QUERY_JSON,
    HEADER,
    JSON_BODY,
    FORM_BODY;

    boolean isPath() {
      return this == PATH;
    }

    /** As OpenAPI calls it: path, query, header, or body. */
    String place() {
      return switch (this) {
        case PATH -> "path";
        case QUERY,
            QUERY_COMMAS,
            QUERY_SPACES,
            QUERY_PIPES,
            QUERY_DEEP,
            QUERY_PROPERTIES,
            QUERY_JSON ->
            "query";
        case HEADER -> "header";
        case JSON_BODY, FORM_BODY -> "body";
      };
    }
  }

  RestArgument withType(RestType other) {
    return new RestArgument(name, wireName, in, other, nonNull, defaultValue, description);
  }
}
