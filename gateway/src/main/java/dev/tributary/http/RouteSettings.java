package dev.tributary.http;

import dev.tributary.policy.Policies;
import dev.tributary.route.ForwardedFields;
import dev.tributary.route.RouteTable;
import dev.tributary.upstream.StreamedService;
import java.util.Map;

/**
 * What requests beside the graph are passed on by.
 *
 * @param services by name; all that the routes name
 * @param policies decides what routes ask for
 * @param forwarded what services are told of clients
 */
public record RouteSettings(
    RouteTable table,
    Map<String, StreamedService> services,
    Policies policies,
    ForwardedFields forwarded) {

  public RouteSettings {
    services = Map.copyOf(services);
  }
}
