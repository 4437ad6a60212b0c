package dev.tributary.plan;

import dev.tributary.graph.EntityMove;
import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.TypeSet;
import dev.tributary.operation.Condition;
import dev.tributary.operation.DirectiveUse;
import dev.tributary.operation.Operation;
import dev.tributary.operation.Operation.VariableDefinition;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchTarget.ContextSource;
import dev.tributary.plan.FetchTarget.ContextVariable;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.FetchTarget.Representation;
import dev.tributary.plan.FetchTarget.RepresentationField;
import dev.tributary.plan.PlannerOptions.OperationNames;
import dev.tributary.supergraph.Subgraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns calls into steps: writes their documents, and how their representations are built. */
final class StepWriter {

  /** No document holds it. */
  private static final String MARK = "\u0000";

  private final QueryGraph graph;
  private final Operation operation;
  private final OperationNames names;

  StepWriter(QueryGraph graph, Operation operation, OperationNames names) {
    this.graph = graph;
    this.operation = operation;
    this.names = names;
  }

  List<FetchStep> write(CallGraph calls) {
    List<FetchStep> steps = new ArrayList<>(calls.calls().size());
    for (Call call : calls.calls()) {
      List<Integer> dependsOn = calls.dependsOn().get(steps.size()).stream().boxed().toList();
      steps.add(write(steps.size(), call, dependsOn));
    }
    return steps;
  }

  private FetchStep write(int id, Call call, List<Integer> dependsOn) {
    Guard guard = call.guard();
    UsedVariables used = new UsedVariables();
    RepeatedSelections repeated = new RepeatedSelections();
    List<Map<ContextValue, String>> contexts = contextNames(call);
    FetchTarget target =
        call.isEntities()
            ? entities(call, repeated, contexts)
            : root(call.fetches().getFirst(), call.subgraph, repeated);
    List<String> representations = new ArrayList<>();
    SelectionSet body =
        switch (target) {
          case FetchTarget.Root(var _, SelectionSet selection) -> selection;
          case FetchTarget.Entities(List<EntityGroup> groups) -> {
            List<SelectionSet.Selection> fields = new ArrayList<>();
            for (EntityGroup group : groups) {
              Guard own = call.fetches().get(fields.size()).guard();
              fields.add(UpstreamDocument.entities(group, own.given(guard).toCondition()));
              representations.add(group.variable());
            }
            yield new SelectionSet(fields);
          }
        };
    used.add(body);
    Operation.Kind kind = call.fetches().getFirst().kind;
    // What may stand on a mutation need not be allowed on the queries that follow from it.
    List<DirectiveUse> directives = kind == operation.kind() ? operation.directives() : List.of();
    used.add(directives);
    List<VariableDefinition> variables =
        operation.variables().stream()
            .filter(variable -> used.names().contains(variable.name()))
            .toList();
    String name = name(id, graph.subgraph(call.subgraph));
    RepeatableDocument repeatable = null;
    if (target instanceof FetchTarget.Entities(List<EntityGroup> groups)
        && contexts.stream().anyMatch(names -> !names.isEmpty())) {
      repeatable = repeatable(name, call, groups, contexts, variables);
    }
    return new FetchStep(
        id,
        graph.subgraph(call.subgraph),
        kind,
        repeatable == null
            ? repeated.shorten(
                UpstreamDocument.write(
                    kind, name, representations, variables, directives, body.toString()))
            : repeatable.write(Collections.nCopies(representations.size(), 1)),
        name,
        variables.stream().map(VariableDefinition::name).toList(),
        target,
        guard.toCondition(),
        dependsOn,
        repeatable);
  }

  private @Nullable String name(int id, Subgraph subgraph) {
    String client = operation.name();
    return switch (names) {
      case NONE -> null;
      case CLIENT ->
          client == null
              ? null
              : client + "__" + subgraph.name().replaceAll("[^_0-9A-Za-z]", "_") + "__" + id;
    };
  }

  private FetchTarget.Root root(Fetch fetch, int subgraph, RepeatedSelections repeated) {
    SelectionSet selection =
        new SelectionWriter(graph, subgraph, repeated, Map.of())
            .write(fetch.selection, fetch.guard());
    return new FetchTarget.Root(Paths.of(fetch.at, graph), selection);
  }

  private FetchTarget.Entities entities(
      Call call, RepeatedSelections repeated, List<Map<ContextValue, String>> contexts) {
    boolean alone = call.fetches().size() == 1;
    List<EntityGroup> groups = new ArrayList<>();
    for (Fetch fetch : call.fetches()) {
      Map<ContextValue, String> names = contexts.get(groups.size());
      SelectionSet selection =
          new SelectionWriter(graph, call.subgraph, repeated, names)
              .write(fetch.selection, fetch.guard());
      int number = groups.size() + 1;
      groups.add(
          new EntityGroup(
              alone ? "_entities" : "e" + number,
              variable(alone ? "representations" : "r" + number),
              Paths.of(fetch.at, graph),
              representations(fetch),
              selection,
              requiring(fetch),
              names.entrySet().stream()
                  .map(entry -> context(entry.getValue(), entry.getKey()))
                  .toList(),
              fetch.guard().toCondition()));
    }
    return new FetchTarget.Entities(groups);
  }

  private static Map<String, Set<String>> requiring(Fetch fetch) {
    Map<String, Set<String>> requiring = new LinkedHashMap<>();
    for (UpstreamField field : fetch.selection.fields()) {
      if (!field.requiredKeys().isEmpty()) {
        requiring
            .computeIfAbsent(field.dataKey, key -> new LinkedHashSet<>())
            .addAll(field.requiredKeys());
      }
    }
    return requiring;
  }

