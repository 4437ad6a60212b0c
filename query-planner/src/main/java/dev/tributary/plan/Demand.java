package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.TypeSet;
import dev.tributary.operation.DirectiveUse;
import dev.tributary.supergraph.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A field that is wanted of the objects at one position, by the client or as somebody's
 * requirement.
 *
 * @param types the object types of which it is wanted
 * @param guard when it is wanted, conditions of all its ancestors included
 * @param children what is wanted below; null on a leaf
 */
record Demand(TypeSet types, FieldKey field, Guard guard, @Nullable List<Demand> children) {

  /**
   * A field with its arguments and directives: what makes two selections ask for the same value.
   *
   * @param directives the graph's own, of each occurrence that has any
   * @param call tells equal root fields of a mutation apart, which are different calls; empty
   *     elsewhere
   */
  record FieldKey(
      String name,
      SequencedMap<String, Value> arguments,
      List<List<DirectiveUse>> directives,
      String call) {

    /** A field without directives. */
    FieldKey(String name, SequencedMap<String, Value> arguments, String call) {
      this(name, arguments, List.of(), call);
    }
  }

  static final FieldKey TYPENAME = new FieldKey(QueryGraph.TYPENAME, new LinkedHashMap<>(), "");

  /**
   * Stands for a field that is withheld: nothing is fetched for it, but whether an object has it
   * may be a matter of its type.
   */
  static final FieldKey WITHHELD =
      new FieldKey(QueryGraph.TYPENAME, new LinkedHashMap<>(), "withheld");

  Demand {
    if (children != null) {
      children = List.copyOf(children);
    }
  }
}
