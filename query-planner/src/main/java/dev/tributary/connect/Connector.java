package dev.tributary.connect;

import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeRef;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * One {@code @connect} in its place: all that is needed to run it.
 *
 * @param coordinate such as {@code inventory:Product.stock[0]}: the service, where the directive
 *     stands, and its index among the directives there
 * @param typeName the type it stands on, or whose field it stands on
 * @param fieldName null when it stands on a type
 * @param type what the selection makes: the field's type; for a connector on a type, the type
 *     itself, in a list when it is a batch
 * @param arguments of the field; empty for a connector on a type
 * @param key what an entity is entered by, derived from the variables used; empty for {@link
 *     Kind#ROOT}
 * @param source null when the connector has its own absolute URL
 * @param byType null when the selection says all of how the value is made
 */
public record Connector(
    String coordinate,
    String service,
    Kind kind,
    String typeName,
    @Nullable String fieldName,
    TypeRef type,
    SequencedMap<String, ArgumentDefinition> arguments,
    FieldSet key,
    @Nullable Source source,
    Connect connect,
    @Nullable ByType byType) {

  /** What a connector resolves, and from what. */
  public enum Kind {
    /** A field of a root type, from its arguments. */
    ROOT,
    /** The same, and an entity too: its key fields are sent as the arguments. */
    ENTITY,
    /** A field of another type, from the object it is on ({@code $this}) and its arguments. */
    FIELD,
    /** An entity from its key ({@code $this}). */
    TYPE,
    /** Many entities from their keys ({@code $batch}). */
    BATCH
  }

  /** The name that limits and configuration of its calls go by. */
  public String sourceKey() {
    if (source != null) {
      return service + "." + source.name();
    }
    return connect.id() == null ? coordinate : service + "." + connect.id();
  }

  /**
   * Whether any of its mappings reads a variable. Costs a walk over all of them.
   *
   * @param variable without {@code $}
   */
  public boolean reads(String variable) {
    return VariablePaths.of(connect, source).byVariable().containsKey(variable);
  }

  /** The name of the virtual subgraph that holds it. */
  String virtualName() {
    String index = coordinate.substring(coordinate.lastIndexOf('[') + 1, coordinate.length() - 1);
    return service + "_" + typeName + (fieldName == null ? "" : "_" + fieldName) + "_" + index;
  }
}
