package dev.tributary.samples.inventory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.openapi.ImportOptions;
import dev.tributary.openapi.ImportSources;
import dev.tributary.openapi.OpenApiImport;
import dev.tributary.openapi.SourceText;
import dev.tributary.samples.InProcessGateway;
import dev.tributary.samples.SampleServices.Service;
import dev.tributary.samples.SampleServicesExtension;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The inventory as a subgraph of nothing but its OpenAPI document and its mapping. */
class InventoryByDocumentTest {

  @RegisterExtension static final SampleServicesExtension SERVICES = new SampleServicesExtension();

  private static final List<String> CALLS = new CopyOnWriteArrayList<>();

  private static HttpServer listened;
  private static InProcessGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    Map<String, Service> services =
        SERVICES.running().services().stream().collect(Collectors.toMap(Service::name, s -> s));
    HttpServer inventory = requireNonNull(services.get("inventory")).server();
    listened =
        SERVICES
            .vertx()
            .createHttpServer()
            .requestHandler(
                request -> {
                  CALLS.add(request.method() + " " + request.path());
                  inventory.requestHandler().handle(request);
                })
            .listen(0, "localhost")
            .await();
    String sdl =
        OpenApiImport.read(
                ImportSources.of(new SourceText("inventory.yaml", InventoryService.openApi()))
                    .withMapping(
                        new SourceText("inventory.mapping.yaml", InventoryService.mapping())),
                new ImportOptions(
                    "api", "http://localhost:" + listened.actualPort(), false, 6, 200))
            .sdl();
    Service products = requireNonNull(services.get("products"));
    Composition composition =
        Composer.compose(
            List.of(
                new SubgraphSource("products", products.url(), products.schema()),
                new SubgraphSource("inventory", "", sdl)));
    assertThat(composition).isInstanceOf(Composition.Composed.class);
    gateway =
        new InProcessGateway(
            SERVICES.vertx(), ((Composition.Composed) composition).supergraphSdl());
  }

  @AfterAll
  static void stop() {
    gateway.close().await();
    listened.close().await();
  }

  @BeforeEach
  void forget() {
    CALLS.clear();
  }

  @Test
  void twoHundredProductsAreOneCall() {
    String cursor =
        ask("{ products(first: 100) { pageInfo { endCursor } } }")
            .getJsonObject("products")
            .getJsonObject("pageInfo")
            .getString("endCursor");
    String page = "{ edges { node { upc name inStock stock restocked } } }";
    JsonObject pages =
        ask(
            "{ first: products(first: 100) %s second: products(first: 100, after: \"%s\") %s }"
                .formatted(page, cursor, page));

    List<JsonObject> products =
        Stream.of("first", "second")
            .flatMap(name -> pages.getJsonObject(name).getJsonArray("edges").stream())
            .map(edge -> ((JsonObject) edge).getJsonObject("node"))
            .toList();
    assertThat(products.stream().map(product -> product.getString("upc")).distinct()).hasSize(200);
    assertThat(products.stream().filter(product -> product.getBoolean("inStock") != null))
        .hasSizeGreaterThan(150);
    assertThat(CALLS).containsExactly("GET /stock");
  }

  @Test
  void aFieldThatLeadsToAnotherTypeAsksOnceForEachOfThem() {
    JsonObject answer =
        ask(
            "{ products(first: 50) { edges { node { stockLevels { shelf warehouse { code city } } }"
                + " } } }");

    assertThat(answer.encode()).contains("\"city\":\"");
    assertThat(CALLS).startsWith("GET /stock").doesNotHaveDuplicates();
    assertThat(CALLS).hasSizeLessThanOrEqualTo(6);
  }

  private static JsonObject ask(String query) {
    JsonObject answer = new JsonObject(gateway.answer(query, Map.of()).await().body().toString());
    assertThat(answer.getJsonArray("errors")).isNull();
    return answer.getJsonObject("data");
  }
}
