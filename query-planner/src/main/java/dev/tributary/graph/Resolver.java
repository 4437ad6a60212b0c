package dev.tributary.graph;

import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.TypeDefinition.ContextArgument;
import dev.tributary.supergraph.TypeRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subgraph that resolves a field of an object type: the graph's <em>field move</em>.
 *
 * @param onType the type on which the subgraph declares the field: the object type, or the
 *     interface when the subgraph stands in for all its implementations with
 *     {@code @interfaceObject}
 * @param type the field's type as the subgraph declares it
 * @param requires what has to be sent along ({@code @requires}); null when nothing
 * @param provides what is resolvable below this field although external elsewhere; null when
 *     nothing
 * @param contexts arguments that are filled from what objects further up say
 */
public record Resolver(
    int subgraph,
    String onType,
    TypeRef type,
    @Nullable FieldSet requires,
    @Nullable FieldSet provides,
    List<ContextArgument> contexts) {

  public Resolver {
    contexts = List.copyOf(contexts);
  }

  /** Whether the field can be read wherever the object is: nothing has to be fetched before. */
  public boolean isUnconditional() {
    return requires == null && contexts.isEmpty();
  }

  /** The same where what it requires is at hand. */
  Resolver withoutRequirement() {
    return new Resolver(subgraph, onType, type, null, provides, contexts);
  }
}
