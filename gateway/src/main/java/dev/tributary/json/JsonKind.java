package dev.tributary.json;

/** What a value is, as finely as can be told for free while its end is looked for. */
public enum JsonKind {
  NULL,
  FALSE,
  TRUE,
  /** A number without fraction and exponent. */
  INTEGER,
  /** A number with a fraction or an exponent. */
  DECIMAL,
  /** A string without escapes: its text is the bytes between its quotes. */
  STRING,
  /** A string with at least one backslash. */
  ESCAPED_STRING,
  ARRAY,
  OBJECT
}
