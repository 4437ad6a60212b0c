package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.Caller;
import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.upstream.RestServer.Answer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each variable holds when a request is answered, on both sides of the call. */
class RestVariablesTest {

  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void closeVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$args | {\"id\":\"1\",\"n\":5,\"kind\":\"BIG\",\"in\":{\"a\":\"x\",\"b\":2}}",
        "$args.in.b | 2",
        "$args.none?->echo(1) | null",
        "$config | {\"key\":\"k\",\"server\":{\"name\":\"main\"}}",
        "$config.server.name | \"main\"",
        "$env.REGION | \"eu\"",
        "$env.HOME | null",
        "$context.claims.sub | \"ada\"",
        "$context.scopes | [\"read\"]",
        "$request.headers.'x-one' | [\"1\",\"2\"]",
        "$request.headers.'x-one'->first | \"1\"",
        "$request.headers.'X-One' | null",
        "$request.headers.'x-none' | null",
        "$status | 203",
        "$response.headers.'content-type'->first | \"application/json\"",
        "$ | {\"body\":true}",
        "$.body | true",
      })
  @DisplayName("In a selection")
  void holds(String mapping, String expected) {
    try (RestServer server = new RestServer(VERTX)) {
      server.answers(asked -> new Answer(203, "application/json", "{\"body\": true}"));
      assertThat(answered(server, "/", mapping)).isEqualTo("{\"data\":{\"it\":" + expected + "}}");
    }
  }

  @ParameterizedTest(name = "{0} gives {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{$args.id}{$args.n}{$args.kind} | 15BIG",
        "{$args.none} | ``",
        "{$config.key}-{$config.server.name} | k-main",
        "{$env.REGION}{$env.HOME} | eu",
        "{$context.claims.sub}@{$context.client} | ada@shop",
        "{$request.headers.'x-one'->joinNotNull('+')} | 1%2B2",
      })
  @DisplayName("In a URL")
  void stands(String template, String expected) {
    try (RestServer server = new RestServer(VERTX)) {
      answered(server, "/?v=" + template, "$");
      assertThat(server.lines()).containsExactly("GET /v1?v=" + expected);
    }
  }

  private static String answered(RestServer server, String url, String selection) {
    String sdl =
        """
        extend schema
          @link(url: "https://specs.apollo.dev/federation/v2.12")
          @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
          @source(name: "s", http: {baseURL: "%s"})
        scalar JSON
        enum Kind { BIG SMALL }
        input In { a: String b: Int = 2 }
        type Query {
          it(id: ID!, n: Int = 5, kind: Kind = BIG, in: In, none: String): JSON
            @connect(source: "s", http: {GET: "%s"}, selection: "%s")
        }
        """
            .formatted(server.url(), url, selection);
    Composition composition = Composer.compose(List.of(new SubgraphSource("r", "", sdl)));
    if (!(composition instanceof Composition.Composed(String supergraph, var hints))) {
      throw new AssertionError("" + composition);
    }
    RestOptions options =
        new RestOptions(
            new ServiceOptions(
                null,
                Duration.ofSeconds(10),
                100_000,
                ServiceOptions.Pool.defaults(),
                Map.of(),
                List.of(),
                ServiceOptions.Sharing.ON),
            Map.of("key", "k", "server.name", "main"),
            Map.of("REGION", "eu"),
            null);
    try (RestCaller caller = new RestCaller(VERTX, supergraph, options)) {
      caller.clientHeaders.add("X-One", "1").add("x-one", "2");
      caller.calledBy(new Caller("shop", Set.of("read"), Map.of("sub", "ada")));
      return caller.root("r_Query_it_0", "{ it(id: 1, in: {a: \"x\"}) }", "{}");
    }
  }
}
