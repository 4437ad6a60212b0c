package dev.tributary.plan;

import dev.tributary.graph.Node;
import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.Resolver;
import dev.tributary.graph.TypeSet;
import dev.tributary.plan.EntryPlanner.Entered;
import dev.tributary.plan.Wanted.Option;
import dev.tributary.supergraph.TypeDefinition.ContextArgument;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Plans what is wanted at a position: uses what is read there already, chooses who answers the
 * rest, adds it to their selections, and goes on below.
 */
final class FieldPlanner {

  private final QueryGraph graph;
  private final Estimates estimates;
  private final Options options;
  private final Assignment assignment;
  private final EntryPlanner entries;
  private final TypenamePlanner typenames;
  private final FetchGraph fetches;

  FieldPlanner(QueryGraph graph, Estimates estimates, Choices choices, FetchGraph fetches) {
    this.graph = graph;
    this.estimates = estimates;
    this.options = new Options(graph, estimates);
    this.assignment = new Assignment(graph, estimates, choices);
    this.fetches = fetches;
    this.entries = new EntryPlanner(graph, estimates, choices, this, fetches);
    this.typenames = entries.typenames();
  }

  /** Whose demands they are: a client's are kept apart by type, so that nothing is over-fetched. */
  enum Purpose {
    CLIENT,
    REQUIREMENT
  }

  /** Something wanted below a composite field. */
  private record Below(Position at, List<Demand> demands) {}

  void plan(Position at, List<Demand> demands, Purpose purpose) {
    List<Below> deeper = new ArrayList<>();
    List<Wanted> wanted = new ArrayList<>();
    boolean typed = false; // Whether objects have to be told apart.
    for (Demand demand : broadestFirst(demands)) {
      TypeSet types = demand.types().and(at.types());
      if (types.isEmpty()) {
        continue;
      }
      if (demand.field().equals(Demand.WITHHELD)) {
        typed = true;
        continue;
      }
      if (demand.field().name().equals(QueryGraph.TYPENAME)) {
        typenames.tell(at, types, demand.guard());
        continue;
      }
      if (!types.containsAll(at.types()) || isTypedApart(demand.field().name(), types)) {
        typed = true;
      }
      TypeSet missing = types.without(reuse(at, demand, types, purpose, wanted, deeper));
      if (!missing.isEmpty()) {
        wanted.addAll(options.of(at, demand, missing));
      }
    }
    assignment.choose(wanted);
    wanted = Wanted.joined(wanted);
    // What is read where we are comes first: entering a subgraph may require just that.
    wanted.sort(Comparator.comparing(Wanted::hasToEnter));
    for (Wanted one : wanted) {
      if (!isReadByNow(at, one, purpose, deeper)) {
        add(at, one, deeper);
      }
      if (!one.types.containsAll(at.types())) {
        typed = true;
      }
    }
    // Whoever sends what is required sees to it that types are told where that needs them; here it
    // could not be had: the type may be just what the requirement is wanted for.
    if (typed && purpose == Purpose.CLIENT) {
      typenames.tell(at, at.types(), at.guard());
    }
    for (Below below : deeper) {
      plan(below.at(), below.demands(), purpose);
    }
  }

  /**
   * Whether the field's type differs between object types, if only in what may be null: then the
   * answer is read differently, although the selection is the same.
   */
  private boolean isTypedApart(String field, TypeSet types) {
    TypeRef common = null;
    for (int type : types.toArray()) {
      FieldDefinition definition = graph.field(graph.object(type), field);
      if (definition != null) {
        if (common != null && !common.equals(definition.type())) {
          return true;
        }
        common = definition.type();
      }
    }
    return false;
  }

  /**
   * Mutations run one after another. A root field may share a call with the one before it only if
   * that one needs no other call: what follows from a mutation is fetched before the next begins.
   */
  void planInSeries(Position root, List<Demand> demands) {
    for (Demand demand : demands) {
      if (fetches.unfinished() > 1) {
        root.accesses().clear();
      }
      plan(root, List.of(demand), Purpose.CLIENT);
    }
  }

