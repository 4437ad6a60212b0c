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
import org.jspecify.annotations.Nullable;

/** The composite types of one subgraph. */
final class SubgraphTypes {

  private final int subgraph;
  private final Map<String, TypeSet> possible = new HashMap<>();
  private final Map<String, TypeSet> abstractTypes = new LinkedHashMap<>();
  private final Map<String, TypeSet> resolving = new HashMap<>();

  /** By object type: what stands for it here, and how to get in. */
  private final List<@Nullable String> typeOf = new ArrayList<>();

  private final List<List<EntityMove>> moves = new ArrayList<>();
  private final List<List<EntityMove>> interfaceMoves = new ArrayList<>();
  private TypeSet known = TypeSet.EMPTY;

  private SubgraphTypes(int subgraph) {
    this.subgraph = subgraph;
  }

  static SubgraphTypes of(
      Supergraph supergraph, int subgraph, List<String> objects, Map<String, TypeSet> everywhere) {
    SubgraphTypes types = new SubgraphTypes(subgraph);
    for (int number = 0; number < objects.size(); number++) {
      types.addObject(supergraph, objects.get(number), number);
    }
    for (TypeDefinition type : supergraph.types().values()) {
      switch (type) {
        case InterfaceType definition -> types.addInterface(definition, everywhere);
        case UnionType definition -> types.addUnion(definition, objects);
        case TypeDefinition _ -> {}
      }
    }
    return types;
  }

  private void addObject(Supergraph supergraph, String name, int number) {
    ObjectType object = (ObjectType) QueryGraph.type(supergraph, name);
    InSubgraph here = object.in().get(subgraph);
    String standIn = here == null ? null : name;
    List<EntityMove> in = new ArrayList<>();
    List<EntityMove> byInterface = new ArrayList<>();
    if (here != null) {
      known = known.or(TypeSet.of(number));
      possible.put(name, TypeSet.of(number));
      addMoves(in, here, name, false);
    }
    for (Map.Entry<String, BitSet> implemented : object.interfaces().entrySet()) {
      InterfaceType type = (InterfaceType) QueryGraph.type(supergraph, implemented.getKey());
      InSubgraph declared = type.in().get(subgraph);
      if (declared == null) {
        continue;
      }
      if (declared.interfaceObject()) {
        if (here == null) {
          standIn = type.name();
          addMoves(in, declared, type.name(), true);
        }
      } else if (implemented.getValue().get(subgraph)) {
        abstractTypes.merge(type.name(), TypeSet.of(number), TypeSet::or);
        addMoves(byInterface, declared, type.name(), true);
      }
    }
    typeOf.add(standIn);
    moves.add(List.copyOf(in));
    interfaceMoves.add(List.copyOf(byInterface));
  }

  private void addMoves(
      List<EntityMove> moves, InSubgraph declared, String onType, boolean interfaceName) {
    for (Key key : declared.keys()) {
      if (key.resolvable()) {
        moves.add(new EntityMove(subgraph, onType, key.fields(), interfaceName));
      }
    }
  }

  private void addInterface(InterfaceType type, Map<String, TypeSet> everywhere) {
    InSubgraph declared = type.in().get(subgraph);
    if (declared == null) {
      return;
    }
    possible.put(
        type.name(),
        declared.interfaceObject()
            ? everywhere.getOrDefault(type.name(), TypeSet.EMPTY)
            : abstractTypes.getOrDefault(type.name(), TypeSet.EMPTY));
  }

  private void addUnion(UnionType union, List<String> objects) {
    TypeSet members = TypeSet.EMPTY;
    for (Map.Entry<String, BitSet> member : union.members().entrySet()) {
      if (member.getValue().get(subgraph)) {
        members = members.or(TypeSet.of(objects.indexOf(member.getKey())));
      }
    }
    if (union.in().get(subgraph)) {
      possible.put(union.name(), members);
      abstractTypes.put(union.name(), members);
    }
  }

  /** Turns the resolvers of each object type around: field name to object types. */
  void index(List<Map<String, List<Resolver>>> resolvers) {
    for (int type = 0; type < resolvers.size(); type++) {
      TypeSet single = TypeSet.of(type);
      resolvers
          .get(type)
          .forEach(
              (field, all) -> {
                if (all.stream().anyMatch(resolver -> resolver.subgraph() == subgraph)) {
                  resolving.merge(field, single, TypeSet::or);
                }
              });
    }
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
    return typeOf.get(type);
  }

  List<EntityMove> moves(int type) {
    return moves.get(type);
  }

  List<EntityMove> interfaceMoves(int type) {
    return interfaceMoves.get(type);
  }
}
