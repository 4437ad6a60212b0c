package dev.tributary.catalogue;

import graphql.schema.DataFetchingEnvironment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a list, as Relay's cursor connections have it.
 *
 * @param hasNext whether there is more after it
 */
record Page<T>(List<Edge<T>> edges, boolean hasNext) {

  static final int MOST = 100;

  /** One item, and from where to go on after it. */
  record Edge<T>(String cursor, T node) {}

  /** What a field was asked for: how many, and after what. */
  record Wanted(int first, Optional<String> after) {

    /**
     * @throws Refusal when the arguments ask for what no page can be
     */
    static Wanted of(DataFetchingEnvironment environment) {
      Optional<String> after =
          Optional.ofNullable(environment.<String>getArgument("after")).map(Page::text);
      return new Wanted(Page.first(environment), after);
    }

    /** The same where cursors are numbers. */
    long afterNumber(long otherwise) {
      try {
        return after.map(Long::parseLong).orElse(otherwise);
      } catch (NumberFormatException e) {
        throw badCursor();
      }
    }
  }

  static int first(DataFetchingEnvironment environment) {
    Integer first = environment.getArgument("first");
    if (first == null || first < 0 || first > MOST) {
      throw Refusal.argument("'first' must be 0 to %d.".formatted(MOST));
    }
    return first;
  }

  /** Of a whole list, by a key that orders it. */
  static <T> Page<T> byKey(List<T> all, Function<T, String> key, Wanted wanted) {
    List<T> rest =
        all.stream()
            .filter(item -> wanted.after().map(a -> key.apply(item).compareTo(a) > 0).orElse(true))
            .sorted(Comparator.comparing(key))
            .toList();
    return beginning(rest, key, wanted);
  }

  /** Of a whole list in the order that it has. */
  static <T> Page<T> byPosition(List<T> all, Wanted wanted) {
    int from = (int) Math.clamp(wanted.afterNumber(0), 0, all.size());
    return byPosition(all.subList(from, all.size()), from, wanted);
  }

  /**
   * The same of a list of which what comes before was left out.
   *
   * @param from how many were left out
   */
  static <T> Page<T> byPosition(List<T> rest, int from, Wanted wanted) {
    List<Edge<T>> edges = new ArrayList<>();
    for (T item : rest.subList(0, Math.min(rest.size(), wanted.first()))) {
      edges.add(new Edge<>(cursor(Integer.toString(from + edges.size() + 1)), item));
    }
    return new Page<>(edges, rest.size() > wanted.first());
  }

  /**
   * @param rest what comes after, in order
   */
  static <T> Page<T> beginning(List<T> rest, Function<T, String> key, Wanted wanted) {
    return new Page<>(
        rest.stream()
            .limit(wanted.first())
            .map(item -> new Edge<>(cursor(key.apply(item)), item))
            .toList(),
        rest.size() > wanted.first());
  }

  List<T> nodes() {
    return edges.stream().map(Edge::node).toList();
  }

  Optional<String> end() {
    return edges.isEmpty() ? Optional.empty() : Optional.of(edges.getLast().cursor());
  }

  /** The same of what the items stand for, one for each. */
  <R> Page<R> with(List<R> nodes) {
    List<Edge<R>> others = new ArrayList<>();
    for (Edge<T> edge : edges) {
      others.add(new Edge<>(edge.cursor(), nodes.get(others.size())));
    }
    return new Page<>(others, hasNext);
  }

  private static String cursor(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw badCursor();
    }
  }

  private static Refusal badCursor() {
    return Refusal.argument("'after' must be the cursor of an item of the same list.");
  }
}
