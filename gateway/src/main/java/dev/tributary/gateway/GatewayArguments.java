package dev.tributary.gateway;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tributary gateway} was told.
 *
 * @param config the configuration file; null for the one that is usual, when there is one
 * @param supergraph served instead of what the configuration says; null for that
 * @param port likewise
 */
record GatewayArguments(@Nullable Path config, @Nullable Path supergraph, @Nullable Integer port) {

  static final String COMMAND = "gateway";
  static final String CONFIG = "--config";
  static final String SUPERGRAPH = "--supergraph";
  static final String PORT = "--port";

  private static final Set<String> OPTIONS = Set.of(CONFIG, SUPERGRAPH, PORT);
  private static final int LONGEST_PORT = 5;

  /**
   * The command line of nearly every gateway, read without picocli: its classes are too old for the
   * start-up cache, and to load, verify and ask them takes as long as all else that the gateway's
   * own thread does before it listens.
   *
   * @return empty for every other command line, the wrong ones among them: picocli knows what to
   *     say
   */
  static Optional<GatewayArguments> plain(String... arguments) {
    if (arguments.length % 2 == 0 || !arguments[0].equals(COMMAND)) {
      return Optional.empty();
    }
    Map<String, String> given = new HashMap<>();
    for (int i = 1; i < arguments.length; i += 2) {
      String option = arguments[i];
      String value = arguments[i + 1];
      if (!OPTIONS.contains(option) || !isPlain(value) || given.put(option, value) != null) {
        return Optional.empty();
      }
    }
    String port = given.get(PORT);
    if (port != null && !isNumber(port)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new GatewayArguments(
              path(given.get(CONFIG)),
              path(given.get(SUPERGRAPH)),
              port == null ? null : Integer.valueOf(port)));
    } catch (InvalidPathException notAPath) {
      return Optional.empty();
    }
  }

  /** Neither an option nor anything that picocli may understand in another way, such as quotes. */
  private static boolean isPlain(String value) {
    return !value.isEmpty()
        && (Character.isLetterOrDigit(value.charAt(0)) || "/.".indexOf(value.charAt(0)) >= 0);
  }

  private static boolean isNumber(String text) {
    return text.length() <= LONGEST_PORT && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static @Nullable Path path(@Nullable String value) {
    return value == null ? null : Path.of(value);
  }
}
