package dev.tributary.gateway;

import org.jspecify.annotations.Nullable;

/** The operators' server, apart from the clients'. */
record AdminConfig(
    @Setting("Address to listen on.") String host,
    @Setting(value = "Port to listen on; 0 picks a free one.", max = 65_535) int port,
    @Setting(
            "Bearer token that is asked for, for everything but health. Without one /metrics is"
                + " open to all who reach the port, and nothing else is there.")
        @Nullable String token) {

  static final AdminConfig DEFAULTS = new AdminConfig("127.0.0.1", 9400, null);

  private static final int SHORTEST = 16;

  AdminConfig {
    if (token != null && token.length() < SHORTEST) {
      throw new IllegalArgumentException("'token' must have at least 16 characters");
    }
  }

  AdminConfig withPort(int other) {
    return new AdminConfig(host, other, token);
  }

  @Override
  public String toString() {
    return "AdminConfig[" + host + ":" + port + "]";
  }
}