  /** What is wanted of all types before what is wanted of some, so that it can be sent whole. */
  private static List<Demand> broadestFirst(List<Demand> demands) {
    TypeSet types = demands.isEmpty() ? TypeSet.EMPTY : demands.getFirst().types();
    if (demands.stream().allMatch(demand -> demand.types().equals(types))) {
      return demands;
    }
    return demands.stream()
        .sorted(Comparator.comparingInt((Demand demand) -> -demand.types().size()))
        .toList();
  }

  /** Takes what is read already; returns the types for which that settles the demand. */
  private TypeSet reuse(
      Position at,
      Demand demand,
      TypeSet types,
      Purpose purpose,
      List<Wanted> wanted,
      List<Below> deeper) {
    TypeSet settled = TypeSet.EMPTY;
    for (DataField known : at.fields(demand.field())) {
      Position child = known.child;
      boolean fits =
          child == null || purpose == Purpose.REQUIREMENT || types.containsAll(known.types);
      if (!fits || !known.types.intersects(types.without(settled))) {
        continue;
      }
      settled = settled.or(known.types);
      known.touch(demand.guard());
      if (child == null || demand.children() == null) {
        continue;
      }
      List<Node> nodes = child.accesses().stream().map(Access::node).toList();
      if (!estimates.of(demand.children(), child.types(), nodes).isPossible()) {
        wanted.add(options.further(at, demand, known));
      } else {
        deeper.add(new Below(child, demand.children()));
      }
    }
    return settled;
  }

  /** Whether what another demand required on its way has settled this one. */
  private boolean isReadByNow(Position at, Wanted wanted, Purpose purpose, List<Below> deeper) {
    if (wanted.known != null || !wanted.hasToEnter()) {
      return false;
    }
    List<Wanted> unsettled = new ArrayList<>();
    List<Below> below = new ArrayList<>();
    TypeSet settled = reuse(at, wanted.demand, wanted.types, purpose, unsettled, below);
    if (!settled.containsAll(wanted.types) || !unsettled.isEmpty()) {
      return false;
    }
    deeper.addAll(below);
    return true;
  }

  private void add(Position at, Wanted wanted, List<Below> deeper) {
    if (wanted.chosen.isEmpty()) {
      throw new Explanation(graph, estimates).of(at, wanted);
    }
    List<DataField> fields = wanted.known == null ? List.of() : List.of(wanted.known);
    for (Option option : wanted.chosen) {
      Entered entered = entries.enter(at, wanted, option);
      Access access = entered.access();
      if (fields.isEmpty()) {
        fields = select(at, access, wanted.demand, wanted.types);
      } else {
        fields.forEach(field -> selectAlso(access, wanted.demand, field));
      }
      fields.forEach(
          field -> field.sources.getLast().restOn(entered.requirements(), entered.requiredKeys()));
    }
    List<Demand> children = wanted.demand.children();
    for (DataField field : fields) {
      if (field.child != null && children != null) {
        deeper.add(new Below(field.child, children));
      }
    }
  }

  /**
   * Adds a field to what an access reads. Makes several fields of it when the subgraph's own type
   * of the field differs between object types: such fields must not be merged upstream.
   */
  private List<DataField> select(Position at, Access access, Demand demand, TypeSet types) {
    SequencedMap<Selected, TypeSet> alike = new LinkedHashMap<>();
    String name = demand.field().name();
    TypeRef whole = wholeType(access, name, types);
    if (whole != null && types.size() > 1) {
      alike.put(new Selected(whole, List.of()), types);
    } else {
      for (int type : types.toArray()) {
        Resolver resolver = Objects.requireNonNull(graph.resolver(type, name, access.node()));
        TypeRef fieldType = whole == null ? resolver.type() : whole;
        alike.merge(new Selected(fieldType, resolver.contexts()), TypeSet.of(type), TypeSet::or);
      }
    }
    List<DataField> fields = new ArrayList<>(alike.size());
    for (Map.Entry<Selected, TypeSet> part : alike.entrySet()) {
      fields.add(select(at, access, demand, part.getValue(), part.getKey().type()));
    }
    return fields;
  }

