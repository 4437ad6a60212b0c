package dev.tributary.upstream;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a REST service's connectors are run.
 *
 * @param service limits, pools, headers; its URL, when set, replaces the base URL of every source
 * @param config what connectors read as {@code $config}; a dot in a name makes nested objects
 * @param environment what connectors read as {@code $env}: only what the operator has allowed, for
 *     a schema may name any variable
 * @param maxCallsPerRequest calls that one client request may make of one source; null for no limit
 */
public record RestOptions(
    ServiceOptions service,
    Map<String, String> config,
    Map<String, String> environment,
    @Nullable Integer maxCallsPerRequest) {

  public RestOptions {
    config = Map.copyOf(config);
    environment = Map.copyOf(environment);
  }

  public static RestOptions of(ServiceOptions service) {
    return new RestOptions(service, Map.of(), Map.of(), null);
  }
}
