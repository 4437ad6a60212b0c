package dev.tributary.registry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Text as the store keeps it. Schemas take a tenth of their size. */
final class Gzip {

  private Gzip() {}

  static byte[] bytes(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() / 8 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail to be written to", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws RegistryStoreException when the bytes are none that {@link #bytes} gave: gzip has a
   *     check sum of its own
   */
  static String text(byte[] bytes) {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new RegistryStoreException("a stored document is damaged", e);
    }
  }
}
