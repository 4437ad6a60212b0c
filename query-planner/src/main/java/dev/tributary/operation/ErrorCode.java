package dev.tributary.operation;

/** The stable codes of errors in the operation or its variables. */
public enum ErrorCode {
  /** The document is no GraphQL. */
  GRAPHQL_PARSE_FAILED,
  /** The document is GraphQL but not valid against the API schema. */
  GRAPHQL_VALIDATION_FAILED,
  /** No operation of the document has the name asked for. */
  OPERATION_NOT_FOUND,
  /** The document has several operations and the request names none. */
  OPERATION_NAME_REQUIRED,
  /** A variable's value does not fit its type. */
  BAD_USER_INPUT,
  MAX_TOKENS_EXCEEDED,
  MAX_DEPTH_EXCEEDED,
  MAX_HEIGHT_EXCEEDED,
  MAX_ALIASES_EXCEEDED,
  MAX_ROOT_FIELDS_EXCEEDED,
  MAX_DIRECTIVES_EXCEEDED,
  MAX_SELECTIONS_EXCEEDED
}
