package dev.tributary.execute;

import java.util.Arrays;
import java.util.BitSet;

/** A set of object types by their numbers in a {@link TypeTable}. */
final class TypeSet {

  private final long[] words;

  TypeSet(BitSet types) {
    words = types.toLongArray();
  }

  boolean isSameAs(TypeSet other) {
    return Arrays.equals(words, other.words);
  }

  /** False for {@link TypeTable#UNKNOWN}. */
  boolean contains(int type) {
    int word = type >> 6;
    return word >= 0 && word < words.length && (words[word] & 1L << type) != 0;
  }
}
