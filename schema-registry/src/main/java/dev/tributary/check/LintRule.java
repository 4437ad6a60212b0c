package dev.tributary.check;

/** What a graph may ask of the schemas that are published to it. The names are stable. */
public enum LintRule {
  /** Types are named {@code LikeThis}. */
  TYPE_NAMES_PASCAL_CASE,
  /** Fields, arguments and input fields are named {@code likeThis}. */
  FIELD_NAMES_CAMEL_CASE,
  /** Enum values are named {@code LIKE_THIS}. */
  ENUM_VALUES_UPPER_CASE,
  /** Types have descriptions, in the schema that defines them. */
  TYPES_HAVE_DESCRIPTIONS,
  /** Fields of objects and interfaces have descriptions. */
  FIELDS_HAVE_DESCRIPTIONS,
  /** {@code @deprecated} says why. */
  DEPRECATIONS_HAVE_REASONS;

  /** What becomes of a schema that does not keep a rule. */
  public enum Level {
    /** Nothing. */
    OFF,
    /** Its publisher is told. */
    WARN,
    /** It is refused. */
    ERROR
  }
}
