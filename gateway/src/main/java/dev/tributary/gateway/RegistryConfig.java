package dev.tributary.gateway;

/** The registry inside the gateway's own process. */
record RegistryConfig(
    @Setting("Directory that holds the registry's database and its first token.") String data,
    @Setting("Address the registry's API listens on.") String host,
    @Setting(value = "Port the registry's API listens on; 0 picks a free one.", max = 65_535)
        int port,
    @Setting("The graph that this gateway serves.") String graph) {

  static final RegistryConfig DEFAULTS =
      new RegistryConfig("tributary-data", "127.0.0.1", 4001, "main");
}
