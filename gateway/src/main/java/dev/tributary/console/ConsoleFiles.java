package dev.tributary.console;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** The files of the web application, read from the program's own resources once. */
final class ConsoleFiles {

  /** All of its own: nothing else can be asked for, whatever the address says. */
  static final List<String> NAMES =
      List.of(
          "index.html",
          "icon.svg",
          "console.css",
          "console.js",
          "api.js",
          "dom.js",
          "code.js",
          "source.js",
          "diff.js",
          "palette.js",
          "graphs.js",
          "versions.js",
          "publish.js",
          "schema.js",
          "sdl.js",
          "services.js",
          "usage.js",
          "clients.js",
          "plan.js",
          "graphiql.js",
          "contracts.js",
          "rules.js",
          "documents.js",
          "tokens.js",
          "audit.js",
          "charts.js",
          "analytics.js",
          "alerts.js",
          "live.js");

  /** What comes from libraries, by the names that the console asks for it by. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "lib/react.js", "react/18.3.1/umd/react.production.min.js",
          "lib/react-dom.js", "react-dom/18.3.1/umd/react-dom.production.min.js",
          "lib/graphiql.js", "graphiql/3.2.0/graphiql.min.js",
          "lib/graphiql.css", "graphiql/3.2.0/graphiql.min.css",
          "lib/codemirror.js", "codemirror/5.65.18/lib/codemirror.js",
          "lib/codemirror.css", "codemirror/5.65.18/lib/codemirror.css",
          "lib/codemirror-yaml.js", "codemirror/5.65.18/mode/yaml/yaml.js");

  private static final String LIBRARY_ROOT = "/META-INF/resources/_static/";

  /** GraphiQL's style holds its fonts as data, which the console's policy does not allow. */
  private static final Pattern FONT = Pattern.compile("@font-face\\s*\\{[^}]*}");

  private final Map<String, ConsoleFile> files;

  /**
   * @param etag of the content, quoted as in the header
   * @param compressed the same bytes by gzip
   */
  record ConsoleFile(String mediaType, String etag, Buffer bytes, Buffer compressed) {}

  private ConsoleFiles(Map<String, ConsoleFile> files) {
    this.files = Map.copyOf(files);
  }

  static ConsoleFiles load() {
    Map<String, ConsoleFile> files = new HashMap<>();
    NAMES.forEach(name -> files.put(name, file(name, read(name))));
    LIBRARIES.forEach(
        (name, resource) -> {
          byte[] bytes = read(LIBRARY_ROOT + resource);
          files.put(name, file(name, name.endsWith(".css") ? withoutFonts(bytes) : bytes));
        });
    return new ConsoleFiles(files);
  }

  Optional<ConsoleFile> named(String name) {
    return Optional.ofNullable(files.get(name));
  }

  private static byte[] withoutFonts(byte[] style) {
    String text = new String(style, StandardCharsets.UTF_8);
    return FONT.matcher(text).replaceAll("").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] read(String resource) {
    try (InputStream in = ConsoleFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "the console's file " + resource + " is not on the classpath");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ConsoleFile file(String name, byte[] bytes) {
    return new ConsoleFile(
        mediaType(name), etag(bytes), Buffer.buffer(bytes), Buffer.buffer(compressed(bytes)));
  }

  private static byte[] compressed(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
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
