package dev.tributary.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where the supergraph comes from. */
record SupergraphConfig(
    @Setting("A supergraph SDL file. It is watched: a changed file is served at once.")
        @Nullable String file,
    @Setting("How often the file is looked at.") Duration poll,
    @Setting("A registry elsewhere that is followed.") @Nullable FollowConfig registry,
    @Setting("What the registry is told of executed operations, for its checks.")
        UsageConfig usage) {

  static final SupergraphConfig DEFAULTS =
      new SupergraphConfig(null, Duration.ofMillis(500), null, UsageConfig.DEFAULTS);

  SupergraphConfig {
    if (file != null && registry != null) {
      throw new IllegalArgumentException("'file' and 'registry' exclude each other; keep one");
    }
  }

  /** Usage reports; what is in variables and literals is never in them. */
  record UsageConfig(
      @Setting("Report which operations run, how often, by which clients.") boolean report,
      @Setting(
              value = "Of so many executions one is recorded, and counts as all of them.",
              min = 1,
              max = 10_000)
          int oneOf,
      @Setting("How often reports are sent.") Duration every) {

    static final UsageConfig DEFAULTS = new UsageConfig(true, 1, Duration.ofSeconds(10));
  }

  /** A registry elsewhere. */
  record FollowConfig(
      @Setting("The registry's base URL, such as http://registry:4001.") String url,
      @Setting("The graph to serve.") String graph,
      @Setting("A token that may read the graph.") String token,
      @Setting(
              "Directory that keeps the last good supergraph, to start with while the registry"
                  + " cannot be reached; empty for none.")
          String cache,
      @Setting(
              "What the registry calls this gateway, of letters, digits, '.', '_' and '-'; empty"
                  + " for the host's name and the process's number.")
          String gateway) {

    static final FollowConfig UNSET =
        new FollowConfig("http://127.0.0.1:4001", "main", "", "tributary-cache", "");

    FollowConfig {
      if (!gateway.matches("[A-Za-z0-9._-]{0,64}")) {
        throw new IllegalArgumentException(
            "'gateway' has at most 64 letters, digits, '.', '_' and '-'");
      }
    }
  }
}
