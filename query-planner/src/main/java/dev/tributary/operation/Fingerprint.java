package dev.tributary.operation;

import dev.tributary.operation.Operation.Kind;
import dev.tributary.operation.Operation.VariableDefinition;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of an operation's normal form, in lower-case hexadecimal digits. */
final class Fingerprint {
  private Fingerprint() {}

  static String of(
      Kind kind,
      @Nullable String name,
      List<VariableDefinition> variables,
      List<DirectiveUse> directives,
      SelectionSet selections) {
    String text =
        kind.name().toLowerCase(Locale.ROOT)
            + (name == null ? "" : " " + name)
            + variables.stream().map(Fingerprint::print).collect(Collectors.joining(",", "(", ")"))
            + directives.stream().map(DirectiveUse::toString).collect(Collectors.joining())
            + selections;
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform must have SHA-256.
      throw new IllegalStateException(e);
    }
  }

  private static String print(VariableDefinition variable) {
    String defaultValue = variable.defaultValue() == null ? "" : "=" + variable.defaultValue();
    return "$" + variable.name() + ":" + variable.type() + defaultValue;
  }
}
