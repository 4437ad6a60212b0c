package dev.tributary.compose;

import java.util.Set;

/**
 * Which elements of a supergraph a contract shows, by their {@code @tag}s.
 *
 * @param include when not empty, only unions and fields of objects and interfaces with one of these
 *     are shown; a type's tags count for all of its fields
 * @param exclude elements with one of these are not shown, whatever else they carry
 * @param unreachable what becomes of types that no root field leads to any more
 */
public record TagFilter(Set<String> include, Set<String> exclude, Unreachable unreachable) {
  public TagFilter {
    include = Set.copyOf(include);
    exclude = Set.copyOf(exclude);
  }

  /** What becomes of types that clients cannot get to. */
  public enum Unreachable {
    SHOWN,
    HIDDEN
  }
}
