package dev.tributary.route;

import dev.tributary.auth.Caller;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All routes, the most specific first: the first one that is for a request gets it. */
public final class RouteTable {

  /** They are looked through for each request. */
  private static final int MOST = 1_000;

  private final List<Entry> entries;

  private record Entry(
      Route route, RouteMatch.Test test, @Nullable PathRewrite rewrite, Split split) {}

  private RouteTable(List<Entry> entries) {
    this.entries = entries;
  }

  /** What route a request takes, and the path that its service is sent. */
  public static final class Taken {
    private final Entry entry;
    private final PathMatch match;
    private final String path;

    private Taken(Entry entry, PathMatch match, RequestPath path) {
      this.entry = entry;
      this.match = match;
      this.path = entry.rewrite == null ? path.text() : entry.rewrite.apply(match);
    }

    public Route route() {
      return entry.route;
    }

    /** What the path has where the route leaves it open. */
    public PathMatch match() {
      return match;
    }

    /** The path for the service, below that of its own URL. */
    public String path() {
      return path;
    }

    /**
     * An address that a service answers with, as clients of the gateway reach it.
     *
     * @param value of {@code Location}
     * @param authority that the service was called by
     * @param base the path of the service's URL
     */
    public String location(String value, String authority, String base) {
      return Locations.seen(value, authority, base, entry.rewrite, entry.route.match().path());
    }

    /**
     * Where this request goes: the number of one of the route's destinations.
     *
     * @param address the peer's; null when it is not known
     */
    public int destination(MultiMap headers, Caller caller, @Nullable String address) {
      return entry.split.choose(headers, caller, address);
    }
  }

  /**
   * @param routes in any order
   * @throws IllegalArgumentException with everything that is wrong between them
   */
  public static RouteTable of(List<Route> routes) {
    List<String> problems = problems(routes);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return new RouteTable(
        routes.stream()
            .sorted((one, other) -> RouteMatch.ORDER.compare(one.match(), other.match()))
            .map(
                route ->
                    new Entry(
                        route,
                        route.match().test(),
                        route.rewrite() == null
                            ? null
                            : PathRewrite.parse(route.rewrite(), route.match().path()),
                        new Split(route)))
            .toList());
  }

  /** Everything that is wrong between routes: names twice, and requests that two would take. */
  static List<String> problems(List<Route> routes) {
    List<String> problems = new ArrayList<>();
    if (routes.size() > MOST) {
      problems.add("there are more than " + MOST + " routes");
      return problems;
    }
    Set<String> names = new HashSet<>();
    for (Route route : routes) {
      if (!names.add(route.name())) {
        problems.add("two routes are named " + route.name());
      }
    }
    for (int i = 0; i < routes.size(); i++) {
      for (Route other : routes.subList(i + 1, routes.size())) {
        Route one = routes.get(i);
        if (one.match().isAmbiguousWith(other.match())) {
          problems.add(
              "the routes "
                  + one.name()
                  + " ("
                  + one.match()
                  + ") and "
                  + other.name()
                  + " ("
                  + other.match()
                  + ") are for the same requests, and neither is more specific");
        }
      }
    }
    return problems;
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /**
   * The route of a request.
   *
   * @param host without the port; null when the request names none
   * @return null when none is for it
   */
  public @Nullable Taken find(
      String method, @Nullable String host, RequestPath path, MultiMap headers) {
    for (Entry entry : entries) {
      PathMatch match = entry.test.match(method, host, path, headers);
      if (match != null) {
        return new Taken(entry, match, path);
      }
    }
    return null;
  }
}
