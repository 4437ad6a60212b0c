package dev.tributary.execute;

import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget.ContextSource;
import dev.tributary.plan.FetchTarget.ContextVariable;
import dev.tributary.plan.FetchTarget.Entities;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.FetchTarget.PathElement;
import dev.tributary.plan.FetchTarget.Representation;
import dev.tributary.plan.FetchTarget.RepresentationField;
import dev.tributary.plan.FetchTarget.Root;
import dev.tributary.plan.Projection;
import dev.tributary.plan.QueryPlan;
import java.util.List;
import java.util.Set;

/** Collects the types that a plan's conditions name. */
record MentionedTypes(Set<String> into) {

  void of(QueryPlan plan) {
    plan.steps().forEach(this::of);
    of(plan.projection());
  }

  private void of(FetchStep step) {
    switch (step.target()) {
      case Root root -> ofPath(root.path());
      case Entities(List<EntityGroup> groups) -> {
        for (EntityGroup group : groups) {
          ofPath(group.path());
          for (Representation representation : group.representations()) {
            into.addAll(representation.runtimeTypes());
            ofFields(representation.fields());
          }
          for (ContextVariable context : group.contexts()) {
            for (ContextSource source : context.sources()) {
              into.addAll(source.runtimeTypes());
              ofFields(source.value());
            }
          }
        }
      }
    }
  }

  private void ofPath(List<PathElement> path) {
    for (PathElement element : path) {
      if (element instanceof PathElement.OnTypes(Set<String> types)) {
        into.addAll(types);
      }
    }
  }

  private void ofFields(List<RepresentationField> fields) {
    for (RepresentationField field : fields) {
      into.addAll(field.runtimeTypes());
      into.addAll(field.objectTypes());
      ofFields(field.fields());
    }
  }

  private void of(Projection projection) {
    for (Projection.Projected projected : projection.selections()) {
      into.addAll(projected.runtimeTypes());
      if (projected instanceof Projection.ProjectedField field) {
        into.addAll(field.possibleTypes());
        if (field.selections() != null) {
          of(field.selections());
        }
      }
    }
  }
}
