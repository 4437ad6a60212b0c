package dev.tributary.subgraph;

import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A type of a schema, its definition and extensions taken together. */
public sealed interface TypeNode extends ElementNode {

  Head head();

  @Override
  default String name() {
    return head().name();
  }

  @Override
  default @Nullable String description() {
    return head().description();
  }

  @Override
  default List<DirectiveNode> directives() {
    return head().directives();
  }

  @Override
  default Place place() {
    return head().place();
  }

  /** The kind, as messages speak of it. */
  default String kind() {
    return switch (this) {
      case ObjectNode _ -> "object type";
      case InterfaceNode _ -> "interface";
      case UnionNode _ -> "union";
      case EnumNode _ -> "enum";
      case InputNode _ -> "input object";
      case ScalarNode _ -> "scalar";
    };
  }

  /**
   * What every kind of type has.
   *
   * @param directives of the definition and of its extensions
   * @param extensionOnly whether the document only extends it
   */
  record Head(
      String name,
      @Nullable String description,
      List<DirectiveNode> directives,
      Place place,
      boolean extensionOnly) {
    public Head {
      directives = List.copyOf(directives);
    }

    public Head withDirectives(List<DirectiveNode> changed) {
      return new Head(name, description, changed, place, extensionOnly);
    }
  }

  /** An object or interface type. */
  sealed interface WithFields extends TypeNode {
    SequencedMap<String, FieldNode> fields();

    /** Implemented interfaces, each with the place that names it. */
    SequencedMap<String, Place> interfaces();

    /** This type with other fields. */
    WithFields withFields(SequencedMap<String, FieldNode> changed);
  }

  record ObjectNode(
      Head head, SequencedMap<String, FieldNode> fields, SequencedMap<String, Place> interfaces)
      implements WithFields {
    @Override
    public ObjectNode withFields(SequencedMap<String, FieldNode> changed) {
      return new ObjectNode(head, changed, interfaces);
    }
  }

  record InterfaceNode(
      Head head, SequencedMap<String, FieldNode> fields, SequencedMap<String, Place> interfaces)
      implements WithFields {
    @Override
    public InterfaceNode withFields(SequencedMap<String, FieldNode> changed) {
      return new InterfaceNode(head, changed, interfaces);
    }
  }

  /**
   * @param members each with the place that names it
   */
  record UnionNode(Head head, SequencedMap<String, Place> members) implements TypeNode {}

  record EnumNode(Head head, SequencedMap<String, EnumValueNode> values) implements TypeNode {}

  record InputNode(Head head, SequencedMap<String, InputValueNode> fields) implements TypeNode {

    /** Whether a value of it gives exactly one field (GraphQL specification, 3.10.1). */
    boolean isOneOf() {
      return head.directives().stream().anyMatch(use -> use.name().equals("oneOf"));
    }
  }

  record ScalarNode(Head head) implements TypeNode {}
}
