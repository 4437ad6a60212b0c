package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.check.SchemaDiff;
import dev.tributary.compose.Composer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a registry with its real limits and composition refuses leaves no trace. */
class RefusedRequestsTest {

  private static final GraphId SHOP = new GraphId("shop", GraphId.DEFAULT_VARIANT);
  private static final String GOOD = "type Query { a: String }";

  @TempDir static Path directory;
  private static final Vertx vertx = Vertx.vertx();
  private static final HttpClient http = HttpClient.newHttpClient();
  private static RegistryStore store;
  private static RegistryRoutes routes;
  private static String base;
  private static String admin;
  private static String reader;
  private static String stranger;
  private static String revoked;

  @BeforeAll
  static void start() throws Exception {
    store = H2RegistryStore.open(directory);
    Registry registry =
        new Registry(
            store,
            Composer::compose,
            SchemaDiff::between,
            RegistryLimits.DEFAULT,
            InstantSource.system());
    Tokens tokens = new Tokens(store, InstantSource.system());
    admin = tokens.issue("admin", TokenRole.ADMIN, new TokenScope.EveryGraph()).secret();
    reader = tokens.issue("reader", TokenRole.READ, new TokenScope.EveryGraph()).secret();
    stranger =
        tokens.issue("other", TokenRole.ADMIN, new TokenScope.EveryVariant("other")).secret();
    IssuedToken old = tokens.issue("old", TokenRole.ADMIN, new TokenScope.EveryGraph());
    revoked = old.secret();
    tokens.revoke(old.token().id(), "admin");
    routes = new RegistryRoutes(vertx, registry, tokens, RegistryHttpOptions.DEFAULT);
    Router router = Router.router(vertx);
    routes.addTo(router);
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    base = "http://127.0.0.1:" + server.actualPort() + RegistryRoutes.PATH;
    for (String sdl : List.of(GOOD, "type Query { a: String b: Int }")) {
      registry.publish(
          SHOP, ChangeSet.publishing(new ProposedSubgraph("a", "http://a.example/", sdl)), "ci");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    routes.close();
    http.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    store.close();
  }

  enum Bad {
    BROKEN_SDL(422, "COMPOSITION_FAILED", "/graphs/shop/subgraphs/a", "type Query {"),
    NOT_COMPOSABLE(422, "COMPOSITION_FAILED", "/graphs/shop/subgraphs/a", "type T { x: Missing }"),
    NO_TOKEN(401, "UNAUTHENTICATED", "/graphs/shop/subgraphs/a", GOOD),
    UNKNOWN_TOKEN(401, "UNAUTHENTICATED", "/graphs/shop/subgraphs/a", GOOD),
    REVOKED_TOKEN(401, "UNAUTHENTICATED", "/graphs/shop/subgraphs/a", GOOD),
    ROLE_TOO_SMALL(403, "FORBIDDEN", "/graphs/shop/subgraphs/a", GOOD),
    ANOTHER_GRAPHS_TOKEN(403, "FORBIDDEN", "/graphs/shop/subgraphs/a", GOOD),
    SCHEMA_OF_FIVE_MEGABYTES(
        413, "SDL_TOO_LARGE", "/graphs/shop/subgraphs/a", GOOD + "#".repeat(5 << 20)),
    SCHEMA_OF_FIFTY_MEGABYTES(
        413, "BODY_TOO_LARGE", "/graphs/shop/subgraphs/a", GOOD + "#".repeat(50 << 20)),
    SUBGRAPH_WITH_A_SLASH(400, "INVALID_SUBGRAPH_NAME", "/graphs/shop/subgraphs/a%2Fb", GOOD),
    SUBGRAPH_WITH_DOTS(400, "INVALID_SUBGRAPH_NAME", "/graphs/shop/subgraphs/..%2Fb", GOOD),
    GRAPH_WITH_A_SLASH(400, "INVALID_GRAPH_NAME", "/graphs/shop%2Fx/subgraphs/a", GOOD),
    STALE_BASE_VERSION(409, "STALE_BASE_VERSION", "/graphs/shop/subgraphs/a?base=1", GOOD);

    private final int status;
    private final String code;
    private final String path;
    private final String sdl;

    Bad(int status, String code, String path, String sdl) {
      this.status = status;
      this.code = code;
      this.path = path;
      this.sdl = sdl;
    }

    private String token() {
      return switch (this) {
        case NO_TOKEN -> "";
        case UNKNOWN_TOKEN -> "tributary_%s_%s".formatted("0".repeat(16), "0".repeat(64));
        case REVOKED_TOKEN -> revoked;
        case ROLE_TOO_SMALL -> reader;
        case ANOTHER_GRAPHS_TOKEN -> stranger;
        default -> admin;
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsRefusedIsAProblemWithACodeAndChangesNothing(Bad bad) throws Exception {
    String before = everything();

    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + bad.path))
            .header("content-type", "text/plain")
            .expectContinue(bad == Bad.SCHEMA_OF_FIFTY_MEGABYTES)
            .timeout(Duration.ofSeconds(30))
            .PUT(BodyPublishers.ofString(bad.sdl));
    if (!bad.token().isEmpty()) {
      request.header("authorization", "Bearer " + bad.token());
    }
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());

    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    JsonNode problem = RegistryJson.parse(answer.body());
    assertThat(problem.path("code").asText()).isEqualTo(bad.code);
    assertThat(answer.statusCode()).isEqualTo(bad.status);
    assertThat(problem.path("detail").asText()).isNotEmpty();
    assertThat(everything()).isEqualTo(before);
  }

  /** All that the store tells. */
  private static String everything() {
    StringBuilder all = new StringBuilder();
    all.append(store.newest()).append(store.tokens());
    all.append(store.audit(Optional.empty(), Long.MAX_VALUE, 1_000));
    store
        .newest()
        .forEach(
            newest -> {
              GraphId graph = newest.graph();
              all.append(store.history(graph, Long.MAX_VALUE, 1_000));
              for (long number = 1; number <= newest.number(); number++) {
                all.append(store.release(graph, number)).append(store.subgraphs(graph, number));
              }
              all.append(store.contract(graph)).append(store.lintRules(graph));
              all.append(store.usage().recorded().days(graph, LocalDate.EPOCH));
            });
    return all.toString();
  }
}
