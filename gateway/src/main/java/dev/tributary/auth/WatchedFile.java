package dev.tributary.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file says, read again when it has changed. A file that becomes unreadable or wrong is
 * reported once, and what it said before holds on.
 *
 * <p>{@link #get} is called from any thread and only reads a reference; {@link #refresh} is called
 * by one thread at a time, which may block.
 */
final class WatchedFile<T> implements Supplier<T> {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);

  /** Reads the file whole. */
  interface Reader<T> {
    /**
     * @throws IllegalArgumentException saying what is wrong with it, and nothing secret
     */
    T read(Path file) throws IOException;
  }

  private record Stamp(FileTime modified, long size, String identity) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(
          attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
    }
  }

  private final Path file;
  private final Reader<T> reader;
  private volatile T current;
  private Stamp stamp;
  private boolean broken;

  /**
   * Reads it for the first time.
   *
   * @throws IOException when it cannot be read
   * @throws IllegalArgumentException when it is wrong
   */
  WatchedFile(Path file, Reader<T> reader) throws IOException {
    this.file = file;
    this.reader = reader;
    this.stamp = Stamp.of(file);
    this.current = reader.read(file);
  }

  @Override
  public T get() {
    return current;
  }

  /** Reads the file again when it is another than before. */
  synchronized void refresh() {
    try {
      Stamp seen = Stamp.of(file);
      if (!seen.equals(stamp)) {
        stamp = seen;
        current = reader.read(file);
        broken = false;
        LOG.info("Read {} again", file.getFileName());
      }
    } catch (IOException | IllegalArgumentException e) {
      if (!broken) {
        LOG.error(
            "{} cannot be used, and what it said before still holds: {}",
            file.getFileName(),
            e instanceof IOException ? e.getClass().getSimpleName() : e.getMessage());
      }
      broken = true;
    }
  }
}
