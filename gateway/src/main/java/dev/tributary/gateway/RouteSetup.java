package dev.tributary.gateway;

import dev.tributary.http.RouteSettings;
import dev.tributary.policy.Policies;
import dev.tributary.route.ForwardedFields;
import dev.tributary.route.Route;
import dev.tributary.route.RouteTable;
import dev.tributary.upstream.ServiceOptions;
import dev.tributary.upstream.StreamedService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The routes of a configuration, and everything that is wrong with them. */
final class RouteSetup {

  private RouteSetup() {}

  /**
   * @param problems gets what is wrong, by the path of the setting
   * @return those that are right by themselves
   */
  static List<Route> routes(GatewayConfig config, SortedMap<String, String> problems) {
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < config.routes().size(); i++) {
      RouteConfig one = config.routes().get(i);
      String path = "routes[" + i + "]";
      try {
        for (String service : one.services()) {
          service(config, service, calls -> calls);
        }
        routes.add(one.route(config.server()));
        String own = ownPath(config, one);
        if (own != null) {
          problems.put(path, own);
        }
      } catch (IllegalArgumentException e) {
        problems.put(path, (one.name().isEmpty() ? "" : one.name() + ": ") + e.getMessage());
      }
    }
    try {
      RouteTable.of(routes);
    } catch (IllegalArgumentException e) {
      problems.put("routes", String.valueOf(e.getMessage()));
    }
    return routes;
  }

  /**
   * What the gateway serves itself never gets to a route: one that is for that alone is a mistake.
   */
  private static @Nullable String ownPath(GatewayConfig config, RouteConfig route) {
    List<String> own = new ArrayList<>(List.of("/health/live", "/health/ready"));
    own.add(config.server().path());
    config.endpoints().operations().forEach(endpoint -> own.add(endpoint.path()));
    return own.contains(route.path())
        ? "the gateway serves " + route.path() + " itself, before any route"
        : null;
  }

  /**
   * @param identity completes how it is called by who calls
   */
  private static StreamedService service(
      GatewayConfig config, String name, UnaryOperator<ServiceOptions> identity) {
    if (!config.services().containsKey(name)) {
      throw new IllegalArgumentException("there is no '" + name + "' under services");
    }
    ServiceConfig service = config.service(name);
    Set<String> credentials = Options.credentialHeaders(config.authentication());
    return new StreamedService(
        name,
        identity.apply(Options.service(service, credentials)),
        service.balancing() != null,
        credentials);
  }

  /**
   * What the server needs.
   *
   * @param config without problems
   */
  static RouteSettings settings(
      GatewayConfig config, ServiceIdentities identities, Policies policies) {
    Map<String, StreamedService> services = new TreeMap<>();
    for (RouteConfig route : config.routes()) {
      for (String name : route.services()) {
        services.computeIfAbsent(
            name,
            first ->
                service(config, name, calls -> identities.addedTo(calls, config.service(name))));
      }
    }
    return new RouteSettings(
        RouteTable.of(routes(config, new TreeMap<>())),
        services,
        policies,
        new ForwardedFields(config.quotas().proxies()));
  }
}
