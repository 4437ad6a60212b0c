package dev.tributary.execute;

import dev.tributary.plan.FetchTarget.PathElement;
import dev.tributary.plan.Projection;
import dev.tributary.plan.Projection.ProjectedField;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Paths of the merged data in the client's words, known before any data is. */
final class ClientPaths {
  private ClientPaths() {}

  /**
   * The client's keys along a path, as far as no list intervenes and the client asked for the field
   * at all.
   */
  static List<String> place(List<PathElement> path, Projection projection) {
    List<String> keys = new ArrayList<>();
    @Nullable Projection at = projection;
    for (PathElement element : path) {
      if (at == null || !(element instanceof PathElement.Key(String dataKey))) {
        continue;
      }
      Optional<ProjectedField> field = field(at, dataKey);
      if (field.isEmpty()) {
        break;
      }
      keys.add(field.get().responseKey());
      if (field.get().type().nullable() instanceof TypeRef.ListOf) {
        break;
      }
      at = field.get().selections();
    }
    return List.copyOf(keys);
  }

  private static Optional<ProjectedField> field(Projection projection, String dataKey) {
    return projection.selections().stream()
        .filter(ProjectedField.class::isInstance)
        .map(ProjectedField.class::cast)
        .filter(field -> field.dataKey().equals(dataKey))
        .findFirst();
  }
}
