package dev.tributary.route;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where some requests beside the graph go, and on what terms.
 *
 * @param name what metrics, logs and quotas know it by
 * @param rewrite the path that services are sent; null for the client's
 * @param destinations one or several, of which each request goes to one
 * @param sticky by what equal requests go to the same destination; null for chance
 * @param mirror who gets copies; null for nobody
 * @param access who may use it
 * @param cost in cost units, of each request
 */
public record Route(
    String name,
    RouteMatch match,
    @Nullable String rewrite,
    List<Destination> destinations,
    @Nullable Sticky sticky,
    @Nullable Mirror mirror,
    Access access,
    long cost,
    HostField host,
    Limits limits,
    boolean webSocket) {

  /**
   * A service that requests may go to.
   *
   * @param weight its part, relative to the others'; 0 for none but those that {@code when} names
   * @param when requests that go there whatever the weights say; null for none
   */
  public record Destination(String service, int weight, @Nullable FieldCondition when) {
    public Destination {
      if (weight < 0 || weight > 1_000_000) {
        throw new IllegalArgumentException("a weight is 0 to 1000000: " + weight);
      }
      if (weight == 0 && when == null) {
        throw new IllegalArgumentException(
            "service " + service + " has no weight and no 'when': nothing would go there");
      }
    }
  }

  /** What makes requests equal. */
  public sealed interface Sticky {
    /** Whoever is known to call, or the address that is called from. */
    record Client() implements Sticky {}

    record Header(String name) implements Sticky {}

    record Cookie(String name) implements Sticky {}

    /**
     * Reads {@code client}, {@code header:NAME} or {@code cookie:NAME}.
     *
     * @throws IllegalArgumentException on anything else
     */
    static Sticky parse(String text) {
      int colon = text.indexOf(':');
      String name = colon < 0 ? "" : text.substring(colon + 1).strip();
      String kind = colon < 0 ? text : text.substring(0, colon);
      if (kind.equals("client") && name.isEmpty()) {
        return new Client();
      } else if (kind.equals("header") && !name.isEmpty()) {
        return new Header(name);
      } else if (kind.equals("cookie") && !name.isEmpty()) {
        return new Cookie(name);
      }
      throw new IllegalArgumentException(
          "'" + text + "' is none of client, header:NAME and cookie:NAME");
    }
  }

  /**
   * Copies of requests, whose answers nobody looks at.
   *
   * @param percent of the requests
   * @param unsafe whether also those that change something
   * @param bodyBytes a request with a larger body is not copied
   * @param inFlight copies under way at one time; further ones are not made
   */
  public record Mirror(
      String service, double percent, boolean unsafe, int bodyBytes, int inFlight) {
    public Mirror {
      if (percent <= 0 || percent > 100 || bodyBytes < 0 || inFlight < 1) {
        throw new IllegalArgumentException(
            "a mirror takes more than 0 to 100 percent, and one request or more at a time");
      }
    }
  }

  /**
   * Who may use it.
   *
   * @param callers who is let in at all
   * @param scopes a caller needs all of one of these sets; empty for none
   * @param policies that must all hold
   */
  public record Access(Callers callers, List<Set<String>> scopes, Set<String> policies) {
    public Access {
      scopes = scopes.stream().map(Set::copyOf).toList();
      policies = Set.copyOf(policies);
      if (callers == Callers.ANYONE && !(scopes.isEmpty() && policies.isEmpty())) {
        throw new IllegalArgumentException(
            "nobody is asked who they are where anyone may call: leave scopes and policies out");
      }
    }
  }

  /** Who is let in. */
  public enum Callers {
    /** Everybody; credentials are not looked at. */
    ANYONE,
    /** As the gateway lets them in: credentials that are there must be good. */
    GATEWAY,
    /** Known ones only. */
    AUTHENTICATED
  }

  /** The {@code Host} that a service is told. */
  public enum HostField {
    /** Its own. */
    SERVICE,
    /** The one that the client asked for. */
    CLIENT
  }

  /**
   * What one request may take.
   *
   * @param bodyBytes its body
   * @param answer until the head of the answer has come
   * @param whole until the answer has been passed on, or an upgraded connection ends; null for as
   *     long as it takes
   */
  public record Limits(long bodyBytes, Duration answer, @Nullable Duration whole) {
    public Limits {
      if (bodyBytes < 0 || !answer.isPositive() || whole != null && !whole.isPositive()) {
        throw new IllegalArgumentException("limits of a route are positive");
      }
    }
  }

  public Route {
    destinations = List.copyOf(destinations);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new IllegalArgumentException(
          "'" + name + "' is no name of a route: letters, digits, dots, hyphens, 64 at most");
    }
    if (destinations.isEmpty()) {
      throw new IllegalArgumentException("nothing says where it leads: 'to' is empty");
    }
    if (destinations.stream().allMatch(one -> one.weight() == 0)) {
      throw new IllegalArgumentException("one destination at least needs a weight");
    }
    if (cost < 0) {
      throw new IllegalArgumentException("a cost is 0 or more");
    }
    if (rewrite != null) {
      PathRewrite.parse(rewrite, match.path());
    }
  }
}
