package dev.tributary.execute;

import dev.tributary.execute.StepProgram.EntityTarget;
import dev.tributary.execute.StepProgram.Group;
import dev.tributary.execute.StepProgram.Input;
import dev.tributary.execute.StepProgram.RootTarget;
import dev.tributary.execute.StepProgram.Target;
import dev.tributary.json.JsonText;
import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget.ContextSource;
import dev.tributary.plan.FetchTarget.ContextVariable;
import dev.tributary.plan.FetchTarget.Entities;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.FetchTarget.PathElement;
import dev.tributary.plan.FetchTarget.Representation;
import dev.tributary.plan.FetchTarget.RepresentationField;
import dev.tributary.plan.FetchTarget.Root;
import dev.tributary.plan.QueryPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns a plan into programs, once: every name becomes a number or prepared bytes.
 *
 * <p>First all steps are entered into one tree of {@link Position}s, which settles the slots; then
 * requests, expected answers and representations are compiled against it, and last the projection.
 */
final class OperationCompiler {

  private final QueryPlan plan;
  private final Operation operation;
  private final SchemaTypes schema;
  private final Position root = new Position();
  private final SequencedMap<Condition, Integer> conditions = new LinkedHashMap<>();
  private final TypeTable types;

  private OperationCompiler(QueryPlan plan, Operation operation, SchemaTypes schema) {
    this.plan = plan;
    this.operation = operation;
    this.schema = schema;
    root.enterStaticType(operation.rootType());
    plan.steps().forEach(this::enter);
    SequencedSet<String> names = new LinkedHashSet<>();
    root.collectStaticTypes(names);
    new MentionedTypes(names).of(plan);
    this.types = TypeTable.of(names, schema::isObject);
  }

  /**
   * @param schema the types that services may name
   */
  static CompiledOperation compile(QueryPlan plan, Operation operation, SchemaTypes schema) {
    return new OperationCompiler(plan, operation, schema).compile();
  }

  private CompiledOperation compile() {
    RowShape rootShape = root.freeze(types, schema::isObject);
    List<StepProgram> steps = plan.steps().stream().map(this::step).toList();
    Segment projection =
        new ProjectionCompiler(types, this::condition).compile(plan.projection(), root);
    return new CompiledOperation(
        operation,
        types,
        schema,
        List.copyOf(conditions.keySet()),
        steps,
        rootShape,
        projection,
        plan.introspection(),
        new CompiledOperation.Sizes());
  }

  private int condition(Condition condition) {
    if (condition instanceof Condition.Always) {
      return -1;
    }
    Integer number = conditions.putIfAbsent(condition, conditions.size());
    return number == null ? conditions.size() - 1 : number;
  }

  private void enter(FetchStep step) {
    switch (step.target()) {
      case Root(List<PathElement> path, SelectionSet selection) ->
          at(path).enter(selection, step.id());
      case Entities(List<EntityGroup> groups) -> {
        for (EntityGroup group : groups) {
          at(group.path()).enter(group.selection(), step.id());
          keepApart(group);
        }
      }
    }
  }

  /** Between what sets a context and what is filled from it, equal objects are not the same. */
  private void keepApart(EntityGroup group) {
    int highest =
        group.contexts().stream()
            .flatMap(context -> context.sources().stream())
            .mapToInt(ContextSource::depth)
            .min()
            .orElse(group.path().size());
    for (int length = highest + 1; length <= group.path().size(); length++) {
      if (group.path().get(length - 1) instanceof PathElement.Key) {
        at(group.path().subList(0, length)).keepApart();
      }
    }
  }

  private Position at(List<PathElement> path) {
    Position position = root;
    for (PathElement element : path) {
      if (element instanceof PathElement.Key(String dataKey)) {
        position = position.child(dataKey);
      }
    }
    return position;
  }

  private StepProgram step(FetchStep step) {
    boolean entities = step.target() instanceof Entities;
    List<Integer> dependents =
        plan.steps().stream()
            .filter(other -> other.dependsOn().contains(step.id()))
            .map(FetchStep::id)
            .toList();
    return switch (step.target()) {
      case Root(List<PathElement> path, SelectionSet selection) -> {
        Position position = at(path);
        yield program(
            step,
            dependents,
            RequestTemplate.of(step, entities),
            ResponseShapes.of(List.of(selection), position),
            new RootTarget(moves(path), position.shape()));
      }
      case Entities(List<EntityGroup> groups) -> {
        List<ResponseShape.Field> fields = new ArrayList<>();
        @Nullable RowShape[] shapes = new @Nullable RowShape[groups.size()];
        for (int slot = 0; slot < groups.size(); slot++) {
          EntityGroup group = groups.get(slot);
          Position position = at(group.path());
          shapes[slot] = position.shape();
          fields.add(
              new ResponseShape.Field(
                  Tokens.key(JsonText.quote(group.responseKey())),
                  slot,
                  ResponseShapes.of(List.of(group.selection()), position),
                  0));
        }
        RowShape dataRow = new RowShape(-1, TypeTable.UNKNOWN, shapes);
        yield program(
            step,
            dependents,
            RequestTemplate.of(step, entities),
            new ResponseShape(dataRow, fields),
            entityTarget(groups));
      }
    };
  }

  private StepProgram program(
      FetchStep step,
      List<Integer> dependents,
      RequestTemplate template,
      ResponseShape data,
      Target target) {
    TreeSet<Integer> ancestors = new TreeSet<>();
    collectAncestors(step, ancestors);
    return new StepProgram(
        step,
        condition(step.condition()),
        template,
        data,
        target,
        (int) step.dependsOn().stream().distinct().count(),
        dependents,
        List.copyOf(ancestors),
        place(step));
  }

