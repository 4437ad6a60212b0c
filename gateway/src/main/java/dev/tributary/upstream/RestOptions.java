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
 * @param retries further attempts of one call, where they can do no harm
 * @param credentials who the gateway is to the service
 * @param addresses which addresses the service may have where the schema says where it is; at its
 *     URL, when that is set, it may have any but those that are never allowed
 * @param cacheBytes how much of the service's answers is kept, as far as these allow it; 0 for
 *     nothing
 * @param problems whether clients are told, in {@code extensions.connectors}, what mappings could
 *     not do
 */
public record RestOptions(
    ServiceOptions service,
    Map<String, String> config,
    Map<String, String> environment,
    @Nullable Integer maxCallsPerRequest,
    int retries,
    ServiceCredentials credentials,
    AddressPolicy addresses,
    long cacheBytes,
    Problems problems) {

  /** Who learns what mappings could not do, beside those who read the log. */
  public enum Problems {
    LOGGED,
    TOLD
  }

  public RestOptions {
    config = Map.copyOf(config);
    environment = Map.copyOf(environment);
    CallIdentity.Token token = service.identity().token();
    if (token != null && token.header().equals(credentials.headerName())) {
      throw new IllegalArgumentException(
          "credentials and token both say what is in "
              + token.header()
              + ": give the service a token with another header");
    }
  }

  /** Without retries, credentials and a cache, to any address. */
  public RestOptions(
      ServiceOptions service,
      Map<String, String> config,
      Map<String, String> environment,
      @Nullable Integer maxCallsPerRequest) {
    this(
        service,
        config,
        environment,
        maxCallsPerRequest,
        0,
        new ServiceCredentials.None(),
        AddressPolicy.ANY,
        0,
        Problems.LOGGED);
  }

  public static RestOptions of(ServiceOptions service) {
    return new RestOptions(service, Map.of(), Map.of(), null);
  }

  /** The same for the gateway as somebody. */
  RestOptions with(ServiceCredentials other) {
    return with(retries, other, addresses, cacheBytes, problems);
  }

  /** The same with further attempts. */
  RestOptions with(int attempts) {
    return with(attempts, credentials, addresses, cacheBytes, problems);
  }

  /** The same with addresses that are allowed. */
  RestOptions with(AddressPolicy allowed) {
    return with(retries, credentials, allowed, cacheBytes, problems);
  }

  /** The same with a cache of so many bytes. */
  public RestOptions withCache(long bytes) {
    return with(retries, credentials, addresses, bytes, problems);
  }

  /** The same, telling clients what mappings could not do. */
  RestOptions with(Problems told) {
    return with(retries, credentials, addresses, cacheBytes, told);
  }

  private RestOptions with(
      int retries,
      ServiceCredentials credentials,
      AddressPolicy addresses,
      long cacheBytes,
      Problems problems) {
    return new RestOptions(
        service,
        config,
        environment,
        maxCallsPerRequest,
        retries,
        credentials,
        addresses,
        cacheBytes,
        problems);
  }
}
