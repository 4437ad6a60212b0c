package dev.tributary.route;

import java.util.Map;

/**
 * What a path has where a pattern leaves it open.
 *
 * @param variables segments by the names of variables, as they stand in the path
 * @param rest what is below, from its slash on; empty for nothing
 */
public record PathMatch(Map<String, String> variables, String rest) {
  public PathMatch {
    variables = Map.copyOf(variables);
  }
}
