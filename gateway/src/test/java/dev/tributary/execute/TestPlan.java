package dev.tributary.execute;

import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.FetchTarget.PathElement;
import dev.tributary.plan.FetchTarget.Representation;
import dev.tributary.plan.FetchTarget.RepresentationField;
import dev.tributary.plan.Projection;
import dev.tributary.plan.QueryPlan;
import dev.tributary.supergraph.Subgraph;
import graphql.language.Field;
import graphql.language.InlineFragment;
import graphql.language.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A plan written by hand. Paths are dotted data keys; {@code key|A|B} narrows to types. A
 * representation is {@code Type { fields }}, a field that may be null marked {@code @optional}.
 */
final class TestPlan {

  private final TestSelections selections;
  private final List<FetchStep> steps = new ArrayList<>();
  private Operation.Kind kind = Operation.Kind.QUERY;
  private @Nullable Projection projection;
  private String rootType = "Query";

  private TestPlan(String sdl) {
    selections = new TestSelections(sdl);
  }

  static TestPlan of(String sdl) {
    return new TestPlan(sdl);
  }

  TestPlan mutation() {
    kind = Operation.Kind.MUTATION;
    rootType = "Mutation";
    return this;
  }

  /** A step that asks a root type. */
  TestPlan root(String service, String selection, Integer... dependsOn) {
    return root(service, selection, List.of(), Condition.ALWAYS, dependsOn);
  }

  TestPlan root(
      String service,
      String selection,
      List<String> variables,
      Condition condition,
      Integer... dependsOn) {
    SelectionSet set = selections.selections(rootType, selection);
    return step(
        service,
        set.toString(),
        variables,
        new FetchTarget.Root(List.of(), set),
        condition,
        dependsOn);
  }

  /** A root type's fields under a path. */
  TestPlan rootBelow(String path, String service, String selection, Integer... dependsOn) {
    SelectionSet set = selections.selections("Query", selection);
    return step(
        service,
        set.toString(),
        List.of(),
        new FetchTarget.Root(path(path), set),
        Condition.ALWAYS,
        dependsOn);
  }

  /** A step with one {@code _entities} field. */
  TestPlan entities(
      String service, String path, String representations, String selection, Integer... dependsOn) {
    return batch(
        service,
        List.of(group("_entities", "representations", path, representations, selection)),
        dependsOn);
  }

  TestPlan batch(String service, List<EntityGroup> groups, Integer... dependsOn) {
    StringBuilder document = new StringBuilder("query($representations:[_Any!]!){");
    groups.forEach(
        group -> document.append(group.responseKey()).append(group.selection()).append(' '));
    return step(
        service,
        document + "}",
        List.of(),
        new FetchTarget.Entities(groups),
        Condition.ALWAYS,
        dependsOn);
  }

  EntityGroup group(
      String key, String variable, String path, String representations, String selection) {
    return group(key, variable, path, representations, selection, Condition.ALWAYS);
  }

  EntityGroup group(
      String key,
      String variable,
      String path,
      String representations,
      String selection,
      Condition condition) {
    List<Representation> all = new ArrayList<>();
    for (String one : representations.split(";")) {
      String type = one.substring(0, one.indexOf('{')).strip();
      all.add(
          new Representation(
              selections.possible(type),
              selections.isObject(type) ? null : type,
              fields(Set.of(), TestSelections.parse(one.substring(one.indexOf('{'))))));
    }
    return new EntityGroup(
        key,
        variable,
        path(path),
        all,
        selections.selections("_Entity", selection),
        Map.of(),
        condition);
  }

  /** A group for objects that still carry an interface's name. */
  EntityGroup anyType(String key, String path, String selection, String typename) {
    return new EntityGroup(
        key,
        "representations",
        path(path),
        List.of(
            new Representation(
                Set.of(typename),
                typename,
                List.of(new RepresentationField("id", "id", Set.of(), List.of(), Set.of(), true)))),
        selections.selections("_Entity", selection),
        Map.of(),
        Condition.ALWAYS);
  }

  private List<RepresentationField> fields(Set<String> types, graphql.language.SelectionSet set) {
    List<RepresentationField> fields = new ArrayList<>();
    for (Selection<?> selection : set.getSelections()) {
      switch (selection) {
        case Field field ->
            fields.add(
                new RepresentationField(
                    field.getName(),
                    field.getAlias() == null ? field.getName() : field.getAlias(),
                    types,
                    field.getSelectionSet() == null
                        ? List.of()
                        : fields(Set.of(), field.getSelectionSet()),
                    Set.of(),
                    !field.hasDirective("optional")));
        case InlineFragment fragment ->
            fields.addAll(
                fields(
                    selections.possible(TestSelections.on(fragment)), fragment.getSelectionSet()));
        default -> throw new IllegalArgumentException(selection.toString());
      }
    }
    return fields;
  }

  private static List<PathElement> path(String path) {
    List<PathElement> elements = new ArrayList<>();
    for (String part : path.split("\\.")) {
      String[] types = part.split("\\|");
      elements.add(new PathElement.Key(types[0]));
      if (types.length > 1) {
        elements.add(
            new PathElement.OnTypes(Set.copyOf(Arrays.asList(types).subList(1, types.length))));
      }
    }
    return elements;
  }

  private TestPlan step(
      String service,
      String document,
      List<String> variables,
      FetchTarget target,
      Condition condition,
      Integer... dependsOn) {
    int id = steps.size();
    steps.add(
        new FetchStep(
            id,
            new Subgraph(id, service.toUpperCase(java.util.Locale.ROOT), service, service, ""),
            kind,
            document,
            null,
            variables,
            target,
            condition,
            List.of(dependsOn),
            null));
    return this;
  }

  /** What the client asked for. */
  TestPlan client(String text) {
    projection = selections.projection(rootType, text);
    return this;
  }

  CompiledOperation compile() {
    if (projection == null) {
      throw new IllegalStateException("client() says what is projected");
    }
    Operation operation =
        new Operation(kind, null, rootType, List.of(), new SelectionSet(List.of()), "");
    return OperationCompiler.compile(
        new QueryPlan(kind, steps, null, projection, null), operation, selections.schema());
  }
}
