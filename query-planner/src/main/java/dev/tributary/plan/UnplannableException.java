package dev.tributary.plan;

/** One attempt found no way for a demand. Turned into a {@link PlanningException} at the door. */
final class UnplannableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnplannableException(String message) {
    // Caught by the search, which only reads the message.
    super(message, null, false, false);
  }
}
