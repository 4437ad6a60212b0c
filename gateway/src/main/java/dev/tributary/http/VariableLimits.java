package dev.tributary.http;

import dev.tributary.http.Refusal.Code;
import org.jspecify.annotations.Nullable;

/**
 * What a request's variables may be.
 *
 * @param bytes of their JSON
 * @param depth of objects and lists within each other
 * @param values in all, at every depth
 */
public record VariableLimits(int bytes, int depth, int values) {

  public VariableLimits {
    if (bytes < 2 || depth < 1 || values < 1) {
      throw new IllegalArgumentException("limits of variables must be positive");
    }
  }

  public static VariableLimits defaults() {
    return new VariableLimits(1024 * 1024, 100, 100_000);
  }

  /**
   * Looks at a JSON object whose grammar has been checked.
   *
   * @return null when it is within the limits
   */
  @Nullable Refusal check(byte[] json, int start, int end) {
    if (end - start > bytes) {
      return tooLarge("take more than " + bytes + " bytes");
    }
    int level = 0;
    int found = 0;
    for (int i = start; i < end; i++) {
      switch (json[i]) {
        case '"' -> {
          do {
            i += json[i] == '\\' ? 2 : 1;
          } while (json[i] != '"');
        }
        case '{', '[' -> {
          found++;
          if (++level > depth) {
            return tooLarge("are nested more than " + depth + " deep");
          }
        }
        case '}', ']' -> level--;
        case ',' -> found++;
        default -> {}
      }
      if (found > values) {
        return tooLarge("hold more than " + values + " values");
      }
    }
    return null;
  }

  private static Refusal tooLarge(String what) {
    return new Refusal(Code.VARIABLES_TOO_LARGE, "The variables " + what + ".");
  }
}
