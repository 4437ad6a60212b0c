package dev.tributary.plan;

import dev.tributary.operation.Condition;
import dev.tributary.plan.FetchTarget.ContextSource;
import dev.tributary.plan.FetchTarget.ContextVariable;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.FetchTarget.PathElement;
import dev.tributary.plan.FetchTarget.Representation;
import dev.tributary.plan.FetchTarget.RepresentationField;
import dev.tributary.plan.Projection.Projected;
import dev.tributary.plan.Projection.ProjectedField;
import dev.tributary.plan.Projection.ProjectedIntrospection;
import dev.tributary.plan.Projection.ProjectedTypename;
import dev.tributary.plan.Projection.ProjectedWithheld;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The JSON form of a plan. */
final class PlanJson {

  private final QueryPlan plan;
  private final JsonWriter json = new JsonWriter();

  PlanJson(QueryPlan plan) {
    this.plan = plan;
  }

  String print() {
    json.openObject();
    json.name("kind").value(plan.kind().name().toLowerCase(Locale.ROOT));
    json.name("steps").openArray();
    plan.steps().forEach(this::write);
    json.closeArray();
    json.name("tree");
    if (plan.root() == null) {
      json.nullValue();
    } else {
      write(plan.root());
    }
    json.name("projection");
    write(plan.projection());
    if (plan.introspection() != null) {
      json.name("introspection").value(plan.introspection().toString());
    }
    json.closeObject();
    return json.toString();
  }

  private void write(FetchStep step) {
    json.openObject();
    json.name("id").value(step.id());
    json.name("service").value(step.subgraph().name());
    json.name("kind").value(step.kind().name().toLowerCase(Locale.ROOT));
    json.name("document").value(step.document());
    writeNames("variables", step.variables());
    condition(step.condition());
    json.name("dependsOn").openArray();
    step.dependsOn().forEach(json::value);
    json.closeArray();
    switch (step.target()) {
      case FetchTarget.Root(List<PathElement> path, var _) -> write(path);
      case FetchTarget.Entities(List<EntityGroup> groups) -> {
        json.name("entities").openArray();
        groups.forEach(this::write);
        json.closeArray();
      }
    }
    json.closeObject();
  }

  private void write(EntityGroup group) {
    json.openObject();
    json.name("responseKey").value(group.responseKey());
    json.name("variable").value(group.variable());
    write(group.path());
    condition(group.condition());
    json.name("representations").openArray();
    for (Representation representation : group.representations()) {
      json.openObject();
      writeNames("runtimeTypes", representation.runtimeTypes());
      if (representation.typename() != null) {
        json.name("typename").value(representation.typename());
      }
      write("fields", representation.fields());
      json.closeObject();
    }
    json.closeArray();
    if (!group.contexts().isEmpty()) {
      json.name("contexts").openArray();
      group.contexts().forEach(this::write);
      json.closeArray();
    }
    json.closeObject();
  }

  private void write(ContextVariable context) {
    json.openObject();
    json.name("variable").value(context.name());
    json.name("type").value(context.type().toString());
    json.name("sources").openArray();
    for (ContextSource source : context.sources()) {
      json.openObject();
      json.name("depth").value(source.depth());
      writeNames("runtimeTypes", source.runtimeTypes());
      write("value", source.value());
      json.closeObject();
    }
    json.closeArray();
    json.closeObject();
  }

  private void write(String name, List<RepresentationField> fields) {
    json.name(name).openArray();
    for (RepresentationField field : fields) {
      json.openObject();
      json.name("name").value(field.name());
      if (!field.dataKey().equals(field.name())) {
        json.name("dataKey").value(field.dataKey());
      }
      writeNames("runtimeTypes", field.runtimeTypes());
      if (field.required()) {
        json.name("required").value(true);
      }
      if (!field.fields().isEmpty()) {
        write("fields", field.fields());
      }
      writeNames("objectTypes", field.objectTypes());
      json.closeObject();
    }
    json.closeArray();
  }

  private void write(List<PathElement> path) {
    json.name("path").openArray();
    for (PathElement element : path) {
      switch (element) {
        case PathElement.Key(String key) -> json.value(key);
        case PathElement.OnTypes(var types) -> {
          json.openObject();
          writeNames("on", types);
          json.closeObject();
        }
      }
    }
    json.closeArray();
  }

  private void write(PlanNode node) {
    json.openObject();
    switch (node) {
      case PlanNode.Fetch(int step) -> json.name("fetch").value(step);
      case PlanNode.Sequence(List<PlanNode> nodes) -> write(nodes, "sequence");
      case PlanNode.Parallel(List<PlanNode> nodes) -> write(nodes, "parallel");
    }
    json.closeObject();
  }

  private void write(List<PlanNode> nodes, String name) {
    json.name(name).openArray();
    nodes.forEach(this::write);
    json.closeArray();
  }

  private void write(Projection projection) {
    json.openArray();
    for (Projected projected : projection.selections()) {
      json.openObject();
      json.name("responseKey").value(projected.responseKey());
      switch (projected) {
        case ProjectedField field -> {
          if (!field.dataKey().equals(field.responseKey())) {
            json.name("dataKey").value(field.dataKey());
          }
          json.name("type").value(field.type().toString());
          writeNames("possibleTypes", field.possibleTypes());
        }
        case ProjectedTypename typename -> {
          json.name("typename");
          if (typename.typeName() == null) {
            json.nullValue();
          } else {
            json.value(typename.typeName());
          }
        }
        case ProjectedWithheld _ -> json.name("withheld").value(true);
        case ProjectedIntrospection _ -> json.name("introspection").value(true);
      }
      writeNames("runtimeTypes", projected.runtimeTypes());
      condition(projected.condition());
      if (projected instanceof ProjectedField field && field.selections() != null) {
        json.name("selections");
        write(field.selections());
      }
      json.closeObject();
    }
    json.closeArray();
  }

  private void condition(Condition condition) {
    if (!(condition instanceof Condition.Always)) {
      json.name("condition").value(condition.toString());
    }
  }

  /** Sorted, as sets have no order of their own; left out when there are none. */
  private void writeNames(String name, Collection<String> names) {
    if (!names.isEmpty()) {
      json.name(name).openArray();
      names.stream().sorted().forEach(json::value);
      json.closeArray();
    }
  }
}
