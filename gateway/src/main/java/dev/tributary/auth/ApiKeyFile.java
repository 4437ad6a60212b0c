package dev.tributary.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * API keys in a file, a JSON object on each line: {@code id}, {@code hash}, {@code client}, {@code
 * scopes}, {@code expires}. Lines that are empty or begin with # are skipped, so that a key is
 * given, changed or taken back by one line.
 */
public final class ApiKeyFile {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int KEY_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private ApiKeyFile() {}

  /**
   * Reads all keys.
   *
   * @throws IOException when it cannot be read
   * @throws IllegalArgumentException naming every line that is wrong, and what is
   */
  static List<ApiKey> read(Path file) throws IOException {
    List<ApiKey> keys = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      try {
        keys.add(key(line));
      } catch (IllegalArgumentException e) {
        problems.add("line " + number + ": " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return keys;
  }

  private static ApiKey key(String line) {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      // Its message quotes the line.
      throw new IllegalArgumentException("not a JSON object");
    }
    String hash = node.path("hash").asText();
    if (!ApiKeyHash.isHash(hash)) {
      throw new IllegalArgumentException(
          "'hash' must be sha256: or hmac-sha256: and 64 hexadecimal digits");
    }
    Set<String> scopes = new HashSet<>();
    node.path("scopes").forEach(scope -> scopes.add(scope.asText()));
    return new ApiKey(
        node.path("id").asText("?"),
        hash,
        node.path("client").asText(""),
        scopes,
        expiry(node.path("expires")));
  }

  private static @Nullable Instant expiry(JsonNode expires) {
    if (expires.isMissingNode() || expires.isNull()) {
      return null;
    }
    try {
      return Instant.parse(expires.asText());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'expires' must be an instant such as 2027-01-31T00:00:00Z", e);
    }
  }

  /**
   * Makes a key and adds it to the file, which is made when it is missing, readable by its owner
   * only.
   *
   * @param expires null for never
   * @param secret the HMAC secret; null to keep a plain SHA-256
   * @return the key, which is kept nowhere
   */
  public static String add(
      Path file,
      String client,
      Set<String> scopes,
      @Nullable Instant expires,
      @Nullable String secret)
      throws IOException {
    byte[] random = new byte[KEY_BYTES];
    RANDOM.nextBytes(random);
    String key = "tributary_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    String hash = secret == null ? ApiKeyHash.sha256(key) : ApiKeyHash.hmac(secret, key);
    ObjectNode line = JSON.createObjectNode();
    line.put("id", hash.substring(hash.indexOf(':') + 1).substring(0, 12));
    line.put("hash", hash).put("client", client);
    scopes.stream().sorted().forEach(line.putArray("scopes")::add);
    if (expires != null) {
      line.put("expires", expires.toString());
    }
    if (Files.notExists(file)) {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createFile(file);
      }
    }
    // A line that somebody left without its end stays a line.
    boolean unfinished = Files.size(file) > 0 && !Files.readString(file).endsWith("\n");
    Files.writeString(
        file,
        (unfinished ? "\n" : "") + line + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.APPEND);
    return key;
  }
}
