package dev.tributary.operation;

import java.util.List;

/** What came of reading a document. */
public sealed interface OperationResult {

  /** The operation, ready to be planned. */
  record Valid(Operation operation) implements OperationResult {}

  /**
   * @param errors at least one, in the order in which they are to be told
   */
  record Invalid(List<RequestError> errors) implements OperationResult {
    public Invalid {
      errors = List.copyOf(errors);
    }
  }
}
