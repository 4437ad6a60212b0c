package dev.tributary.connect;

import dev.tributary.connect.Connector.Kind;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.Key;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** One or more connectors of a service as a subgraph that the planner can plan on. */
final class VirtualSubgraph {

  private final ServiceSchema schema;
  private final List<Connector> connectors;
  private final List<Provided> positions;
  private final Coverage coverage;

  private VirtualSubgraph(
      ServiceSchema schema,
      List<Connector> connectors,
      List<Provided> positions,
      Coverage coverage) {
    this.schema = schema;
    this.connectors = connectors;
    this.positions = positions;
    this.coverage = coverage;
  }

  static VirtualSubgraph of(ServiceSchema schema, Connector connector) {
    if (connector.byType() != null) {
      return new VirtualSubgraph(
          schema,
          List.of(connector),
          List.of(),
          Coverage.byType(schema, connector, connector.byType().types()));
    }
    List<Provided> positions = positions(schema, connector);
    return new VirtualSubgraph(
        schema,
        List.of(connector),
        positions,
        new Coverage(positions, connector.kind() == Kind.ROOT ? null : enteredType(connector)));
  }

  private static String enteredType(Connector connector) {
    return connector.kind() == Kind.ENTITY ? connector.type().namedType() : connector.typeName();
  }

  /** The ways in: from a root field, or from an entity's key. */
  private static List<Provided> positions(ServiceSchema schema, Connector connector) {
    String result = connector.type().namedType();
    Provided selected = schema.provided(result, Shape.of(connector.connect().selection().root()));
    return switch (connector.kind()) {
      case ROOT -> List.of(field(schema, connector, selected));
      case ENTITY -> {
        Provided entity = selected.and(schema.provided(result, connector.key()));
        yield List.of(field(schema, connector, entity), entity);
      }
      case FIELD ->
          List.of(
              field(schema, connector, selected)
                  .and(schema.provided(connector.typeName(), connector.key())));
      case TYPE, BATCH -> List.of(selected.and(schema.provided(result, connector.key())));
    };
  }

  private static Provided field(ServiceSchema schema, Connector connector, Provided below) {
    boolean leaf = schema.possibleTypes(below.typeName()).isEmpty();
    SequencedMap<String, @Nullable Provided> fields = new LinkedHashMap<>();
    fields.put(Objects.requireNonNull(connector.fieldName()), leaf ? null : below);
    SequencedMap<String, SequencedMap<String, @Nullable Provided>> byType = new LinkedHashMap<>();
    byType.put(connector.typeName(), fields);
    return new Provided(connector.typeName(), byType);
  }

  /**
   * The root field that others of the same root type may be folded with; null when this one can be
   * entered by a key, or depends on positions.
   */
  @Nullable Coverage foldable() {
    return connectors.getFirst().kind() == Kind.ROOT && !coverage.hasPositions() ? coverage : null;
  }

  /**
   * All of these as one, whose coverages {@linkplain Coverage#joinWhereEqual agree}.
   *
   * @param parts of one root type, not empty
   * @param covered by all of them; nothing in it depends on positions
   */
  static VirtualSubgraph folded(List<VirtualSubgraph> parts, Coverage covered) {
    return new VirtualSubgraph(
        parts.getFirst().schema,
        parts.stream().flatMap(part -> part.connectors.stream()).toList(),
        List.of(),
        covered);
  }

  List<Connector> connectors() {
    return connectors;
  }

  String name() {
    return connectors.getFirst().virtualName();
  }

  boolean knows(String type) {
    return coverage.knows(type);
  }

  /** Whether objects of the type stand where the abstract type does. */
  boolean hasMember(String abstractType, String type) {
    return coverage.hasMember(abstractType, type);
  }

  /**
   * What the virtual subgraph declares of a type; null when it does not know it.
   *
   * @param original what the service declares of it
   */
  @Nullable InSubgraph type(String name, @Nullable InSubgraph original) {
    if (!knows(name)) {
      return null;
    }
    List<Key> keys = new ArrayList<>();
    Connector connector = connectors.getFirst();
    if (connector.kind() != Kind.ROOT && name.equals(enteredType(connector))) {
      keys.add(new Key(connector.key(), true));
    }
    if (original != null) {
      // The service's own keys stay to leave by, where all of their fields are there.
      for (Key key : original.keys()) {
        if (keys.stream().noneMatch(derived -> derived.fields().equals(key.fields()))
            && resolvesAll(name, key.fields())) {
          keys.add(new Key(key.fields(), false));
        }
      }
    }
    return new InSubgraph(keys, original != null && original.interfaceObject());
  }

  private boolean resolvesAll(String type, FieldSet fields) {
    return fields.selections().stream()
        .allMatch(
            selection ->
                selection instanceof FieldSet.Field(var name, var arguments, FieldSet inner)
                    && coverage.resolves(type, name)
                    && (inner == null || resolvesAllBelow(type, name, inner)));
  }

  private boolean resolvesAllBelow(String type, String field, FieldSet inner) {
    var definition = schema.field(type, field);
    return definition != null && resolvesAll(definition.type().namedType(), inner);
  }

  /**
   * What the virtual subgraph declares of a field; null when it does not know it.
   *
   * @param original what the service declares of it; null when it declares nothing
   */
  @Nullable FieldInSubgraph field(String type, String name, @Nullable FieldInSubgraph original) {
    boolean everywhere = resolves(type, name);
    if (!everywhere && !coverage.resolvesSomewhere(type, name)) {
      return null;
    }
    return new FieldInSubgraph(
        !everywhere,
        null,
        everywhere ? provides(type, name) : null,
        original == null ? null : original.type(),
        original == null ? null : original.overrides(),
        original == null ? null : original.overrideLabel(),
        original != null && original.usedOverridden(),
        List.of());
  }

  /** An abstract type's field is there when all that may stand in its place have it. */
  private boolean resolves(String type, String name) {
    var members = coverage.members(type);
    return members.isEmpty()
        ? coverage.resolves(type, name)
        : members.stream().allMatch(member -> coverage.resolves(member, name));
  }

  private @Nullable FieldSet provides(String type, String name) {
    for (Provided position : positions) {
      var fields = position.byType().get(type);
      if (fields != null && fields.containsKey(name)) {
        return coverage.provides(fields.get(name));
      }
    }
    return null;
  }
}
