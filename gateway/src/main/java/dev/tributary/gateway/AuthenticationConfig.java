package dev.tributary.gateway;

import org.jspecify.annotations.Nullable;

/** How callers show who they are. */
record AuthenticationConfig(
    @Setting("Refuse requests that bring no credentials. Wrong ones are refused in any case.")
        boolean required,
    @Setting("Clients that hold a key made by tributary key new.") @Nullable ApiKeyConfig apiKeys) {

  static final AuthenticationConfig DEFAULTS = new AuthenticationConfig(false, null);

  record ApiKeyConfig(
      @Setting("The file that holds the keys' hashes. It is watched: a changed file holds at once.")
          String file,
      @Setting("The header field that holds a key.") String header,
      @Setting("The secret that keys are hashed with; leave it out when they were made without.")
          @Nullable String secret) {

    static final ApiKeyConfig DEFAULTS = new ApiKeyConfig("api-keys.jsonl", "x-api-key", null);
  }
}
