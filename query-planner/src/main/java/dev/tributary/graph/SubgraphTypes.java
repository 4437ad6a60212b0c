package dev.tributary.graph;

import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.Key;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The composite types of one subgraph.
 *
 * <p>Built by walking the supergraph once for all subgraphs: asking each of hundreds of subgraphs
 * about each of thousands of types took most of the time that a supergraph needs to be served.
 */
final class SubgraphTypes {

  private static final Here ABSENT = new Here(null, List.of(), List.of());

  /**
   * An object type here.
   *
   * @param typeOf what stands for it
   * @param moves how to get in
   */
  private record Here(
      @Nullable String typeOf, List<EntityMove> moves, List<EntityMove> interfaceMoves) {}

  private final int subgraph;
  private final Map<String, TypeSet> possible = new HashMap<>();
  private final Map<String, TypeSet> abstractTypes = new LinkedHashMap<>();
  private final Map<String, TypeSet> resolving = new HashMap<>();

  /** By object type; null where nothing stands for it. */
  private final @Nullable Here[] objects;

  private TypeSet known = TypeSet.EMPTY;

  private SubgraphTypes(int subgraph, int objects) {
    this.subgraph = subgraph;
    this.objects = new Here[objects];
  }

  /** The types of every subgraph, by its id. */
  static List<SubgraphTypes> all(
      Supergraph supergraph,
      Map<String, Integer> numbers,
      Map<String, TypeSet> everywhere,
      List<Map<String, List<Resolver>>> resolvers) {
    List<Builder> builders =
        supergraph.subgraphs().stream()
            .map(subgraph -> new Builder(new SubgraphTypes(subgraph.id(), numbers.size())))
            .toList();
    for (TypeDefinition type : supergraph.types().values()) {
      if (type instanceof ObjectType object) {
        int number = Objects.requireNonNull(numbers.get(object.name()), object.name());
        for (int subgraph : concerned(supergraph, object)) {
          builders.get(subgraph).addObject(supergraph, object, number);
        }
        resolvers
            .get(number)
            .forEach(
                (field, all) ->
                    all.forEach(
                        resolver -> builders.get(resolver.subgraph()).addResolver(field, number)));
      }
    }
    List<SubgraphTypes> all = builders.stream().map(Builder::build).toList();
    for (TypeDefinition type : supergraph.types().values()) {
      switch (type) {
        case InterfaceType definition ->
            definition
                .in()
                .forEach(
                    (subgraph, declared) ->
                        all.get(subgraph).addInterface(definition, declared, everywhere));
        case UnionType union ->
            union.in().stream().forEach(subgraph -> all.get(subgraph).addUnion(union, numbers));
        case TypeDefinition _ -> {}
      }
    }
    return all;
  }

  /** The subgraphs that know the object or one of its interfaces. */
  private static int[] concerned(Supergraph supergraph, ObjectType object) {
    BitSet subgraphs = new BitSet();
    object.in().keySet().forEach(subgraphs::set);
    for (String implemented : object.interfaces().keySet()) {
      InterfaceType type = (InterfaceType) QueryGraph.type(supergraph, implemented);
      type.in().keySet().forEach(subgraphs::set);
    }
    return subgraphs.stream().toArray();
  }

  /** Sets of types that are still being put together. */
  private static final class Builder {
    private final SubgraphTypes types;
    private final BitSet known = new BitSet();
    private final Map<String, BitSet> abstractTypes = new LinkedHashMap<>();
    private final Map<String, BitSet> resolving = new HashMap<>();

    Builder(SubgraphTypes types) {
      this.types = types;
    }

    void addObject(Supergraph supergraph, ObjectType object, int number) {
      InSubgraph here = object.in().get(types.subgraph);
      String standIn = here == null ? null : object.name();
      List<EntityMove> in = new ArrayList<>();
      List<EntityMove> byInterface = new ArrayList<>();
      if (here != null) {
        known.set(number);
        types.possible.put(object.name(), TypeSet.of(number));
        types.addMoves(in, here, object.name(), false);
      }
      for (Map.Entry<String, BitSet> implemented : object.interfaces().entrySet()) {
        InterfaceType type = (InterfaceType) QueryGraph.type(supergraph, implemented.getKey());
        InSubgraph declared = type.in().get(types.subgraph);
        if (declared == null) {
          continue;
        }
        if (declared.interfaceObject()) {
          if (here == null) {
            standIn = type.name();
            types.addMoves(in, declared, type.name(), true);
          }
        } else if (implemented.getValue().get(types.subgraph)) {
          abstractTypes.computeIfAbsent(type.name(), any -> new BitSet()).set(number);
          types.addMoves(byInterface, declared, type.name(), true);
        }
      }
      types.objects[number] = new Here(standIn, List.copyOf(in), List.copyOf(byInterface));
    }

    void addResolver(String field, int number) {
      resolving.computeIfAbsent(field, any -> new BitSet()).set(number);
    }

    SubgraphTypes build() {
      types.known = TypeSet.of(known);
      abstractTypes.forEach((name, set) -> types.abstractTypes.put(name, TypeSet.of(set)));
      resolving.forEach((field, set) -> types.resolving.put(field, TypeSet.of(set)));
      return types;
    }
  }

  private void addMoves(
      List<EntityMove> moves, InSubgraph declared, String onType, boolean interfaceName) {
    for (Key key : declared.keys()) {
      if (key.resolvable()) {
        moves.add(new EntityMove(subgraph, onType, key.fields(), interfaceName));
      }
    }
  }

  private void addInterface(
      InterfaceType type, InSubgraph declared, Map<String, TypeSet> everywhere) {
    possible.put(
        type.name(),
        declared.interfaceObject()
            ? everywhere.getOrDefault(type.name(), TypeSet.EMPTY)
            : abstractTypes.getOrDefault(type.name(), TypeSet.EMPTY));
  }

  private void addUnion(UnionType union, Map<String, Integer> numbers) {
    BitSet members = new BitSet();
    for (Map.Entry<String, BitSet> member : union.members().entrySet()) {
      if (member.getValue().get(subgraph)) {
        members.set(Objects.requireNonNull(numbers.get(member.getKey()), member.getKey()));
      }
    }
    TypeSet set = TypeSet.of(members);
    possible.put(union.name(), set);
    abstractTypes.put(union.name(), set);
  }

  TypeSet possible(String type) {
    return possible.getOrDefault(type, TypeSet.EMPTY);
  }

  Map<String, TypeSet> abstractTypes() {
    return abstractTypes;
  }

  TypeSet known() {
    return known;
  }

  TypeSet resolving(String field) {
    return field.equals(QueryGraph.TYPENAME) ? known : resolving.getOrDefault(field, TypeSet.EMPTY);
  }

  @Nullable String typeOf(int type) {
    return here(type).typeOf();
  }

  List<EntityMove> moves(int type) {
    return here(type).moves();
  }

  List<EntityMove> interfaceMoves(int type) {
    return here(type).interfaceMoves();
  }

  private Here here(int type) {
    Here here = objects[type];
    return here == null ? ABSENT : here;
  }
}
