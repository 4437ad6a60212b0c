package dev.tributary.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes with what writing JSON needs: nothing here knows commas or nesting, the
 * caller writes pieces that it prepared. What was written can be taken back ({@link #truncate}), or
 * written again ({@link #repeat}). Not thread-safe.
 */
public final class JsonWriter {

  private static final int MAX_LENGTH = Integer.MAX_VALUE - 16;

  private byte[] bytes;
  private int length;

  /**
   * @param capacity bytes to begin with; a good guess saves copying
   */
  public JsonWriter(int capacity) {
    this(new byte[Math.max(capacity, 16)]);
  }

  /**
   * @param room what to write to until it is full; {@link #array} is another one then
   */
  public JsonWriter(byte[] room) {
    bytes = room;
  }

  /** Bytes written so far. */
  public int length() {
    return length;
  }

  /** What is written to: valid up to {@link #length}, until the next write. */
  public byte[] array() {
    return bytes;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** Forgets everything after the first {@code newLength} bytes. */
  public void truncate(int newLength) {
    length = newLength;
  }

  /** Writes one ASCII character. */
  public void write(char c) {
    if (length == bytes.length) {
      grow(1);
    }
    bytes[length++] = (byte) c;
  }

  public void write(byte[] source) {
    write(source, 0, source.length);
  }

  public void write(byte[] source, int from, int count) {
    if (count > bytes.length - length) {
      grow(count);
    }
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  /** Writes again what was written at {@code from}. */
  public void repeat(int from, int count) {
    if (count > bytes.length - length) {
      grow(count);
    }
    System.arraycopy(bytes, from, bytes, length, count);
    length += count;
  }

  /** Writes a number in decimal. */
  public void number(int value) {
    write(Integer.toString(value).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Writes a JSON string, quotes included. */
  public void string(String text) {
    JsonText.quote(text.getBytes(StandardCharsets.UTF_8), this);
  }

  private void grow(int count) {
    long needed = (long) length + count;
    if (needed > MAX_LENGTH) {
      throw new OutOfMemoryError("a JSON document of more than 2 GiB");
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_LENGTH, Math.max(needed, 2L * bytes.length)));
  }
}
