package dev.tributary.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What an answer is kept under: a SHA-256, so that nobody can choose what others' answers are kept
 * under, and so that what it was made of cannot be read in Redis.
 */
public record CacheKey(long first, long second, long third, long fourth) {

  /** Begins a key. Keys of different kinds never are the same. */
  public static Parts of(String kind) {
    return new Parts().add(kind);
  }

  /** What goes into a key. Each part counts with its length: parts never run into each other. */
  public static final class Parts {
    private final MessageDigest digest;

    private Parts() {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    public Parts add(String part) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      return add(bytes, 0, bytes.length);
    }

    /** Adds the bytes from {@code start} up to {@code end}. */
    public Parts add(byte[] bytes, int start, int end) {
      add(end - start);
      digest.update(bytes, start, end - start);
      return this;
    }

    public Parts add(long number) {
      for (int shift = 56; shift >= 0; shift -= 8) {
        digest.update((byte) (number >>> shift));
      }
      return this;
    }

    public Parts add(CacheKey key) {
      return add(key.first).add(key.second).add(key.third).add(key.fourth);
    }

    /** Ends the key. No more can be added. */
    public CacheKey key() {
      ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
      return new CacheKey(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }
  }

  /** 64 hexadecimal digits. */
  public String hex() {
    HexFormat digits = HexFormat.of();
    return digits.toHexDigits(first)
        + digits.toHexDigits(second)
        + digits.toHexDigits(third)
        + digits.toHexDigits(fourth);
  }

  /** Any part of a digest is as good as another. */
  @Override
  public int hashCode() {
    return (int) first;
  }
}
