package dev.tributary.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that {@code tributary login} keeps for the next commands: {@code
 * $XDG_CONFIG_HOME/tributary/logins.json} (or {@code ~/.config/...}), which only its owner can
 * read.
 */
final class Logins {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Logins() {}

  /** The registry that was logged in to last; null when there is none. */
  static @Nullable String latest() {
    return read().path("latest").textValue();
  }

  /** The token for a registry; null when there was no login. */
  static @Nullable String token(String registry) {
    return read().path("tokens").path(registry).textValue();
  }

  /** Keeps a token, in the place of one that was kept for the registry before. */
  static void keep(String registry, String token) throws IOException {
    ObjectNode logins =
        read() instanceof ObjectNode known ? known : JsonNodeFactory.instance.objectNode();
    logins.put("latest", registry);
    logins.withObject("/tokens").put(registry, token);
    write(logins);
  }

  private static JsonNode read() {
    Path file = file();
    try {
      return Files.exists(file)
          ? JSON.readTree(Files.readString(file))
          : JsonNodeFactory.instance.missingNode();
    } catch (JsonProcessingException e) {
      throw new InputException(file + " is not JSON; remove it and log in again");
    } catch (IOException e) {
      throw new InputException("cannot read " + file + ": " + InputException.reason(e));
    }
  }

  /** Written beside and moved over, so that nobody ever reads half of it. */
  private static void write(ObjectNode logins) throws IOException {
    Path directory = directory();
    Files.createDirectories(directory);
    Path draft = Files.createTempFile(directory, "logins", ".json", ownersOnly(directory));
    Files.writeString(draft, logins.toPrettyString() + "\n", StandardCharsets.UTF_8);
    Files.move(draft, file(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static FileAttribute<?>[] ownersOnly(Path directory) {
    Set<String> views = directory.getFileSystem().supportedFileAttributeViews();
    return views.contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static Path file() {
    return directory().resolve("logins.json");
  }

  private static Path directory() {
    return Path.of(System.getProperty("user.home"), ".config", "tributary");
  }
}
