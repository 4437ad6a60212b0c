package dev.tributary.cost;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code @listSize} on a field.
 *
 * @param assumedSize the size when no slicing argument says it; null for the default
 * @param slicingArguments each a path: an argument's name, then names of input fields below it
 * @param sizedFields the list fields below that have the size in the field's place
 * @param requireOne whether exactly one slicing argument must be given
 */
record ListSize(
    @Nullable Long assumedSize,
    List<List<String>> slicingArguments,
    Set<String> sizedFields,
    boolean requireOne) {
  ListSize {
    slicingArguments = List.copyOf(slicingArguments);
    sizedFields = Set.copyOf(sizedFields);
  }
}
