package dev.tributary.graph;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;

/**
 * An immutable set of object types, by their number in the {@link QueryGraph}. Abstract positions
 * are planned on such sets, so that an interface with a hundred implementations costs two words.
 */
public final class TypeSet {

  public static final TypeSet EMPTY = new TypeSet(new long[0]);

  /** Without trailing zero words, so that equal sets have equal arrays. */
  private final long[] words;

  private TypeSet(long[] words) {
    this.words = words;
  }

  public static TypeSet of(int type) {
    long[] words = new long[(type >> 6) + 1];
    words[type >> 6] = 1L << type;
    return new TypeSet(words);
  }

  /** The types whose bits are set. */
  static TypeSet of(BitSet types) {
    return types.isEmpty() ? EMPTY : new TypeSet(types.toLongArray());
  }

  public boolean isEmpty() {
    return words.length == 0;
  }

  public int size() {
    int size = 0;
    for (long word : words) {
      size += Long.bitCount(word);
    }
    return size;
  }

  public boolean contains(int type) {
    int word = type >> 6;
    return word < words.length && (words[word] & 1L << type) != 0;
  }

  public boolean containsAll(TypeSet other) {
    if (other.words.length > words.length) {
      return false;
    }
    for (int i = 0; i < other.words.length; i++) {
      if ((other.words[i] & ~words[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  public boolean intersects(TypeSet other) {
    for (int i = Math.min(words.length, other.words.length) - 1; i >= 0; i--) {
      if ((words[i] & other.words[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  public TypeSet and(TypeSet other) {
    if (this == other || other.containsAll(this)) {
      return this;
    }
    long[] result = Arrays.copyOf(words, Math.min(words.length, other.words.length));
    for (int i = 0; i < result.length; i++) {
      result[i] &= other.words[i];
    }
    return trimmed(result);
  }

  public TypeSet or(TypeSet other) {
    if (containsAll(other)) {
      return this;
    }
    long[] result = Arrays.copyOf(words, Math.max(words.length, other.words.length));
    for (int i = 0; i < other.words.length; i++) {
      result[i] |= other.words[i];
    }
    return new TypeSet(result);
  }

  public TypeSet without(TypeSet other) {
    if (!intersects(other)) {
      return this;
    }
    long[] result = words.clone();
    for (int i = Math.min(words.length, other.words.length) - 1; i >= 0; i--) {
      result[i] &= ~other.words[i];
    }
    return trimmed(result);
  }

  /** The lowest numbered type; the set must not be empty. */
  public int first() {
    for (int i = 0; i < words.length; i++) {
      if (words[i] != 0) {
        return (i << 6) + Long.numberOfTrailingZeros(words[i]);
      }
    }
    throw new IllegalStateException("empty set of types");
  }

  /** Calls {@code action} with each type, in ascending order. */
  public void forEach(IntConsumer action) {
    for (int i = 0; i < words.length; i++) {
      for (long word = words[i]; word != 0; word &= word - 1) {
        action.accept((i << 6) + Long.numberOfTrailingZeros(word));
      }
    }
  }

  /** The types in ascending order. */
  public int[] toArray() {
    int[] result = new int[size()];
    int[] next = {0};
    forEach(type -> result[next[0]++] = type);
    return result;
  }

  private static TypeSet trimmed(long[] words) {
    int length = words.length;
    while (length > 0 && words[length - 1] == 0) {
      length--;
    }
    return length == 0
        ? EMPTY
        : new TypeSet(length == words.length ? words : Arrays.copyOf(words, length));
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof TypeSet set && Arrays.equals(words, set.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return Arrays.toString(toArray());
  }
}
