package dev.tributary.samples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Text files that the samples carry with them. */
public final class Resource {

  private Resource() {}

  /**
   * @param name of a file beside the samples' classes, such as {@code accounts.graphql}
   */
  public static String text(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            Resource.class.getResourceAsStream("/dev/tributary/samples/" + name), name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