  /** What must be the same for object types to share an upstream field. */
  private record Selected(TypeRef type, List<ContextArgument> contexts) {}

  private DataField select(Position at, Access access, Demand demand, TypeSet types, TypeRef type) {
    boolean composite = demand.children() != null;
    if (composite) {
      for (DataField known : at.fields(demand.field())) {
        if (known.types.containsAll(types)
            && !at.keys.fits(known.dataKey, demand.field(), types, access.fetch(), shape(type))) {
          // It is selected for more types, and may not be selected again with another type: what is
          // wanted below has to be fetched for all of them.
          known.touch(demand.guard());
          return known;
        }
      }
    }
    fetches.countField();
    String key = at.keys.choose(demand.field(), types, access.fetch(), shape(type));
    int subgraph = access.node().subgraph();
    TypeSet below = composite ? graph.possibleIn(type.namedType(), subgraph) : TypeSet.EMPTY;
    DataField field = new DataField(at, demand.field(), types, key, composite ? below : null);
    at.add(field);
    addSource(access, demand, field, type);
    return field;
  }

  /**
   * Selects a field that is read elsewhere from one more subgraph, for the sake of what is below.
   */
  private void selectAlso(Access access, Demand demand, DataField field) {
    int type = field.types.first();
    TypeRef own =
        Objects.requireNonNull(graph.resolver(type, demand.field().name(), access.node())).type();
    if (!field.parent.keys.join(
        field.dataKey, field.field, field.types, access.fetch(), shape(own))) {
      throw new IllegalStateException("data key " + field.dataKey + " is taken");
    }
    addSource(access, demand, field, own);
  }

  private void addSource(Access access, Demand demand, DataField field, TypeRef type) {
    boolean composite = field.child != null;
    int subgraph = access.node().subgraph();
    UpstreamField selected =
        new UpstreamField(
            access.selection(),
            field.types,
            field.field,
            field.dataKey,
            composite ? type.namedType() : null,
            composite ? graph.possibleIn(type.namedType(), subgraph) : TypeSet.EMPTY);
    selected.touch(demand.guard());
    field.sources.add(selected);
    Resolver resolver = graph.resolver(field.types.first(), field.field.name(), access.node());
    if (resolver != null) {
      for (ContextArgument argument : resolver.contexts()) {
        selected.fill(
            argument.argument(), entries.context(field.parent, argument, subgraph, demand.guard()));
      }
    }
    if (field.child != null && selected.below != null) {
      Node node = new Node(subgraph, resolver == null ? null : resolver.provides());
      field.child.add(new Access(access.fetch(), node, selected.below));
      if (field.child.types().intersects(graph.inaccessible())) {
        // Objects of types that clients may not see are null to them.
        typenames.tell(field.child, field.child.types(), demand.guard());
      }
    }
  }

  /**
   * The field's type on the abstract type itself, when it can be selected there for all objects.
   */
  private @Nullable TypeRef wholeType(Access access, String field, TypeSet types) {
    UpstreamSelection selection = access.selection();
    return types.containsAll(selection.types())
        ? graph.ownType(selection.type, field, access.node().subgraph())
        : null;
  }

  /** What must be equal for two upstream fields to merge: wrappers, and the type of a leaf. */
  private String shape(TypeRef type) {
    return switch (type) {
      case TypeRef.NonNull(TypeRef inner) -> shape(inner) + "!";
      case TypeRef.ListOf(TypeRef element) -> "[" + shape(element) + "]";
      case TypeRef.Named(String name) ->
          graph.possible(name).isEmpty() && !isComposite(name) ? name : "{}";
    };
  }

  private boolean isComposite(String type) {
    return graph.supergraph().types().get(type) instanceof WithFields;
  }
}
