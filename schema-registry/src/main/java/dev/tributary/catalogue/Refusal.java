package dev.tributary.catalogue;

/** A field that is not answered, for a reason that its client can do something about. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String code;

  /**
   * @param code stable
   */
  Refusal(String code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  static Refusal argument(String message) {
    return new Refusal("INVALID_ARGUMENT", message);
  }

  String code() {
    return code;
  }
}