  private List<String> place(FetchStep step) {
    List<PathElement> path =
        switch (step.target()) {
          case Root root -> root.path();
          case Entities entities -> entities.groups().getFirst().path();
        };
    return ClientPaths.place(path, plan.projection());
  }

  private void collectAncestors(FetchStep step, Collection<Integer> into) {
    for (int id : step.dependsOn()) {
      if (!into.contains(id)) {
        into.add(id);
        collectAncestors(plan.steps().get(id), into);
      }
    }
  }

  private EntityTarget entityTarget(List<EntityGroup> groups) {
    SequencedMap<String, List<EntityGroup>> byVariable = new LinkedHashMap<>();
    for (EntityGroup group : groups) {
      byVariable.computeIfAbsent(group.variable(), name -> new ArrayList<>()).add(group);
    }
    List<Input> inputs = new ArrayList<>();
    byVariable.forEach((variable, sharing) -> inputs.add(input(variable, sharing)));
    List<String> variables = List.copyOf(byVariable.sequencedKeySet());
    List<Group> compiled = new ArrayList<>();
    for (int slot = 0; slot < groups.size(); slot++) {
      EntityGroup group = groups.get(slot);
      Position position = at(group.path());
      compiled.add(
          new Group(
              group.responseKey(),
              slot,
              variables.indexOf(group.variable()),
              position.shape(),
              ResponseShapes.of(List.of(group.selection()), position).slots(),
              condition(group.condition())));
    }
    return new EntityTarget(List.copyOf(inputs), List.copyOf(compiled));
  }

  /** Groups that share a variable have the same targets: the first one speaks for all. */
  private Input input(String variable, List<EntityGroup> sharing) {
    EntityGroup first = sharing.getFirst();
    Position position = at(first.path());
    RepresentationProgram.Variant[] variants =
        first.representations().stream()
            .map(representation -> variant(representation, position, sharing))
            .toArray(RepresentationProgram.Variant[]::new);
    return new Input(
        variable,
        JsonText.quote(variable),
        moves(first.path()),
        new RepresentationProgram(types, variants, asked(sharing, position)),
        first.contexts().stream().map(context -> context(context, first)).toList(),
        sharing.stream().map(group -> condition(group.condition())).toList());
  }

  private ContextProgram context(ContextVariable context, EntityGroup group) {
    Position position = at(group.path());
    return new ContextProgram(
        context.name(),
        !context.type().isNonNull(),
        context.sources().stream()
            .map(
                source ->
                    new ContextProgram.Source(
                        source.depth(),
                        typesOrAll(source.runtimeTypes()),
                        contextFields(source.value(), at(group.path().subList(0, source.depth())))))
            .toList(),
        FilledFields.of(group.selection(), context.name()).stream()
            .map(key -> new RepresentationProgram.Requiring(key, position.slot(key)))
            .toList());
  }

  private RepresentationProgram.Entry[] contextFields(
      List<RepresentationField> fields, Position position) {
    return fields.stream()
        .map(field -> entry(field, position, new RepresentationProgram.Requiring[0]))
        .toArray(RepresentationProgram.Entry[]::new);
  }

  private List<TargetWalk.Move> moves(List<PathElement> path) {
    List<TargetWalk.Move> moves = new ArrayList<>();
    Position position = root;
    for (PathElement element : path) {
      switch (element) {
        case PathElement.Key(String dataKey) -> {
          moves.add(new TargetWalk.Move.Down(position.slot(dataKey)));
          position = position.child(dataKey);
        }
        case PathElement.OnTypes on ->
            moves.add(new TargetWalk.Move.Narrow(types.set(on.runtimeTypes())));
      }
    }
    return List.copyOf(moves);
  }

  private static Set<Integer> asked(List<EntityGroup> groups, Position position) {
    Set<Integer> slots = new TreeSet<>();
    for (EntityGroup group : groups) {
      slots.addAll(ResponseShapes.of(List.of(group.selection()), position).slots());
    }
    slots.remove(position.slot("__typename"));
    return slots;
  }

  private RepresentationProgram.Variant variant(
      Representation representation, Position position, List<EntityGroup> groups) {
    return new RepresentationProgram.Variant(
        typesOrAll(representation.runtimeTypes()),
        representation.typename(),
        representation.fields().stream()
            .map(field -> entry(field, position, requiring(field, position, groups)))
            .toArray(RepresentationProgram.Entry[]::new));
  }

  private static RepresentationProgram.Requiring[] requiring(
      RepresentationField required, Position position, List<EntityGroup> groups) {
    return groups.stream()
        .flatMap(group -> group.requiring().entrySet().stream())
        .filter(field -> !required.required() && field.getValue().contains(required.dataKey()))
        .map(Map.Entry::getKey)
        .distinct()
        .map(key -> new RepresentationProgram.Requiring(key, position.slot(key)))
        .toArray(RepresentationProgram.Requiring[]::new);
  }

  private @Nullable TypeSet typesOrAll(Set<String> names) {
    return names.isEmpty() ? null : types.set(names);
  }

  private RepresentationProgram.Entry entry(
      RepresentationField field,
      @Nullable Position position,
      RepresentationProgram.Requiring[] requiring) {
    Position child = position == null ? null : position.existingChild(field.dataKey());
    return new RepresentationProgram.Entry(
        field.name(),
        position == null ? -1 : position.slot(field.dataKey()),
        typesOrAll(field.runtimeTypes()),
        field.fields().stream()
            .map(below -> entry(below, child, new RepresentationProgram.Requiring[0]))
            .toArray(RepresentationProgram.Entry[]::new),
        typesOrAll(field.objectTypes()),
        field.required(),
        requiring);
  }
}
