package dev.tributary.console;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The files of the web application, read from the program's own resources once. */
final class ConsoleFiles {

  /** All that there are: nothing else can be asked for, whatever the address says. */
  static final List<String> NAMES =
      List.of(
          "index.html",
          "icon.svg",
          "console.css",
          "console.js",
          "api.js",
          "dom.js",
          "code.js",
          "diff.js",
          "palette.js",
          "graphs.js",
          "versions.js",
          "publish.js",
          "schema.js",
          "services.js",
          "usage.js",
          "plan.js");

  private final Map<String, ConsoleFile> files;

  /**
   * @param etag of the content, quoted as in the header
   */
  record ConsoleFile(String mediaType, String etag, Buffer bytes) {}

  private ConsoleFiles(Map<String, ConsoleFile> files) {
    this.files = files;
  }

  static ConsoleFiles load() {
    return new ConsoleFiles(
        NAMES.stream().collect(Collectors.toMap(Function.identity(), ConsoleFiles::read)));
  }

  Optional<ConsoleFile> named(String name) {
    return Optional.ofNullable(files.get(name));
  }

  private static ConsoleFile read(String name) {
    try (InputStream in = ConsoleFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the console's file " + name + " is not on the classpath");
      }
      byte[] bytes = in.readAllBytes();
      return new ConsoleFile(mediaType(name), etag(bytes), Buffer.buffer(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String etag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String mediaType(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalStateException("no media type for " + name);
    };
  }
}
