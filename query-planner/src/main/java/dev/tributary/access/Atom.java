package dev.tributary.access;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One thing that is asked of a caller, by one directive: what is asked for a field is a set of
 * these, all of which must be met.
 */
public sealed interface Atom {

  /** {@code @authenticated}: somebody vouches for the caller. */
  record Authenticated() implements Atom {
    @Override
    public String toString() {
      return "@authenticated";
    }
  }

  /**
   * {@code @requiresScopes}: the caller has all scopes of one alternative.
   *
   * @param alternatives none can be met when there are none
   */
  record Scopes(Set<Set<String>> alternatives) implements Atom {
    public Scopes {
      alternatives = copy(alternatives);
    }

    /** Whether a caller with these scopes meets it. */
    public boolean isMetBy(Set<String> scopes) {
      return anyWithin(alternatives, scopes);
    }

    @Override
    public String toString() {
      return "@requiresScopes(scopes: " + print(alternatives) + ")";
    }
  }

  /**
   * {@code @policy}: all policies of one alternative say yes.
   *
   * @param alternatives none can be met when there are none
   */
  record Policies(Set<Set<String>> alternatives) implements Atom {
    public Policies {
      alternatives = copy(alternatives);
    }

    /** Whether it is met when these policies have said yes. */
    public boolean isMetBy(Set<String> granted) {
      return anyWithin(alternatives, granted);
    }

    @Override
    public String toString() {
      return "@policy(policies: " + print(alternatives) + ")";
    }
  }

  private static Set<Set<String>> copy(Set<Set<String>> alternatives) {
    return alternatives.stream().map(Set::copyOf).collect(Collectors.toUnmodifiableSet());
  }

  private static boolean anyWithin(Set<Set<String>> alternatives, Set<String> names) {
    for (Set<String> alternative : alternatives) {
      if (names.containsAll(alternative)) {
        return true;
      }
    }
    return false;
  }

  private static String print(Set<Set<String>> alternatives) {
    List<String> sorted =
        alternatives.stream().map(names -> new TreeSet<>(names).toString()).sorted().toList();
    return sorted.toString();
  }
}
