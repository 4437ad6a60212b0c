package dev.tributary.gateway;

import dev.tributary.catalogue.RegistryGraph;
import dev.tributary.registry.PostgresOptions;
import dev.tributary.registry.WebhookAddresses;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The registry inside the gateway's own process. */
record RegistryConfig(
    @Setting(
            "Directory that holds the registry's database and its first token; with postgresql, the"
                + " first token only.")
        String data,
    @Setting("Address the registry's API listens on.") String host,
    @Setting(value = "Port the registry's API listens on; 0 picks a free one.", max = 65_535)
        int port,
    @Setting("The graph that this gateway serves.") String graph,
    @Setting(
            "A PostgreSQL database in place of the directory's, for several registries beside each"
                + " other.")
        @Nullable PostgresConfig postgresql,
    @Setting("Whether alerts may also be sent to private and loopback addresses, and without TLS.")
        boolean privateWebhooks,
    @Setting("Time limit of a request to the registry's own /graphql.") Duration graphqlTimeout) {

  static final RegistryConfig DEFAULTS =
      new RegistryConfig(
          "tributary-data", "127.0.0.1", 4001, "main", null, false, RegistryGraph.LIMIT);

  WebhookAddresses webhooks() {
    return privateWebhooks ? WebhookAddresses.PRIVATE_TOO : WebhookAddresses.PUBLIC;
  }

  /** PostgreSQL 13 or newer. */
  record PostgresConfig(
      @Setting("Where the database is: jdbc:postgresql://host:5432/name.") String url,
      @Setting("The role that owns the registry's tables; it makes them itself.") String user,
      @Setting("Its password.") String password,
      @Setting(
              value = "Most connections of this process, one more not counted.",
              min = 2,
              max = 200)
          int connections) {

    static final PostgresConfig UNSET =
        new PostgresConfig("jdbc:postgresql://127.0.0.1:5432/tributary", "tributary", "", 8);

    PostgresConfig {
      PostgresOptions.requireUrl(url);
    }

    PostgresOptions options() {
      return new PostgresOptions(url, user, password, connections);
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "PostgresConfig[" + options() + "]";
    }
  }
}
