package dev.tributary.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last that was good of what a registry delivers, in a file that only its owner may read: a
 * first line with its version and check sum, then its text. It is for starting while the registry
 * is away; whatever is wrong with it costs no more than that.
 */
final class LastGood {

  private static final Logger LOG = LoggerFactory.getLogger(LastGood.class);

  /** Some six times the largest supergraphs that are met with. */
  private static final long MOST_BYTES = 64L << 20;

  private static final Pattern FIRST_LINE =
      Pattern.compile("# tributary ([a-z]+), version ([0-9]{1,18}), sha256 ([0-9a-f]{64})");

  private final Path file;
  private final String what;

  /**
   * @param what the text is, such as a supergraph: a word of small letters
   */
  LastGood(Path file, String what) {
    this.file = file;
    this.what = what;
  }

  /**
   * What is kept.
   *
   * @param contentHash SHA-256 of the text in hexadecimal digits
   */
  record Kept(long version, String contentHash, String text) {
    static Kept of(long version, String text) {
      return new Kept(version, sha256(text), text);
    }
  }

  /** Empty when there is none, or none that is whole. */
  Optional<Kept> read() {
    String text;
    try {
      if (Files.size(file) > MOST_BYTES) {
        LOG.warn("{} is too large, and is not looked at", file);
        return Optional.empty();
      }
      text = Files.readString(file);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("The last good {} cannot be read from {}", what, file, e);
      return Optional.empty();
    }
    int end = Math.max(text.indexOf('\n'), 0);
    Matcher first = FIRST_LINE.matcher(text.substring(0, end));
    String kept = end == 0 ? "" : text.substring(end + 1);
    if (!first.matches() || !first.group(1).equals(what) || !first.group(3).equals(sha256(kept))) {
      LOG.warn("{} is damaged, or no {} that was kept there", file, what);
      return Optional.empty();
    }
    return Optional.of(new Kept(Long.parseLong(first.group(2)), first.group(3), kept));
  }

  /** Keeps another; a reader, and a start after a crash, sees one of the two whole. */
  void write(Kept kept) {
    byte[] bytes =
        ("# tributary %s, version %d, sha256 %s\n"
                    .formatted(what, kept.version(), kept.contentHash())
                + kept.text())
            .getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MOST_BYTES) {
      LOG.warn("The {} is too large to be kept in {}", what, file);
      return;
    }
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      // One that a crash has left may be open to others.
      Files.deleteIfExists(fresh);
      try (SeekableByteChannel out =
          Files.newByteChannel(
              fresh,
              Set.of(
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.DSYNC),
              ownerOnly(fresh))) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
          out.write(left);
        }
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn(
          "The {} cannot be kept in {}: a start without the registry would find an older one, or"
              + " none",
          what,
          file,
          e);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
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