  /** For each fetch of a call the variables that carry what it reads from contexts. */
  private List<Map<ContextValue, String>> contextNames(Call call) {
    List<Map<ContextValue, String>> all = new ArrayList<>();
    int number = 0;
    for (Fetch fetch : call.fetches()) {
      Map<ContextValue, String> names = new LinkedHashMap<>();
      for (ContextValue value : fetch.contexts()) {
        names.put(value, variable("c" + ++number));
      }
      all.add(names);
    }
    return all;
  }

  private ContextVariable context(String name, ContextValue value) {
    List<ContextSource> sources = new ArrayList<>();
    for (ContextValue.Source source : value.sources()) {
      Position at = source.at();
      sources.add(
          new ContextSource(
              Paths.of(at, graph).size(),
              names(source.types(), at.types()),
              values(fields(source.read(), at.types()))));
    }
    return new ContextVariable(name, value.type(), sources);
  }

  /** Without what tells objects of several types apart in a representation: a value has no type. */
  private static List<RepresentationField> values(List<RepresentationField> fields) {
    return fields.stream()
        .filter(field -> !field.name().equals(QueryGraph.TYPENAME))
        .map(
            field ->
                new RepresentationField(
                    field.name(),
                    field.dataKey(),
                    field.runtimeTypes(),
                    values(field.fields()),
                    Set.of(),
                    field.required()))
        .toList();
  }

  /** Written once more with a mark where each name that belongs to a group ends. */
  private RepeatableDocument repeatable(
      @Nullable String name,
      Call call,
      List<EntityGroup> groups,
      List<Map<ContextValue, String>> contexts,
      List<VariableDefinition> variables) {
    List<RepeatableDocument.Group> parts = new ArrayList<>();
    for (EntityGroup group : groups) {
      Fetch fetch = call.fetches().get(parts.size());
      Map<ContextValue, String> marked = new LinkedHashMap<>(contexts.get(parts.size()));
      marked.replaceAll((value, plain) -> plain + MARK);
      SelectionSet selection =
          new SelectionWriter(graph, call.subgraph, new RepeatedSelections(), marked)
              .write(fetch.selection, fetch.guard());
      EntityGroup repeated =
          new EntityGroup(
              group.responseKey() + MARK,
              group.variable() + MARK,
              group.path(),
              group.representations(),
              selection,
              group.requiring(),
              group.condition());
      List<List<String>> declarations = new ArrayList<>();
      declarations.add(
          pieces(
              UpstreamDocument.declaration(repeated.variable(), UpstreamDocument.REPRESENTATIONS)));
      for (ContextVariable context : group.contexts()) {
        declarations.add(
            pieces(UpstreamDocument.declaration(context.name() + MARK, context.type().toString())));
      }
      Condition condition = fetch.guard().given(call.guard()).toCondition();
      SelectionSet.Field field = UpstreamDocument.entities(repeated, condition);
      UsedVariables used = new UsedVariables();
      used.add(new SelectionSet(List.of(field)));
      parts.add(new RepeatableDocument.Group(declarations, pieces(field.toString()), used.names()));
    }
    SequencedMap<String, String> declared = new LinkedHashMap<>();
    for (VariableDefinition variable : variables) {
      declared.put(variable.name(), UpstreamDocument.declarations(List.of(variable)).getFirst());
    }
    return new RepeatableDocument(
        UpstreamDocument.head(Operation.Kind.QUERY, name), declared, parts);
  }

  private static List<String> pieces(String marked) {
    return List.of(marked.split(MARK, -1));
  }

  /** A name for our variable that the client has not taken, nor any that begins like it. */
  private String variable(String wished) {
    String name = wished;
    while (isTaken(name)) {
      name = "_" + name;
    }
    return name;
  }

  private boolean isTaken(String name) {
    return operation.variables().stream()
        .map(VariableDefinition::name)
        .anyMatch(taken -> taken.equals(name) || taken.startsWith(name + "_"));
  }

  private List<Representation> representations(Fetch fetch) {
    SequencedMap<Alike, TypeSet> alike = new LinkedHashMap<>();
    Position at = fetch.at;
    for (Map.Entry<EntityMove, Fetch.Rule> rule : fetch.rules().entrySet()) {
      EntityMove move = rule.getKey();
      TypeSet types = rule.getValue().types();
      String typename = null;
      if (move.interfaceName()) {
        typename = move.onType();
      } else if (at.isConcrete()) {
        typename = graph.object(types.first());
      }
      // Moves of several types may be sent alike: one entry will do.
      alike.merge(new Alike(typename, fields(rule.getValue().sent(), types)), types, TypeSet::or);
    }
    return alike.entrySet().stream()
        .map(
            entry ->
                new Representation(
                    names(entry.getValue(), at.types()),
                    entry.getKey().typename(),
                    entry.getKey().fields()))
        .toList();
  }

  /** What two representations have in common that differ in their types only. */
  private record Alike(@Nullable String typename, List<RepresentationField> fields) {}

  private List<RepresentationField> fields(List<Sent> sent, TypeSet scope) {
    return sent.stream()
        .map(
            one ->
                new RepresentationField(
                    one.name(),
                    one.dataKey(),
                    names(one.types(), scope),
                    fields(one.below(), one.scope()),
                    names(one.known(), one.scope()),
                    one.required()))
        .toList();
  }

  /** The names of the types; none when they are all there can be. */
  private Set<String> names(TypeSet types, TypeSet all) {
    return types.containsAll(all) ? Set.of() : Paths.names(types, graph);
  }
}
