package dev.tributary.execute;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tributary.json.JsonKind;
import dev.tributary.json.JsonText;
import dev.tributary.json.JsonWriter;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a service is told of an object so that it can find it: an entity representation (Federation
 * subgraph specification, {@code _Any}). Values are copied as the other service wrote them.
 */
final class RepresentationProgram {

  private static final byte[] TYPENAME = "{\"__typename\":".getBytes(US_ASCII);

  /** What no step asks for is null to whoever requires it. */
  private static final long NOT_ASKED = Cell.slice(JsonKind.NULL, 0, 1, 4);

  private static final byte[] NULL = "null".getBytes(US_ASCII);

  private final TypeTable types;
  private final Variant[] variants;

  /** The slots that the answer fills. */
  private final Set<Integer> asked;

  private final int soleSlot;

  RepresentationProgram(TypeTable types, Variant[] variants, Set<Integer> asked) {
    this.types = types;
    this.variants = variants;
    this.asked = asked;
    this.soleSlot = soleSlot(variants);
  }

  /** Whether there is nothing to ask for without these fields. */
  boolean isNothingLeft(Set<Requiring> lost) {
    return !lost.isEmpty()
        && asked.stream().allMatch(slot -> lost.stream().anyMatch(one -> one.slot() == slot));
  }

  /** The variant for objects of this type; null when there is none. */
  private @Nullable Variant variant(int type) {
    for (Variant variant : variants) {
      if (variant.types == null || variant.types.contains(type)) {
        return variant;
      }
    }
    return null;
  }

  /**
   * What alone makes a row's representation differ from others: the key, where that is a single
   * scalar and all rows are told of in the same way. Most entities are found so, and whether two
   * are the same can be told without writing either.
   *
   * @return a slice; {@link Cell#MISSING} when it takes more than one scalar
   */
  long soleKey(ResponseTree tree, int row) {
    int slot = soleSlot;
    if (slot < 0) {
      return Cell.MISSING;
    }
    long cell = tree.get(row, slot);
    return Cell.isAbsent(cell) || Cell.kind(cell) >= Cell.RAW ? Cell.MISSING : cell;
  }

  /** -1 when representations differ in more than one scalar. */
  private static int soleSlot(Variant[] variants) {
    if (variants.length != 1 || variants[0].types != null || variants[0].head == null) {
      return -1;
    }
    Entry[] entries = variants[0].entries;
    boolean alone =
        entries.length == 1
            && entries[0].types == null
            && entries[0].entries.length == 0
            && entries[0].requiring.length == 0
            && entries[0].required;
    return alone ? entries[0].slot : -1;
  }

  private static byte[] head(byte[] quotedTypename) {
    JsonWriter head = new JsonWriter(TYPENAME.length + quotedTypename.length);
    head.write(TYPENAME);
    head.write(quotedTypename);
    return head.toByteArray();
  }

  /** The representation of objects of some types. */
  static final class Variant {
    /** Null for all. */
    final @Nullable TypeSet types;

    /** What it begins with, up to the type's name; null when that is the object's own type. */
    final byte @Nullable [] head;

    final Entry[] entries;

    Variant(@Nullable TypeSet types, @Nullable String typename, Entry[] entries) {
      this.types = types;
      this.head = typename == null ? null : head(JsonText.quote(typename));
      this.entries = entries;
    }
  }

  /** One field of a representation. */
  static final class Entry {
    /** {@code ,"name":}; an object's first field is written without the comma. */
    final byte[] token;

    /** Where its value stands; -1 when no step asks for it. */
    final int slot;

    /** The types for which it is sent; null for all. */
    final @Nullable TypeSet types;

    /** Empty on a leaf. */
    final Entry[] entries;

    /** The types of objects below that the service knows; null for all. */
    final @Nullable TypeSet objects;

    /** With null here nothing can be sent for the object. */
    final boolean required;

