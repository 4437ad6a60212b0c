package dev.tributary.supergraph;

import dev.tributary.supergraph.SdlDocument.DirectiveSyntax;
import dev.tributary.supergraph.SdlDocument.EnumSyntax;
import dev.tributary.supergraph.SdlDocument.EnumValueSyntax;
import dev.tributary.supergraph.SdlDocument.FieldSyntax;
import dev.tributary.supergraph.SdlDocument.InputSyntax;
import dev.tributary.supergraph.SdlDocument.InputValueSyntax;
import dev.tributary.supergraph.SdlDocument.InterfaceSyntax;
import dev.tributary.supergraph.SdlDocument.NameSyntax;
import dev.tributary.supergraph.SdlDocument.ObjectSyntax;
import dev.tributary.supergraph.SdlDocument.ScalarSyntax;
import dev.tributary.supergraph.SdlDocument.TypeSyntax;
import dev.tributary.supergraph.SdlDocument.UnionSyntax;
import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.EnumValueDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.InputFieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.ScalarType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** From type definitions as written to {@link TypeDefinition} records. */
final class TypeReader {

  private static final SequencedMap<String, ArgumentDefinition> NO_ARGUMENTS =
      Collections.unmodifiableSequencedMap(new LinkedHashMap<>());

  private final JoinReader join;

  TypeReader(JoinReader join) {
    this.join = join;
  }

  /** By name, in the order written; the built-in scalars last. */
  SequencedMap<String, TypeDefinition> read(Collection<TypeSyntax> syntax) {
    SequencedMap<String, TypeDefinition> types = new LinkedHashMap<>();
    for (TypeSyntax type : syntax) {
      types.put(type.name(), type(type));
    }
    for (String name : BuiltInScalars.names()) {
      types.putIfAbsent(name, new ScalarType(name, join.everywhere(), false, List.of()));
    }
    return Collections.unmodifiableSequencedMap(types);
  }

  private TypeDefinition type(TypeSyntax type) {
    String name = type.name();
    List<DirectiveSyntax> written = type.directives();
    SortedMap<Integer, InSubgraph> in = join.typeIn(written, name);
    BitSet known = bits(in.keySet());
    boolean inaccessible = join.inaccessible(written);
    List<AppliedDirective> directives = join.directives(written, name);
    return switch (type) {
      case ObjectSyntax object ->
          new ObjectType(
              name,
              in,
              fields(object, object.fields(), in),
              join.interfaces(written, names(object.interfaces()), known, name),
              inaccessible,
              directives);
      case InterfaceSyntax anInterface ->
          new InterfaceType(
              name,
              in,
              fields(anInterface, anInterface.fields(), in),
              join.interfaces(written, names(anInterface.interfaces()), known, name),
              inaccessible,
              directives);
      case UnionSyntax union ->
          new UnionType(
              name,
              known,
              join.members(written, names(union.members()), known, name),
              inaccessible,
              directives);
      case EnumSyntax anEnum ->
          new EnumType(name, known, enumValues(anEnum, known), inaccessible, directives);
      case InputSyntax input ->
          new InputType(name, known, inputFields(input, known), inaccessible, directives);
      case ScalarSyntax _ -> new ScalarType(name, known, inaccessible, directives);
    };
  }

  /**
   * A subgraph that extends a type resolves the fields of its keys, also where they are marked
   * external: Federation 1 made extensions do so.
   */
  private static SortedMap<Integer, FieldInSubgraph> byExtensions(
      SortedMap<Integer, FieldInSubgraph> said,
      String field,
      SortedMap<Integer, InSubgraph> types,
      BitSet extended) {
    if (extended.isEmpty()) {
      return said;
    }
    SortedMap<Integer, FieldInSubgraph> in = new TreeMap<>(said);
    in.replaceAll(
        (graph, here) ->
            here.external() && extended.get(graph) && isKeyField(field, types.get(graph))
                ? here.resolved()
                : here);
    return Collections.unmodifiableSortedMap(in);
  }

  private static boolean isKeyField(String field, @Nullable InSubgraph type) {
    return type != null
        && type.keys().stream()
            .flatMap(key -> key.fields().selections().stream())
            .anyMatch(one -> one instanceof FieldSet.Field named && named.name().equals(field));
  }

  private static BitSet bits(Set<Integer> numbers) {
    BitSet bits = new BitSet();
    numbers.forEach(bits::set);
    return bits;
  }

