package dev.tributary.operation;

import dev.tributary.operation.RequestError.Location;
import graphql.language.SourceLocation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From graphql-java's places in a document to ours. */
final class Locations {
  private Locations() {}

  /** None when the place is not known. */
  static Location[] of(@Nullable SourceLocation location) {
    return location == null ? new Location[0] : of(List.of(location)).toArray(Location[]::new);
  }

  static List<Location> of(@Nullable List<SourceLocation> locations) {
    return locations == null
        ? List.of()
        : locations.stream()
            .filter(location -> location.getLine() > 0)
            .map(location -> new Location(location.getLine(), location.getColumn()))
            .toList();
  }
}
