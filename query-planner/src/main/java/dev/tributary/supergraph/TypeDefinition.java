package dev.tributary.supergraph;

import java.util.BitSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A type of the supergraph, and what each subgraph knows of it. */
public sealed interface TypeDefinition {

  String name();

  /** Hidden from clients by {@code @inaccessible}; planning still uses it. */
  boolean inaccessible();

  /** Directives such as {@code @tag}, {@code @authenticated}, {@code @cost}, {@code @connect}. */
  List<AppliedDirective> directives();

  /** A type with a selection set below it: object, interface or union. */
  sealed interface Composite extends TypeDefinition {}

  /** An object or interface. */
  sealed interface WithFields extends Composite {
    /**
     * What each subgraph, by id, declares of this type; subgraphs that do not know it are absent.
     */
    SortedMap<Integer, InSubgraph> in();

    /** By name, in supergraph order. */
    SequencedMap<String, FieldDefinition> fields();

    /** Implemented interfaces, each with the subgraphs in which the implementation is declared. */
    SequencedMap<String, BitSet> interfaces();
  }

  record ObjectType(
      String name,
      SortedMap<Integer, InSubgraph> in,
      SequencedMap<String, FieldDefinition> fields,
      SequencedMap<String, BitSet> interfaces,
      boolean inaccessible,
      List<AppliedDirective> directives)
      implements WithFields {}

  record InterfaceType(
      String name,
      SortedMap<Integer, InSubgraph> in,
      SequencedMap<String, FieldDefinition> fields,
      SequencedMap<String, BitSet> interfaces,
      boolean inaccessible,
      List<AppliedDirective> directives)
      implements WithFields {}

  /**
   * @param members each with the subgraphs in which it is a member
   */
  record UnionType(
      String name,
      BitSet in,
      SequencedMap<String, BitSet> members,
      boolean inaccessible,
      List<AppliedDirective> directives)
      implements Composite {}

  /**
   * @param values by name
   */
  record EnumType(
      String name,
      BitSet in,
      SequencedMap<String, EnumValueDefinition> values,
      boolean inaccessible,
      List<AppliedDirective> directives)
      implements TypeDefinition {}

  record EnumValueDefinition(
      String name, BitSet in, boolean inaccessible, List<AppliedDirective> directives) {}

  record InputType(
      String name,
      BitSet in,
      SequencedMap<String, InputFieldDefinition> fields,
      boolean inaccessible,
      List<AppliedDirective> directives)
      implements TypeDefinition {}

  record InputFieldDefinition(
      String name,
      TypeRef type,
      @Nullable Value defaultValue,
      BitSet in,
      boolean inaccessible,
      List<AppliedDirective> directives) {}

  record ScalarType(String name, BitSet in, boolean inaccessible, List<AppliedDirective> directives)
      implements TypeDefinition {}

  /**
   * A type as one subgraph declares it.
   *
   * @param keys every {@code @key}, in supergraph order; empty when it has none there
   * @param interfaceObject an object type there, standing for this interface
   */
  record InSubgraph(List<Key> keys, boolean interfaceObject) {}

  /**
   * @param resolvable whether the subgraph can be entered by it; its fields can be read either way
   */
  record Key(FieldSet fields, boolean resolvable) {}

  /**
   * A field of an object or interface.
   *
   * @param type the supergraph's own type
   * @param in what each subgraph, by id, says of the field. Already expanded: a field without
   *     {@code @join__field} stands here once for every subgraph of its type. Empty when no
   *     subgraph resolves it directly (an interface-object field made concrete).
   */
  record FieldDefinition(
      String name,
      TypeRef type,
      SequencedMap<String, ArgumentDefinition> arguments,
      SortedMap<Integer, FieldInSubgraph> in,
      boolean inaccessible,
      List<AppliedDirective> directives) {}

  record ArgumentDefinition(
      String name,
      TypeRef type,
      @Nullable Value defaultValue,
      boolean inaccessible,
      List<AppliedDirective> directives) {}

  /**
   * A field as one subgraph declares it ({@code @join__field}).
   *
   * @param external declared there for use in keys, requires or provides only
   * @param requires what must be sent along to resolve it
   * @param provides what is resolvable below it although external elsewhere
   * @param type the subgraph's own type of the field when it differs from the supergraph's
   * @param overrides the name of the subgraph that it takes the field from
   * @param overrideLabel the progressive override's label
   * @param usedOverridden overridden by another, and still used there in keys or requires
   * @param contextArguments arguments filled from {@code @fromContext}
   */
  record FieldInSubgraph(
      boolean external,
      @Nullable FieldSet requires,
      @Nullable FieldSet provides,
      @Nullable TypeRef type,
      @Nullable String overrides,
      @Nullable String overrideLabel,
      boolean usedOverridden,
      List<ContextArgument> contextArguments) {

    /** A field of which nothing more is said than that the subgraph has it. */
    static final FieldInSubgraph PLAIN =
        new FieldInSubgraph(false, null, null, null, null, null, false, List.of());

    /** The same, and not external. */
    FieldInSubgraph resolved() {
      return new FieldInSubgraph(
          false,
          requires,
          provides,
          type,
          overrides,
          overrideLabel,
          usedOverridden,
          contextArguments);
    }
  }

  /**
   * @param context its name; {@code selection} is evaluated where the context was set
   */
  record ContextArgument(String argument, TypeRef type, String context, FieldSet selection) {}
}
