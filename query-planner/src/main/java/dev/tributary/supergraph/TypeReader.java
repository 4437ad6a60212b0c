package dev.tributary.supergraph;

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
import graphql.language.DirectivesContainer;
import graphql.language.EnumTypeDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ScalarTypeDefinition;
import graphql.language.Type;
import graphql.language.UnionTypeDefinition;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** From type definitions as written to {@link TypeDefinition} records. */
final class TypeReader {

  private static final List<String> BUILT_IN_SCALARS =
      List.of("Int", "Float", "String", "Boolean", "ID");

  private static final FieldInSubgraph PLAIN =
      new FieldInSubgraph(false, null, null, null, null, null, false, List.of());

  private final JoinReader join;

  TypeReader(JoinReader join) {
    this.join = join;
  }

  /** By name, in the order written; the built-in scalars last. */
  SequencedMap<String, TypeDefinition> read(
      Collection<? extends graphql.language.TypeDefinition<?>> syntax) {
    SequencedMap<String, TypeDefinition> types = new LinkedHashMap<>();
    for (graphql.language.TypeDefinition<?> type : syntax) {
      types.put(type.getName(), type(type));
    }
    for (String name : BUILT_IN_SCALARS) {
      types.putIfAbsent(name, new ScalarType(name, join.everywhere(), false, List.of()));
    }
    return Collections.unmodifiableSequencedMap(types);
  }

  private TypeDefinition type(graphql.language.TypeDefinition<?> type) {
    String name = type.getName();
    SortedMap<Integer, InSubgraph> in = join.typeIn(type, name);
    BitSet known = new BitSet();
    in.keySet().forEach(known::set);
    boolean inaccessible = join.inaccessible(type);
    List<AppliedDirective> directives = join.directives(type, name);
    return switch (type) {
      case ObjectTypeDefinition object ->
          new ObjectType(
              name,
              in,
              fields(object, object.getFieldDefinitions(), known),
              join.interfaces(object, names(object.getImplements()), known, name),
              inaccessible,
              directives);
      case InterfaceTypeDefinition anInterface ->
          new InterfaceType(
              name,
              in,
              fields(anInterface, anInterface.getFieldDefinitions(), known),
              join.interfaces(anInterface, names(anInterface.getImplements()), known, name),
              inaccessible,
              directives);
      case UnionTypeDefinition union ->
          new UnionType(
              name,
              known,
              join.members(union, names(union.getMemberTypes()), known, name),
              inaccessible,
              directives);
      case EnumTypeDefinition anEnum ->
          new EnumType(name, known, enumValues(anEnum, known), inaccessible, directives);
      case InputObjectTypeDefinition input ->
          new InputType(name, known, inputFields(input, known), inaccessible, directives);
      case ScalarTypeDefinition scalar -> new ScalarType(name, known, inaccessible, directives);
      default -> throw new IllegalStateException("not a type definition: " + type.getClass());
    };
  }

  private SequencedMap<String, FieldDefinition> fields(
      DirectivesContainer<?> type, List<graphql.language.FieldDefinition> syntax, BitSet known) {
    String typeName = ((graphql.language.TypeDefinition<?>) type).getName();
    BitSet home = join.fieldHome(type, known, typeName);
    SequencedMap<String, FieldDefinition> fields = new LinkedHashMap<>();
    for (graphql.language.FieldDefinition field : syntax) {
      String coordinate = typeName + "." + field.getName();
      FieldDefinition definition =
          new FieldDefinition(
              field.getName(),
              Syntax.type(field.getType()),
              arguments(field, coordinate),
              expanded(join.fieldIn(field, known, coordinate), home),
              join.inaccessible(field),
              join.directives(field, coordinate));
      if (fields.putIfAbsent(field.getName(), definition) != null) {
        join.problem(coordinate, "is defined twice");
      }
    }
    return Collections.unmodifiableSequencedMap(fields);
  }

  private static SortedMap<Integer, FieldInSubgraph> expanded(
      @Nullable SortedMap<Integer, FieldInSubgraph> said, BitSet home) {
    SortedMap<Integer, FieldInSubgraph> in = said;
    if (in == null) {
      in = new TreeMap<>();
      for (int graph = home.nextSetBit(0); graph >= 0; graph = home.nextSetBit(graph + 1)) {
        in.put(graph, PLAIN);
      }
    }
    return Collections.unmodifiableSortedMap(in);
  }

  private SequencedMap<String, ArgumentDefinition> arguments(
      graphql.language.FieldDefinition field, String coordinate) {
    SequencedMap<String, ArgumentDefinition> arguments = new LinkedHashMap<>();
    for (InputValueDefinition argument : field.getInputValueDefinitions()) {
      String at = coordinate + "(" + argument.getName() + ":)";
      ArgumentDefinition definition =
          new ArgumentDefinition(
              argument.getName(),
              Syntax.type(argument.getType()),
              defaultValue(argument),
              join.inaccessible(argument),
              join.directives(argument, at));
      if (arguments.putIfAbsent(argument.getName(), definition) != null) {
        join.problem(at, "is defined twice");
      }
    }
    return Collections.unmodifiableSequencedMap(arguments);
  }

  private SequencedMap<String, InputFieldDefinition> inputFields(
      InputObjectTypeDefinition input, BitSet known) {
    SequencedMap<String, InputFieldDefinition> fields = new LinkedHashMap<>();
    for (InputValueDefinition field : input.getInputValueDefinitions()) {
      String coordinate = input.getName() + "." + field.getName();
      SortedMap<Integer, FieldInSubgraph> said = join.fieldIn(field, known, coordinate);
      BitSet in = said == null ? known : new BitSet();
      if (said != null) {
        said.keySet().forEach(in::set);
      }
      InputFieldDefinition definition =
          new InputFieldDefinition(
              field.getName(),
              Syntax.type(field.getType()),
              defaultValue(field),
              in,
              join.inaccessible(field),
              join.directives(field, coordinate));
      if (fields.putIfAbsent(field.getName(), definition) != null) {
        join.problem(coordinate, "is defined twice");
      }
    }
    return Collections.unmodifiableSequencedMap(fields);
  }

  private SequencedMap<String, EnumValueDefinition> enumValues(
      EnumTypeDefinition anEnum, BitSet known) {
    SequencedMap<String, EnumValueDefinition> values = new LinkedHashMap<>();
    for (graphql.language.EnumValueDefinition value : anEnum.getEnumValueDefinitions()) {
      String coordinate = anEnum.getName() + "." + value.getName();
      EnumValueDefinition definition =
          new EnumValueDefinition(
              value.getName(),
              join.enumValueIn(value, known, coordinate),
              join.inaccessible(value),
              join.directives(value, coordinate));
      if (values.putIfAbsent(value.getName(), definition) != null) {
        join.problem(coordinate, "is defined twice");
      }
    }
    return Collections.unmodifiableSequencedMap(values);
  }

  private static @Nullable Value defaultValue(InputValueDefinition definition) {
    return definition.getDefaultValue() == null ? null : Syntax.value(definition.getDefaultValue());
  }

  @SuppressWarnings("rawtypes") // graphql-java declares these lists raw
  private static List<String> names(List<Type> types) {
    return types.stream().map(type -> Syntax.type((Type<?>) type).namedType()).toList();
  }
}
