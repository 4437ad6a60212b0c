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
    @Nullable String description,
    RestForm form) {

  /** Of which nothing is said as a form. */
  RestArgument(
      String name,
      String wireName,
      In in,
      RestType type,
      boolean nonNull,
      @Nullable String defaultValue,
      @Nullable String description) {
    this(name, wireName, in, type, nonNull, defaultValue, description, RestForm.NONE);
  }

  /** Where it goes in the request, and how. */
  enum In {
    PATH,
    /** As {@code PATH}, with {@code a=1,b=2} for an object. */
    PATH_EXPLODED,
    /** {@code .a}. */
    LABEL,
    LABEL_EXPLODED,
    /** {@code ;name=a}. */
    MATRIX,
    MATRIX_EXPLODED,
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
    FORM_BODY,
    MULTIPART_BODY;

    boolean isBody() {
      return this == JSON_BODY || this == FORM_BODY || this == MULTIPART_BODY;
    }

    boolean isPath() {
      return switch (this) {
        case PATH, PATH_EXPLODED, LABEL, LABEL_EXPLODED, MATRIX, MATRIX_EXPLODED -> true;
        default -> false;
      };
    }

    /** As OpenAPI calls it: path, query, header, or body. */
    String place() {
      return switch (this) {
        case PATH, PATH_EXPLODED, LABEL, LABEL_EXPLODED, MATRIX, MATRIX_EXPLODED -> "path";
        case QUERY,
            QUERY_COMMAS,
            QUERY_SPACES,
            QUERY_PIPES,
            QUERY_DEEP,
            QUERY_PROPERTIES,
            QUERY_JSON ->
            "query";
        case HEADER -> "header";
        case JSON_BODY, FORM_BODY, MULTIPART_BODY -> "body";
      };
    }
  }

  /** What stands before a single value in the path. */
  String prefix() {
    return switch (in) {
      case LABEL, LABEL_EXPLODED -> ".";
      case MATRIX, MATRIX_EXPLODED -> ";" + wireName + "=";
      default -> "";
    };
  }

  /** As {@code path} of {@code @restAuto} has it; "" when it is only its text. */
  String pathStyle() {
    String style =
        switch (in) {
          case PATH, PATH_EXPLODED -> type instanceof RestType.Scalar ? "" : "simple";
          case LABEL, LABEL_EXPLODED -> "label";
          case MATRIX, MATRIX_EXPLODED -> "matrix";
          default -> "";
        };
    return style.isEmpty()
        ? ""
        : "{ argument: %s, style: %s, name: %s, explode: %s }"
            .formatted(
                SdlText.quoted(name),
                SdlText.quoted(style),
                SdlText.quoted(wireName),
                in.name().endsWith("EXPLODED"));
  }

  RestArgument withType(RestType other) {
    return new RestArgument(name, wireName, in, other, nonNull, defaultValue, description, form);
  }
}
