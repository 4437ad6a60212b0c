package dev.tributary.compose;

import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.ContextArgument;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which contexts can be read at a place of the client's schema: each is set by an object above, the
 * nearest one where several do.
 */
final class Contexts {

  /** What is read from a context; arguments that read the same need it once. */
  private record Use(String context, FieldSet selection) {}

  private final Supergraph supergraph;
  private final Reach reach;
  private final List<Use> uses = new ArrayList<>();

  /** The object types that set each context. */
  private final Map<String, Set<String>> setters = new HashMap<>();

  Contexts(Supergraph supergraph, Reach reach) {
    this.supergraph = supergraph;
    this.reach = reach;
    for (TypeDefinition type : supergraph.types().values()) {
      setter(type);
      if (type instanceof WithFields withFields) {
        withFields.fields().values().forEach(this::uses);
      }
    }
  }

  private void setter(TypeDefinition type) {
    for (var applied : type.directives()) {
      if (applied.name().equals("context")
          && applied.arguments().get("name") instanceof Value.StringValue(String context)) {
        Set<String> types = setters.computeIfAbsent(context, _ -> new HashSet<>());
        types.add(type.name());
        types.addAll(supergraph.possibleTypes().getOrDefault(type.name(), Set.of()));
      }
    }
  }

  private void uses(FieldDefinition field) {
    for (FieldInSubgraph in : field.in().values()) {
      for (ContextArgument argument : in.contextArguments()) {
        Use use = use(argument);
        if (!uses.contains(use)) {
          uses.add(use);
        }
      }
    }
  }

  private static Use use(ContextArgument argument) {
    return new Use(argument.context(), argument.selection());
  }

  /**
   * What can be read below objects of {@code type}.
   *
   * @param above what can be read at these objects
   * @param positions where they may have been read
   * @param types what they may be at run time
   */
  BitSet below(BitSet above, BitSet positions, Set<String> types) {
    if (uses.isEmpty()) {
      return above;
    }
    BitSet below = (BitSet) above.clone();
    for (int i = 0; i < uses.size(); i++) {
      Use use = uses.get(i);
      Set<String> setting = setters.getOrDefault(use.context(), Set.of());
      long set = types.stream().filter(setting::contains).count();
      if (set > 0) {
        boolean inherited = set == types.size() || above.get(i);
        below.set(
            i,
            inherited && positions.stream().anyMatch(at -> reach.selectable(at, use.selection())));
      }
    }
    return below;
  }

  /** Whether everything can be read that the subgraph's field is filled from. */
  boolean fill(FieldInSubgraph field, BitSet available) {
    return field.contextArguments().stream()
        .allMatch(argument -> available.get(uses.indexOf(use(argument))));
  }

  /** Whether an object above sets the context at all, if {@code type} is above. */
  boolean isSetBy(String context, String type) {
    return setters.getOrDefault(context, Set.of()).contains(type);
  }
}
