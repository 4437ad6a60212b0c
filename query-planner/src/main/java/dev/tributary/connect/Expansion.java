package dev.tributary.connect;

import dev.tributary.supergraph.AppliedDirective;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
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
import dev.tributary.supergraph.TypeDefinition.WithFields;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** Rewrites a supergraph: what it says of a connector service it then says of virtual subgraphs. */
final class Expansion {

  private final Supergraph supergraph;
  private final List<Subgraph> subgraphs;
  private final Map<Integer, SortedMap<Integer, VirtualSubgraph>> replacements;

  /**
   * @param subgraphs of the result
   * @param replacements by the service's id: its virtual subgraphs by their own
   */
  Expansion(
      Supergraph supergraph,
      List<Subgraph> subgraphs,
      Map<Integer, SortedMap<Integer, VirtualSubgraph>> replacements) {
    this.supergraph = supergraph;
    this.subgraphs = subgraphs;
    this.replacements = replacements;
  }

  Supergraph supergraph() {
    SequencedMap<String, TypeDefinition> types = new LinkedHashMap<>();
    supergraph.types().forEach((name, type) -> types.put(name, type(type)));
    return new Supergraph(
        subgraphs,
        types,
        supergraph.queryType(),
        supergraph.mutationType(),
        supergraph.subscriptionType(),
        supergraph.possibleTypes(),
        directives(supergraph.schemaDirectives()),
        supergraph.api());
  }

  private TypeDefinition type(TypeDefinition type) {
    return switch (type) {
      case ObjectType object ->
          new ObjectType(
              object.name(),
              declarations(object),
              fields(object),
              interfaces(object),
              object.inaccessible(),
              directives(object.directives()));
      case InterfaceType anInterface ->
          new InterfaceType(
              anInterface.name(),
              declarations(anInterface),
              fields(anInterface),
              interfaces(anInterface),
              anInterface.inaccessible(),
              directives(anInterface.directives()));
      case UnionType union ->
          new UnionType(
              union.name(),
              where(union.in(), (id, virtual) -> virtual.knows(union.name())),
              members(union),
              union.inaccessible(),
              directives(union.directives()));
      case EnumType anEnum ->
          new EnumType(
              anEnum.name(),
              everywhere(anEnum.in()),
              values(anEnum),
              anEnum.inaccessible(),
              directives(anEnum.directives()));
      case InputType input ->
          new InputType(
              input.name(),
              everywhere(input.in()),
              inputFields(input),
              input.inaccessible(),
              directives(input.directives()));
      case ScalarType scalar ->
          new ScalarType(
              scalar.name(),
              everywhere(scalar.in()),
              scalar.inaccessible(),
              directives(scalar.directives()));
    };
  }

  private SortedMap<Integer, InSubgraph> declarations(WithFields type) {
    SortedMap<Integer, InSubgraph> in = new TreeMap<>(type.in());
    replacements.forEach(
        (service, virtuals) -> {
          InSubgraph original = in.remove(service);
          virtuals.forEach(
              (id, virtual) -> {
                InSubgraph declared = virtual.type(type.name(), original);
                if (declared != null) {
                  in.put(id, declared);
                }
              });
        });
    return in;
  }

  private SequencedMap<String, FieldDefinition> fields(WithFields type) {
    SequencedMap<String, FieldDefinition> fields = new LinkedHashMap<>();
    type.fields()
        .forEach(
            (name, field) ->
                fields.put(
                    name,
                    new FieldDefinition(
                        name,
                        field.type(),
                        field.arguments(),
                        declarations(type.name(), field),
                        field.inaccessible(),
                        directives(field.directives()))));
    return fields;
  }

  private SortedMap<Integer, FieldInSubgraph> declarations(String type, FieldDefinition field) {
    SortedMap<Integer, FieldInSubgraph> in = new TreeMap<>(field.in());
    replacements.forEach(
        (service, virtuals) -> {
          FieldInSubgraph original = in.remove(service);
          virtuals.forEach(
              (id, virtual) -> {
                FieldInSubgraph declared = virtual.field(type, field.name(), original);
                if (declared != null) {
                  in.put(id, declared);
                }
              });
        });
    return in;
  }

  private SequencedMap<String, BitSet> interfaces(WithFields type) {
    SequencedMap<String, BitSet> interfaces = new LinkedHashMap<>();
    type.interfaces()
        .forEach(
            (name, in) ->
                interfaces.put(
                    name,
                    where(in, (id, virtual) -> virtual.knows(name) && virtual.knows(type.name()))));
    return interfaces;
  }

  private SequencedMap<String, BitSet> members(UnionType union) {
    SequencedMap<String, BitSet> members = new LinkedHashMap<>();
    union
        .members()
        .forEach(
            (member, in) ->
                members.put(
                    member, where(in, (id, virtual) -> virtual.hasMember(union.name(), member))));
    return members;
  }

  private SequencedMap<String, EnumValueDefinition> values(EnumType type) {
    SequencedMap<String, EnumValueDefinition> values = new LinkedHashMap<>();
    type.values()
        .forEach(
            (name, value) ->
                values.put(
                    name,
                    new EnumValueDefinition(
                        name,
                        everywhere(value.in()),
                        value.inaccessible(),
                        directives(value.directives()))));
    return values;
  }

  private SequencedMap<String, InputFieldDefinition> inputFields(InputType type) {
    SequencedMap<String, InputFieldDefinition> fields = new LinkedHashMap<>();
    type.fields()
        .forEach(
            (name, field) ->
                fields.put(
                    name,
                    new InputFieldDefinition(
                        name,
                        field.type(),
                        field.defaultValue(),
                        everywhere(field.in()),
                        field.inaccessible(),
                        directives(field.directives()))));
    return fields;
  }

  /** Connectors are spent; what else the service applied holds for all that it became. */
  private List<AppliedDirective> directives(List<AppliedDirective> directives) {
    List<AppliedDirective> kept = new ArrayList<>();
    for (AppliedDirective directive : directives) {
      BitSet in = directive.subgraphs();
      if (in == null || replacements.keySet().stream().noneMatch(in::get)) {
        kept.add(directive);
      } else if (!isConnector(directive, in)) {
        kept.add(new AppliedDirective(directive.name(), directive.arguments(), everywhere(in)));
      }
    }
    return kept;
  }

  private boolean isConnector(AppliedDirective directive, BitSet in) {
    if (directive.name().equals("link")) {
      return true;
    }
    ConnectNames names = ConnectNames.of(supergraph.schemaDirectives(), in.nextSetBit(0));
    return directive.name().equals(names.connect()) || directive.name().equals(names.source());
  }

  private BitSet everywhere(BitSet in) {
    return where(in, (id, virtual) -> true);
  }

  private BitSet where(BitSet in, BiPredicate<Integer, VirtualSubgraph> holds) {
    BitSet replaced = (BitSet) in.clone();
    replacements.forEach(
        (service, virtuals) -> {
          if (in.get(service)) {
            replaced.clear(service);
            virtuals.forEach((id, virtual) -> replaced.set(id, holds.test(id, virtual)));
          }
        });
    return replaced;
  }
}
