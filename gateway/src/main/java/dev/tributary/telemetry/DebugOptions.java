package dev.tributary.telemetry;

/**
 * Who is told how a request was answered.
 *
 * @param header the header field that holds the secret; lower case
 * @param secret at least 16 characters
 */
public record DebugOptions(String header, String secret) {

  private static final int SHORTEST = 16;

  public DebugOptions {
    if (secret.length() < SHORTEST) {
      throw new IllegalArgumentException("the debug secret must have at least 16 characters");
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "DebugOptions[" + header + "]";
  }
}