  private SequencedMap<String, FieldDefinition> fields(
      TypeSyntax type, List<FieldSyntax> syntax, SortedMap<Integer, InSubgraph> types) {
    BitSet known = bits(types.keySet());
    BitSet extended = join.extendedIn(type.directives());
    SortedMap<Integer, FieldInSubgraph> home =
        everywhere(join.fieldHome(type.directives(), known, type.name()));
    SequencedMap<String, FieldDefinition> fields = LinkedHashMap.newLinkedHashMap(syntax.size());
    for (FieldSyntax field : syntax) {
      String coordinate = type.name() + "." + field.name();
      SortedMap<Integer, FieldInSubgraph> said =
          join.fieldIn(field.directives(), known, coordinate);
      FieldDefinition definition =
          new FieldDefinition(
              field.name(),
              field.type(),
              arguments(field, coordinate),
              said == null ? home : byExtensions(said, field.name(), types, extended),
              join.inaccessible(field.directives()),
              join.directives(field.directives(), coordinate));
      if (fields.putIfAbsent(field.name(), definition) != null) {
        join.problem(coordinate, "is defined twice");
      }
    }
    return Collections.unmodifiableSequencedMap(fields);
  }

  /** A field of which nothing is said is plainly there in these subgraphs. */
  private static SortedMap<Integer, FieldInSubgraph> everywhere(BitSet home) {
    SortedMap<Integer, FieldInSubgraph> in = new TreeMap<>();
    home.stream().forEach(graph -> in.put(graph, FieldInSubgraph.PLAIN));
    return Collections.unmodifiableSortedMap(in);
  }

  private SequencedMap<String, ArgumentDefinition> arguments(FieldSyntax field, String coordinate) {
    if (field.arguments().isEmpty()) {
      return NO_ARGUMENTS;
    }
    SequencedMap<String, ArgumentDefinition> arguments =
        LinkedHashMap.newLinkedHashMap(field.arguments().size());
    for (InputValueSyntax argument : field.arguments()) {
      String at = coordinate + "(" + argument.name() + ":)";
      ArgumentDefinition definition =
          new ArgumentDefinition(
              argument.name(),
              argument.type(),
              argument.defaultValue(),
              join.inaccessible(argument.directives()),
              join.directives(argument.directives(), at));
      if (arguments.putIfAbsent(argument.name(), definition) != null) {
        join.problem(at, "is defined twice");
      }
    }
    return Collections.unmodifiableSequencedMap(arguments);
  }

  private SequencedMap<String, InputFieldDefinition> inputFields(InputSyntax input, BitSet known) {
    SequencedMap<String, InputFieldDefinition> fields =
        LinkedHashMap.newLinkedHashMap(input.fields().size());
    for (InputValueSyntax field : input.fields()) {
      String coordinate = input.name() + "." + field.name();
      SortedMap<Integer, FieldInSubgraph> said =
          join.fieldIn(field.directives(), known, coordinate);
      BitSet in = said == null ? known : bits(said.keySet());
      InputFieldDefinition definition =
          new InputFieldDefinition(
              field.name(),
              field.type(),
              field.defaultValue(),
              in,
              join.inaccessible(field.directives()),
              join.directives(field.directives(), coordinate));
      if (fields.putIfAbsent(field.name(), definition) != null) {
        join.problem(coordinate, "is defined twice");
      }
    }
    return Collections.unmodifiableSequencedMap(fields);
  }

  private SequencedMap<String, EnumValueDefinition> enumValues(EnumSyntax anEnum, BitSet known) {
    SequencedMap<String, EnumValueDefinition> values =
        LinkedHashMap.newLinkedHashMap(anEnum.values().size());
    for (EnumValueSyntax value : anEnum.values()) {
      String coordinate = anEnum.name() + "." + value.name();
      EnumValueDefinition definition =
          new EnumValueDefinition(
              value.name(),
              join.enumValueIn(value.directives(), known, coordinate),
              join.inaccessible(value.directives()),
              join.directives(value.directives(), coordinate));
      if (values.putIfAbsent(value.name(), definition) != null) {
        join.problem(coordinate, "is defined twice");
      }
    }
    return Collections.unmodifiableSequencedMap(values);
  }

  private static List<String> names(List<NameSyntax> names) {
    return names.stream().map(NameSyntax::name).toList();
  }
}
