package dev.tributary.execute;

import dev.tributary.access.Atom;
import dev.tributary.access.OperationAccess;
import dev.tributary.auth.Caller;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An operation that asks something of its callers. What is run for a caller is a variant of it, by
 * what the caller meets.
 *
 * @param policies all that are named anywhere in it
 */
record Guarded(OperationAccess access, Set<String> policies, int weight)
    implements PreparedOperation {

  /** Operations are small beside their plans. */
  private static final int WEIGHT = 2_000;

  static Guarded of(OperationAccess access, int documentLength) {
    Set<String> policies = new HashSet<>();
    for (Atom atom : access.atoms()) {
      if (atom instanceof Atom.Policies(Set<Set<String>> alternatives)) {
        alternatives.forEach(policies::addAll);
      }
    }
    return new Guarded(access, Set.copyOf(policies), WEIGHT + 20 * documentLength);
  }

  /**
   * The numbers of the atoms that a caller meets.
   *
   * @param granted the policies that hold
   */
  BitSet met(Caller caller, Set<String> granted) {
    List<Atom> atoms = access.atoms();
    BitSet met = new BitSet(atoms.size());
    for (int i = 0; i < atoms.size(); i++) {
      boolean meets =
          switch (atoms.get(i)) {
            case Atom.Authenticated _ -> caller.isAuthenticated();
            case Atom.Scopes scopes -> scopes.isMetBy(caller.scopes());
            case Atom.Policies named -> named.isMetBy(granted);
          };
      if (meets) {
        met.set(i);
      }
    }
    return met;
  }
}
