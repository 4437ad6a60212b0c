package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.catalogue.RegistryGraph;
import dev.tributary.check.SchemaDiff;
import dev.tributary.compose.Composer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/registry.md tells users to type works, and is answered as it says. */
class RegistryPageTest {

  private static final Pattern FILE =
      Pattern.compile("Save this as `(\\S+)`:\n\n```graphql\n(.*?)```", Pattern.DOTALL);
  private static final Pattern EXAMPLE =
      Pattern.compile("```sh\n(.*?)```(?:\n\n```json\n(.*?)```)?", Pattern.DOTALL);

  /** A word of a command: quoted in one way or another, or bare. */
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @TempDir Path directory;

  @Test
  void everyCommandIsAnsweredAsThePageSays() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "registry.md"));
    Map<String, String> files = new HashMap<>();
    FILE.matcher(page).results().forEach(file -> files.put(file.group(1), file.group(2)));
    Vertx vertx = Vertx.vertx();
    try (RegistryStore store = H2RegistryStore.open(directory);
        HttpClient http = HttpClient.newHttpClient()) {
      Tokens tokens = new Tokens(store, InstantSource.system());
      tokens.bootstrap(directory.resolve("admin-token"));
      String token = Files.readString(directory.resolve("admin-token")).strip();
      Registry registry =
          new Registry(
              store,
              Composer::compose,
              SchemaDiff::between,
              RegistryLimits.DEFAULT,
              InstantSource.system());
      try (RegistryRoutes routes =
          new RegistryRoutes(
              vertx,
              registry,
              tokens,
              RegistryHttpOptions.DEFAULT,
              Optional.empty(),
              Optional.of(new RegistryGraph(registry)))) {
        Router router = Router.router(vertx);
        routes.addTo(router);
        HttpServer server =
            await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        String address = "http://127.0.0.1:" + server.actualPort() + RegistryRoutes.PATH;
        ApiDescription api = description(http, address);
        assertThat(api.operations()).containsExactlyInAnyOrderElementsOf(served(router));
        int commands = 0;
        for (MatchResult example : EXAMPLE.matcher(page).results().toList()) {
          for (String command : example.group(1).split("(?m)^(?=curl )")) {
            if (!command.startsWith("curl ")) {
              continue;
            }
            commands++;
            HttpRequest request =
                request(
                    command
                        .replace("$REGISTRY", address)
                        .replace("$GRAPHQL", address.replace(RegistryRoutes.PATH, "/graphql"))
                        .replace("$TOKEN", token),
                    files);
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            assertDescribed(api, request, answer);
            if (example.group(2) == null) {
              assertThat(answer.statusCode()).as(command + answer.body()).isIn(200, 204);
            } else {
              assertThat(shape(RegistryJson.parse(answer.body())))
                  .as(command + answer.body())
                  .isEqualTo(shape(RegistryJson.parse(example.group(2))));
            }
          }
        }
        assertThat(commands).isEqualTo(49);
        await(server.close());
      }
    } finally {
      await(vertx.close());
    }
  }

  private static ApiDescription description(HttpClient http, String address) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/openapi.json")).build();
    return new ApiDescription(
        RegistryJson.parse(http.send(request, BodyHandlers.ofString()).body()));
  }

  /** What the router answers with something other than that it is not there. */
  private static List<String> served(Router router) {
    return router.getRoutes().stream()
        .filter(route -> route.methods() != null && route.getPath() != null)
        .flatMap(
            route ->
                route.methods().stream()
                    .filter(method -> !method.name().equals("HEAD"))
                    .map(
                        method ->
                            method.name() + " " + route.getPath().replaceAll(":([a-z]+)", "{$1}")))
        .distinct()
        .toList();
  }

  private static void assertDescribed(
      ApiDescription api, HttpRequest request, HttpResponse<String> answer) throws Exception {
    boolean json = answer.headers().firstValue("content-type").orElse("").contains("json");
    assertThat(
            api.differences(
                request.method(),
                request.uri().getPath(),
                answer.statusCode(),
                RegistryJson.parse(json ? answer.body() : "null")))
        .isEmpty();
  }

  /** Every code that the API may answer stands in the page's table. */
  @Test
  void everyCodeIsExplained() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "registry.md"));
    Set<String> codes = new TreeSet<>();
    Arrays.stream(ChangeProblem.Code.values()).forEach(code -> codes.add(code.name()));
    String problems =
        Files.readString(
            Path.of("src", "main", "java", "dev", "tributary", "registry", "Problem.java"));
    Matcher constants =
        Pattern.compile("static final String ([A-Z_]+) = \"\\1\"").matcher(problems);
    constants.results().forEach(constant -> codes.add(constant.group(1)));

    assertThat(codes)
        .hasSizeGreaterThan(25)
        .allSatisfy(code -> assertThat(page).contains("`" + code + "`"));
  }

  private static HttpRequest request(String command, Map<String, String> files) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      words.add(
          word.group(1) != null
              ? word.group(1)
              : word.group(2) != null ? word.group(2) : word.group(3));
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(words.getLast())).timeout(Duration.ofSeconds(20));
    String method = "GET";
    HttpRequest.BodyPublisher body = BodyPublishers.noBody();
    for (int i = 1; i < words.size() - 1; i++) {
      switch (words.get(i)) {
        case "-sS" -> {}
        case "-X" -> method = words.get(++i);
        case "-H" -> {
          String[] header = words.get(++i).split(": ", 2);
          request.header(header[0], header[1]);
        }
        case "-T" -> body = BodyPublishers.ofString(files.get(words.get(++i)));
        case "--data" -> body = BodyPublishers.ofString(words.get(++i));
        default -> throw new AssertionError("not a curl option known here: " + words.get(i));
      }
    }
    return request.method(method, body).build();
  }

  /** The paths of all members: what a reader learns from an example, without the values. */
  private static Set<String> shape(JsonNode json) {
    Set<String> paths = new TreeSet<>();
    shape(json, "", paths);
    return paths;
  }

  private static void shape(JsonNode json, String path, Set<String> paths) {
    paths.add(path + ":" + json.getNodeType());
    json.properties().forEach(m -> shape(m.getValue(), path + "." + m.getKey(), paths));
    json.forEach(
        item -> {
          if (json.isArray()) {
            shape(item, path + "[]", paths);
          }
        });
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
