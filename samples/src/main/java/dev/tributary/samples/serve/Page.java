package dev.tributary.samples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import graphql.schema.DataFetchingEnvironment;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A part of a list, as a connection (GraphQL Cursor Connections). */
public record Page<T>(List<Edge<T>> edges, PageInfo pageInfo, int totalCount) {

  private static final int LARGEST = 100;

  /** One element and the cursor after which the next page begins. */
  public record Edge<T>(String cursor, T node) {}

  /**
   * @param endCursor null when the page is empty
   */
  public record PageInfo(boolean hasNextPage, @Nullable String endCursor) {}

  public Page {
    edges = List.copyOf(edges);
  }

  /**
   * The page that the arguments {@code first} and {@code after} ask for.
   *
   * @param key what the cursor of an element is made of; unique in the list
   */
  public static <T> Page<T> of(
      List<T> all, Function<T, String> key, DataFetchingEnvironment environment) {
    String after = environment.getArgument("after");
    int start = after == null ? 0 : indexAfter(all, key, after);
    List<Edge<T>> edges =
        all.stream()
            .skip(start)
            .limit(size(environment))
            .map(node -> new Edge<>(cursor(key.apply(node)), node))
            .toList();
    String end = edges.isEmpty() ? null : edges.getLast().cursor();
    return new Page<>(edges, new PageInfo(start + edges.size() < all.size(), end), all.size());
  }

  /** The argument {@code first}, ten when it is null; an error beyond a hundred. */
  public static int size(DataFetchingEnvironment environment) {
    return bounded("first", environment, 10, LARGEST);
  }

  /** The argument {@code offset}, zero when it is null. */
  public static int offset(DataFetchingEnvironment environment) {
    return bounded("offset", environment, 0, Integer.MAX_VALUE);
  }

  private static int bounded(
      String argument, DataFetchingEnvironment environment, int otherwise, int largest) {
    Integer value = environment.getArgument(argument);
    if (value == null) {
      return otherwise;
    }
    if (value < 0 || value > largest) {
      throw new IllegalArgumentException(
          "%s must be from 0 to %d, not %d".formatted(argument, largest, value));
    }
    return value;
  }

  private static <T> int indexAfter(List<T> all, Function<T, String> key, String cursor) {
    for (int index = 0; index < all.size(); index++) {
      if (cursor(key.apply(all.get(index))).equals(cursor)) {
        return index + 1;
      }
    }
    throw new IllegalArgumentException("after is not a cursor of this list");
  }

  private static String cursor(String key) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
  }
}