    /**
     * The fields that are asked for and need this one. Without an answer here they have none: the
     * service must not compute them from what could not be fetched.
     */
    final Requiring[] requiring;

    Entry(
        String name,
        int slot,
        @Nullable TypeSet types,
        Entry[] entries,
        @Nullable TypeSet objects,
        boolean required,
        Requiring[] requiring) {
      this.token = Tokens.separatedKey(JsonText.quote(name));
      this.slot = slot;
      this.types = types;
      this.entries = entries;
      this.objects = objects;
      this.required = required;
      this.requiring = requiring;
    }
  }

  /** A field of the answer that requires others. */
  record Requiring(String dataKey, int slot) {}

  /**
   * Writes the representation of a row.
   *
   * @param lost gathers the fields whose requirements could not be fetched: what is answered for
   *     these is no answer
   * @return false when there is none: what was written must be taken back
   */
  boolean write(ResponseTree tree, int row, JsonWriter out, Set<Requiring> lost) {
    int type = tree.type(row);
    Variant variant = variant(type);
    if (variant == null) {
      return false;
    }
    if (variant.head != null) {
      out.write(variant.head);
    } else if (type != TypeTable.UNKNOWN) {
      out.write(head(types.quoted(type)));
    } else {
      return false;
    }
    boolean complete = entries(variant.entries, tree, row, out, lost);
    out.write('}');
    return complete;
  }

  private static boolean entries(
      Entry[] entries, ResponseTree tree, int row, JsonWriter out, Set<Requiring> lost) {
    for (Entry entry : entries) {
      int mark = out.length();
      if (!entry(entry, tree, row, true, out)) {
        if (entry.requiring.length == 0) {
          return false;
        }
        out.truncate(mark);
        lost.addAll(Arrays.asList(entry.requiring));
      }
    }
    return true;
  }

  private static boolean below(Entry[] entries, ResponseTree tree, int row, JsonWriter out) {
    int start = out.length();
    for (Entry entry : entries) {
      if (!entry(entry, tree, row, out.length() > start, out)) {
        return false;
      }
    }
    return true;
  }

  private static boolean entry(
      Entry entry, ResponseTree tree, int row, boolean separate, JsonWriter out) {
    if (entry.types != null && !entry.types.contains(tree.type(row))) {
      return true;
    }
    int from = separate ? 0 : 1;
    out.write(entry.token, from, entry.token.length - from);
    long cell = entry.slot < 0 ? NOT_ASKED : tree.get(row, entry.slot);
    return (entry.required ? !Cell.isAbsent(cell) : Cell.isAnswered(cell))
        && value(entry, tree, cell, out);
  }

  /** Not so an object of a type that the service has never heard of. */
  private static boolean isKnown(Entry entry, ResponseTree tree, long cell) {
    return entry.objects == null
        || Cell.kind(cell) != Cell.ROW
        || entry.objects.contains(tree.type(Cell.index(cell)));
  }

  private static boolean value(Entry entry, ResponseTree tree, long cell, JsonWriter out) {
    switch (Cell.kind(cell)) {
      case Cell.MISSING, Cell.NULL -> out.write(NULL);
      case Cell.ROW -> {
        if (!isKnown(entry, tree, cell)) {
          out.write(NULL);
          return !entry.required;
        }
        out.write('{');
        if (!below(entry.entries, tree, Cell.index(cell), out)) {
          return false;
        }
        out.write('}');
      }
      case Cell.LIST -> {
        int list = Cell.index(cell);
        out.write('[');
        int start = out.length();
        for (int i = 0, length = tree.length(list); i < length; i++) {
          long item = tree.get(list, i);
          if (!entry.required && !isKnown(entry, tree, item)) {
            continue;
          }
          if (out.length() > start) {
            out.write(',');
          }
          if (!value(entry, tree, item, out)) {
            return false;
          }
        }
        out.write(']');
      }
      default -> tree.write(cell, out);
    }
    return true;
  }
}
