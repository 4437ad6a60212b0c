package dev.tributary.gateway;

import dev.tributary.route.FieldCondition;
import dev.tributary.route.PathPattern;
import dev.tributary.route.Route;
import dev.tributary.route.RouteMatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Requests beside the graph that are passed on to a service. */
record RouteConfig(
    @Setting("What metrics, logs and quotas know it by.") String name,
    @Setting(
            "The paths it is for: one, such as /orders; all below one, such as /orders/*; or those"
                + " of a shape, such as /orders/{id}/items.")
        String path,
    @Setting("The host it is for, such as api.example.com or *.example.com; any otherwise.")
        @Nullable String host,
    @Setting("The methods it is for; all otherwise.") List<String> methods,
    @Setting(
            "Header fields that requests must have, by name. A value between slashes is a regular"
                + " expression for the whole of it, and * stands for any.")
        SortedMap<String, String> headers,
    @Setting("Where its requests go.") List<DestinationConfig> to,
    @Setting(
            "What keeps requests on one of several destinations: client, header:NAME or"
                + " cookie:NAME; chance decides otherwise.")
        @Nullable String sticky,
    @Setting("Who gets copies of requests.") @Nullable MirrorConfig mirror,
    @Setting(
            "The path that services are sent, which may have the path's variables and its end /*;"
                + " the client's otherwise.")
        @Nullable String rewrite,
    @Setting("The Host field that services are told: their own, or the client's.")
        HostField hostField,
    @Setting(
            "Who is let in: anyone, without asking; gateway, as the gateway does; or authenticated"
                + " callers only.")
        Callers callers,
    @Setting("Scopes that callers need: all of one of these entries, with spaces between several.")
        List<String> scopes,
    @Setting("Policies that must all hold.") List<String> policies,
    @Setting("What each request costs, in cost units of quotas.") int cost,
    @Setting("Largest request body; the server's otherwise.") @Nullable DataSize maxBody,
    @Setting("Time limit of the head of an answer; the server's otherwise.")
        @Nullable Duration timeout,
    @Setting(
            "Time limit from the head of an answer to its end, or to that of a WebSocket; 0s for as"
                + " long as it takes.")
        Duration duration,
    @Setting("Whether requests may be upgraded to WebSocket.") boolean webSocket) {

  static final RouteConfig DEFAULTS =
      new RouteConfig(
          "",
          "",
          null,
          List.of(),
          new TreeMap<>(),
          List.of(),
          null,
          null,
          null,
          HostField.service,
          Callers.gateway,
          List.of(),
          List.of(),
          1,
          null,
          null,
          Duration.ZERO,
          false);

  enum HostField {
    service,
    client
  }

  enum Callers {
    anyone,
    gateway,
    authenticated
  }

  /** One of them. */
  record DestinationConfig(
      @Setting("One of the services.") String service,
      @Setting(value = "Its part of the requests, relative to the others.", max = 1_000_000)
          int weight,
      @Setting("Requests that go there whatever the weights say.") @Nullable WhenConfig when) {
    static final DestinationConfig DEFAULTS = new DestinationConfig("", 1, null);

    private Route.Destination destination() {
      return new Route.Destination(service, weight, when == null ? null : when.condition());
    }
  }

  record WhenConfig(
      @Setting("A header field that they have.") @Nullable String header,
      @Setting("A cookie that they have, instead.") @Nullable String cookie,
      @Setting("Its value; between slashes, a regular expression for the whole of it.")
          @Nullable String value) {
    static final WhenConfig UNSET = new WhenConfig(null, null, null);

    private FieldCondition condition() {
      if (header != null && cookie == null) {
        return new FieldCondition(FieldCondition.Place.HEADER, header, value);
      } else if (cookie != null && header == null) {
        return new FieldCondition(FieldCondition.Place.COOKIE, cookie, value);
      }
      throw new IllegalArgumentException("'when' names a header or a cookie");
    }
  }

  record MirrorConfig(
      @Setting("One of the services.") String service,
      @Setting(value = "The percentage of requests.", min = 1, max = 100) int percent,
      @Setting("Copy requests that change something, too, such as POST.") boolean unsafe,
      @Setting("Requests with larger bodies are not copied.") DataSize maxBody,
      @Setting(value = "Copies under way at one time; further ones are not made.", min = 1)
          int inFlight) {
    static final MirrorConfig DEFAULTS =
        new MirrorConfig("", 100, false, new DataSize(64 * 1024), 100);

    private Route.Mirror mirror() {
      return new Route.Mirror(service, percent, unsafe, maxBody.asInt(), inFlight);
    }
  }

  /** The services that it names. */
  Set<String> services() {
    Set<String> names = new TreeSet<>();
    to.forEach(one -> names.add(one.service));
    if (mirror != null) {
      names.add(mirror.service);
    }
    return names;
  }

  /**
   * @throws IllegalArgumentException that says what is wrong
   */
  Route route(ServerConfig server) {
    List<FieldCondition> conditions = new ArrayList<>();
    headers.forEach(
        (header, value) ->
            conditions.add(
                new FieldCondition(
                    FieldCondition.Place.HEADER, header, value.equals("*") ? null : value)));
    return new Route(
        name,
        new RouteMatch(
            host,
            PathPattern.parse(path),
            methods.stream()
                .map(method -> method.toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet()),
            conditions),
        rewrite,
        to.stream().map(DestinationConfig::destination).toList(),
        sticky == null ? null : Route.Sticky.parse(sticky),
        mirror == null ? null : mirror.mirror(),
        new Route.Access(
            switch (callers) {
              case anyone -> Route.Callers.ANYONE;
              case gateway -> Route.Callers.GATEWAY;
              case authenticated -> Route.Callers.AUTHENTICATED;
            },
            scopes.stream().map(all -> Set.of(all.strip().split("\\s+"))).toList(),
            Set.copyOf(policies)),
        cost,
        hostField == HostField.client ? Route.HostField.CLIENT : Route.HostField.SERVICE,
        new Route.Limits(
            maxBody == null ? server.maxBody().bytes() : maxBody.bytes(),
            timeout == null ? server.timeout() : timeout,
            duration.isZero() ? null : duration),
        webSocket);
  }
}
