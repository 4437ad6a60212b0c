package dev.tributary.graph;

import dev.tributary.supergraph.AppliedDirective;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be reached from where.
 *
 * <p>A node is an object type in a subgraph. From it lead <em>field moves</em> ({@link Resolver})
 * inside the subgraph, and <em>entity moves</em> ({@link EntityMove}) to the same object in another
 * subgraph; {@link #reach()} finds chains of those. Interfaces and unions are no nodes of their
 * own: they are sets of object types ({@link TypeSet}), as each subgraph knows them.
 *
 * <p>Immutable apart from memoised answers; shared by all threads.
 */
public final class QueryGraph {

  /** Every composite type has it; it is never declared. */
  public static final String TYPENAME = "__typename";

  private final Supergraph supergraph;
  private final List<String> objects;
  private final Map<String, Integer> numbers;
  private final Map<String, TypeSet> possible;
  private final List<SubgraphTypes> subgraphs;
  private final List<Map<String, List<Resolver>>> resolvers;
  private final TypeSet inaccessible;
  private final Map<String, TypeSet> contextSetters;
  private final Reach reach;

  private QueryGraph(
      Supergraph supergraph,
      List<String> objects,
      Map<String, Integer> numbers,
      Map<String, TypeSet> possible,
      List<SubgraphTypes> subgraphs,
      List<Map<String, List<Resolver>>> resolvers) {
    this.supergraph = supergraph;
    this.objects = objects;
    this.numbers = numbers;
    this.possible = possible;
    this.subgraphs = subgraphs;
    this.resolvers = resolvers;
    BitSet hidden = new BitSet();
    for (int type = 0; type < objects.size(); type++) {
      hidden.set(type, type(supergraph, objects.get(type)).inaccessible());
    }
    this.inaccessible = TypeSet.of(hidden);
    this.contextSetters = contextSetters(supergraph, possible);
    this.reach = new Reach(this);
  }

  /** The graph while no progressive override is on. */
  public static QueryGraph of(Supergraph supergraph) {
    return of(supergraph, Set.of());
  }

  /**
   * @param overrideLabels the labels of the progressive overrides that are on
   */
  public static QueryGraph of(Supergraph composed, Set<String> overrideLabels) {
    Supergraph supergraph = StandIns.in(composed);
    List<String> objects =
        supergraph.types().values().stream()
            .filter(ObjectType.class::isInstance)
            .map(TypeDefinition::name)
            .toList();
    Map<String, Integer> numbers = new HashMap<>();
    objects.forEach(name -> numbers.put(name, numbers.size()));
    Map<String, TypeSet> possible = new HashMap<>();
    supergraph
        .possibleTypes()
        .forEach(
            (type, names) -> {
              BitSet set = new BitSet();
              for (String name : names) {
                set.set(Objects.requireNonNull(numbers.get(name), name));
              }
              possible.put(type, TypeSet.of(set));
            });
    FieldMoves moves = new FieldMoves(supergraph, overrideLabels);
    List<Map<String, List<Resolver>>> resolvers =
        objects.stream().map(name -> moves.of((ObjectType) type(supergraph, name))).toList();
    List<SubgraphTypes> subgraphs = SubgraphTypes.all(supergraph, numbers, possible, resolvers);
    return new QueryGraph(supergraph, objects, numbers, possible, subgraphs, resolvers);
  }

  public Supergraph supergraph() {
    return supergraph;
  }

  /** Chains of entity moves. */
  public Reach reach() {
    return reach;
  }

  public Subgraph subgraph(int id) {
    return supergraph.subgraphs().get(id);
  }

  /** The name of the object type with this number. */
  public String object(int type) {
    return objects.get(type);
  }

  /** The number of the object type with this name. */
  public int number(String object) {
    return Objects.requireNonNull(numbers.get(object), object);
  }

  /** The object types that a composite type may be at run time, over all subgraphs. */
  public TypeSet possible(String type) {
    return possible.getOrDefault(type, TypeSet.EMPTY);
  }

  /** The object types that clients may not see. */
  public TypeSet inaccessible() {
    return inaccessible;
  }

  /** The object types that set a context, themselves or through an interface or union. */
  public TypeSet contextSetters(String context) {
    return contextSetters.getOrDefault(context, TypeSet.EMPTY);
  }

  private static Map<String, TypeSet> contextSetters(
      Supergraph supergraph, Map<String, TypeSet> possible) {
    Map<String, TypeSet> setters = new HashMap<>();
    for (TypeDefinition type : supergraph.types().values()) {
      for (AppliedDirective directive : type.directives()) {
        if (directive.name().equals("context")
            && directive.arguments().get("name") instanceof Value.StringValue(String name)) {
          setters.merge(name, possible.getOrDefault(type.name(), TypeSet.EMPTY), TypeSet::or);
        }
      }
    }
    return setters;
  }

  /** The object types that a composite type may be at run time when this subgraph answers. */
  public TypeSet possibleIn(String type, int subgraph) {
    return subgraphs.get(subgraph).possible(type);
  }

  /**
   * The object types that the subgraph knows by themselves, not through an interface object: those
   * of which it can tell the name.
   */
  public TypeSet known(int subgraph) {
    return subgraphs.get(subgraph).known();
  }

  /** The object types of which this subgraph resolves the field. */
  public TypeSet resolving(String field, int subgraph) {
    return subgraphs.get(subgraph).resolving(field);
  }

  /** All subgraphs that resolve a field of an object type, in subgraph order. */
  public List<Resolver> resolvers(int type, String field) {
    return resolvers.get(type).getOrDefault(field, List.of());
  }

  /** The move along a field from a node; null when the field is not resolvable there. */
  public @Nullable Resolver resolver(int type, String field, Node node) {
    Resolver own = resolver(type, field, node.subgraph());
    FieldSet view = node.provided();
    if (view == null) {
      return own;
    }
    if (own != null && own.requires() != null && isThere(type, own.requires(), view, node)) {
      own = own.withoutRequirement();
    }
    Views.Provided provided = Views.below(this, view, type, field);
    if (!provided.there()) {
      return own;
    }
    if (own != null && own.requires() == null) {
      return provided.below() == null
          ? own
          : new Resolver(
              own.subgraph(),
              own.onType(),
              own.type(),
              null,
              FieldMoves.union(own.provides(), provided.below()),
              own.contexts());
    }
    String onType = typeIn(type, node.subgraph());
    TypeRef fieldType = onType == null ? null : ownType(onType, field, node.subgraph());
    return onType == null || fieldType == null
        ? own
        : new Resolver(
            node.subgraph(),
            onType,
            fieldType,
            null,
            provided.below(),
            own == null ? List.of() : own.contexts());
  }

  /** Whether an object that is read in the view has all of a requirement with it already. */
  private boolean isThere(int type, FieldSet requires, FieldSet view, Node node) {
    for (FieldSet.Selection selection : requires.selections()) {
      if (!(selection instanceof FieldSet.Field(String name, var arguments, FieldSet below))
          || !arguments.isEmpty()
          || below != null) {
        return false;
      }
      Resolver own = resolver(type, name, node.subgraph());
      boolean local = own != null && own.requires() == null;
      if (!local && !Views.below(this, view, type, name).there()) {
        return false;
      }
    }
    return true;
  }

  /** The move along a field inside a subgraph, whatever is provided; null when there is none. */
  public @Nullable Resolver resolver(int type, String field, int subgraph) {
    for (Resolver resolver : resolvers(type, field)) {
      if (resolver.subgraph() == subgraph) {
        return resolver;
      }
    }
    return null;
  }

  /** The type that stands for this object type in the subgraph; null when it is unknown there. */
  public @Nullable String typeIn(int type, int subgraph) {
    return subgraphs.get(subgraph).typeOf(type);
  }

  /** All ways into the subgraph for an object type. */
  public List<EntityMove> moves(int type, int subgraph) {
    return subgraphs.get(subgraph).moves(type);
  }

  /** The ways into the subgraph for an object of which no more than its interface is known. */
  public List<EntityMove> interfaceMoves(int type, int subgraph) {
    return subgraphs.get(subgraph).interfaceMoves(type);
  }

  /** A field's definition; null when the type has no such field. */
  public @Nullable FieldDefinition field(String type, String name) {
    return supergraph.types().get(type) instanceof WithFields fields
        ? fields.fields().get(name)
        : null;
  }

  /** Whether the field may be selected on the type itself (not on its implementations) there. */
  public boolean declares(String type, String field, int subgraph) {
    return ownType(type, field, subgraph) != null;
  }

  /** A field's type as the subgraph declares it on {@code type}; null when it does not. */
  public @Nullable TypeRef ownType(String type, String field, int subgraph) {
    FieldDefinition definition = field(type, field);
    if (definition == null) {
      return null;
    }
    FieldInSubgraph declared = definition.in().get(subgraph);
    if (declared == null) {
      return null;
    }
    return declared.type() == null ? definition.type() : declared.type();
  }

  /** Abstract types of the subgraph by name, each with the object types it may be there. */
  public Map<String, TypeSet> abstractTypes(int subgraph) {
    return subgraphs.get(subgraph).abstractTypes();
  }

  public boolean isInterface(String type) {
    return type(supergraph, type) instanceof InterfaceType;
  }

  static TypeDefinition type(Supergraph supergraph, String name) {
    return Objects.requireNonNull(supergraph.types().get(name), name);
  }
}
