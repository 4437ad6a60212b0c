package dev.tributary.access;

import dev.tributary.supergraph.AppliedDirective;
import dev.tributary.supergraph.Value;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the access directives of one element of a supergraph. */
final class AccessDirectives {
  private AccessDirectives() {}

  /**
   * What the element itself asks. Directives that travelled apart, one per subgraph, must all be
   * met. Arguments of another form than the specifications give them can be met by nobody.
   */
  static Set<Atom> of(List<AppliedDirective> directives) {
    if (directives.isEmpty()) {
      return Set.of();
    }
    Set<Atom> atoms = new LinkedHashSet<>();
    for (AppliedDirective directive : directives) {
      // In @join__directive a directive has the name that its subgraph gave it.
      switch (directive.name()) {
        case "authenticated", "federation__authenticated" -> atoms.add(new Atom.Authenticated());
        case "requiresScopes", "federation__requiresScopes" ->
            atoms.add(new Atom.Scopes(alternatives(directive.arguments().get("scopes"))));
        case "policy", "federation__policy" ->
            atoms.add(new Atom.Policies(alternatives(directive.arguments().get("policies"))));
        default -> {}
      }
    }
    return atoms.isEmpty() ? Set.of() : atoms;
  }

  private static Set<Set<String>> alternatives(@Nullable Value value) {
    Set<Set<String>> alternatives = new HashSet<>();
    if (value instanceof Value.ListValue(List<Value> outer)) {
      for (Value inner : outer) {
        Set<String> names = names(inner);
        if (names != null) {
          alternatives.add(names);
        }
      }
    }
    return alternatives;
  }

  /** A single name stands for a list of one (GraphQL specification, 3.11); null for no names. */
  private static @Nullable Set<String> names(Value value) {
    return switch (value) {
      case Value.StringValue(String name) -> Set.of(name);
      case Value.ListValue(List<Value> items) -> {
        Set<String> names = new HashSet<>();
        for (Value item : items) {
          if (!(item instanceof Value.StringValue(String name))) {
            yield null;
          }
          names.add(name);
        }
        yield names;
      }
      default -> null;
    };
  }
}
