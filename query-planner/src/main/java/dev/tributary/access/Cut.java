package dev.tributary.access;

import dev.tributary.operation.Condition;
import java.util.List;

/**
 * A place in an operation that a caller may not see.
 *
 * @param path the response keys that lead there; lists have no index
 * @param condition when it is part of the operation
 * @param coordinate the field, on the type that it is selected on
 * @param unmet what is asked and not met, as text for the log
 */
public record Cut(List<String> path, Condition condition, String coordinate, List<String> unmet) {
  public Cut {
    path = List.copyOf(path);
    unmet = List.copyOf(unmet);
  }
}
