package dev.tributary.gateway;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What callers may see. */
record AuthorizationConfig(
    @Setting(
            "What happens to an operation that asks for what its caller may not see: filter leaves"
                + " that out and answers the rest; reject refuses the operation.")
        Mode mode,
    @Setting(
            "Where callers are told what was left out: among the errors, in the extensions as"
                + " authorizationErrors, or nowhere.")
        Telling errors,
    @Setting(
            "What introspection tells of the schema: all of it, or what is visible to the caller,"
                + " without any field or type that asks for more than the caller meets.")
        Introspected introspection,
    @Setting("Policies by name, as CEL expressions over who calls and what is asked.")
        SortedMap<String, String> policies,
    @Setting("A server that decides the policies that have no expression here.")
        @Nullable DecisionPointConfig decisionPoint) {

  enum Mode {
    filter,
    reject
  }

  enum Introspected {
    all,
    visible
  }

  enum Telling {
    errors,
    extensions,
    nowhere
  }

  static final AuthorizationConfig DEFAULTS =
      new AuthorizationConfig(Mode.filter, Telling.errors, Introspected.all, new TreeMap<>(), null);

  record DecisionPointConfig(
      @Setting(
              "The document that decides, in the form of Open Policy Agent's REST API, such as"
                  + " http://127.0.0.1:8181/v1/data/tributary/granted.")
          String url,
      @Setting("A Bearer token that the server knows the gateway by.") @Nullable String token,
      @Setting("How long a decision may take. Without one in time, no policy holds.")
          Duration timeout,
      @Setting("How long a decision holds; 0s to ask every time.") Duration remember,
      @Setting(value = "Decisions that are remembered.", min = 1, max = 10_000_000) int cache,
      @Setting("The client's request headers that the server is told.") List<String> headers) {

    static final DecisionPointConfig DEFAULTS =
        new DecisionPointConfig(
            "", null, Duration.ofSeconds(1), Duration.ofSeconds(1), 10_000, List.of());

    DecisionPointConfig {
      headers = List.copyOf(headers);
      if (!url.startsWith("http://") && !url.startsWith("https://") && !url.isEmpty()) {
        throw new IllegalArgumentException("'url' must begin with http:// or https://");
      }
    }
  }
}
