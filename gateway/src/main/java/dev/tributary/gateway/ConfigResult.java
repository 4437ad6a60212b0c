package dev.tributary.gateway;

import java.util.List;

/** What reading a configuration came to. */
sealed interface ConfigResult {

  record Valid(GatewayConfig config) implements ConfigResult {}

  /** Every problem of the file, in the order of its lines. */
  record Invalid(List<ConfigProblem> problems) implements ConfigResult {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }

  /**
   * @param line from 1
   * @param path to the setting, such as {@code services.reviews.timeout}; empty for the whole file
   */
  record ConfigProblem(int line, String path, String message) {
    @Override
    public String toString() {
      return "line " + line + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
  }
}
