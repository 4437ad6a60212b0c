package dev.tributary.operation;

import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One valid client operation in normal form: named fragments inlined, trivially true type
 * conditions flattened, fields with the same response key merged, client order kept. Where
 * conditions decide which of several such fields comes first, they are left apart.
 *
 * @param name null when anonymous
 * @param rootType the name of the root object type
 * @param variables in the order declared
 * @param selections on the root type, {@code __schema} and {@code __type} included
 * @param directives the graph's own, on the operation itself
 * @param fingerprint a stable hash of the printed normal form, literals in place
 */
public record Operation(
    Kind kind,
    @Nullable String name,
    String rootType,
    List<VariableDefinition> variables,
    SelectionSet selections,
    List<DirectiveUse> directives,
    String fingerprint) {

  public Operation {
    variables = List.copyOf(variables);
    directives = List.copyOf(directives);
  }

  /** An operation without directives. */
  public Operation(
      Kind kind,
      @Nullable String name,
      String rootType,
      List<VariableDefinition> variables,
      SelectionSet selections,
      String fingerprint) {
    this(kind, name, rootType, variables, selections, List.of(), fingerprint);
  }

  public enum Kind {
    QUERY,
    MUTATION,
    SUBSCRIPTION
  }

  /**
   * @param defaultValue null when the declaration has none
   */
  public record VariableDefinition(String name, TypeRef type, @Nullable Value defaultValue) {}
}
