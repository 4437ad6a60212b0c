package dev.tributary.gateway;

import dev.tributary.registry.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last supergraph that was good, in a file: a first line with its version and check sum, then
 * its SDL. It is for starting while the registry is away; whatever is wrong with it costs no more
 * than that.
 */
final class LastGood {

  private static final Logger LOG = LoggerFactory.getLogger(LastGood.class);

  /** Some six times the largest supergraphs that are met with. */
  private static final long MOST_BYTES = 64L << 20;

  private static final Pattern FIRST_LINE =
      Pattern.compile("# tributary supergraph, version ([0-9]{1,18}), sha256 ([0-9a-f]{64})");

  private final Path file;

  LastGood(Path file) {
    this.file = file;
  }

  /** Empty when there is none, or none that is whole. */
  Optional<Delivery.Supergraph> read() {
    String text;
    try {
      if (Files.size(file) > MOST_BYTES) {
        LOG.warn("{} is too large for a supergraph, and is not looked at", file);
        return Optional.empty();
      }
      text = Files.readString(file);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("The last good supergraph cannot be read from {}", file, e);
      return Optional.empty();
    }
    int end = Math.max(text.indexOf('\n'), 0);
    Matcher first = FIRST_LINE.matcher(text.substring(0, end));
    String sdl = end == 0 ? "" : text.substring(end + 1);
    if (!first.matches() || !first.group(2).equals(sha256(sdl))) {
      LOG.warn("{} is damaged, or no supergraph that was kept there", file);
      return Optional.empty();
    }
    return Optional.of(
        new Delivery.Supergraph(sdl, first.group(2), Long.parseLong(first.group(1))));
  }

  /** Keeps another; a reader, and a start after a crash, sees one of the two whole. */
  void write(Delivery.Supergraph supergraph) {
    byte[] bytes =
        ("# tributary supergraph, version %d, sha256 %s\n"
                    .formatted(supergraph.version(), supergraph.contentHash())
                + supergraph.sdl())
            .getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MOST_BYTES) {
      LOG.warn("The supergraph is too large to be kept in {}", file);
      return;
    }
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(
          fresh,
          bytes,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          StandardOpenOption.DSYNC);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn(
          "The supergraph cannot be kept in {}: a start without the registry would find an older"
              + " one, or none",
          file,
          e);
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
