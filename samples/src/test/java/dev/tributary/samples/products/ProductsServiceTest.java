package dev.tributary.samples.products;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.samples.SampleServicesExtension;
import dev.tributary.samples.serve.ServiceClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductsServiceTest {

  @RegisterExtension static final SampleServicesExtension SERVICES = new SampleServicesExtension();

  private final ServiceClient products = SERVICES.client("products");

  @Test
  void pagesFollowOneAnotherWithoutGapsOrRepeats() {
    List<String> upcs = new ArrayList<>();
    Map<String, Object> variables = new HashMap<>();
    JsonObject pageInfo;
    int total;
    do {
      JsonObject page =
          products
              .data(
                  """
                  query($after: String) {
                    products(first: 70, after: $after, orderBy: PRICE) {
                      totalCount pageInfo { hasNextPage endCursor } edges { node { upc } }
                    }
                  }
                  """,
                  variables)
              .getJsonObject("products");
      page.getJsonArray("edges")
          .forEach(edge -> upcs.add(((JsonObject) edge).getJsonObject("node").getString("upc")));
      pageInfo = page.getJsonObject("pageInfo");
      total = page.getInteger("totalCount");
      variables.put("after", pageInfo.getString("endCursor"));
    } while (pageInfo.getBoolean("hasNextPage"));

    assertThat(upcs).hasSize(total).doesNotHaveDuplicates().hasSize(240);
  }

  @Test
  void aFilterKeepsWhatMeetsAllOfIt() {
    JsonArray edges =
        products
            .data(
                """
                {
                  products(first: 100, filter: {category: "outdoor", brand: "b3", maxPrice: 120.5}) {
                    edges { node { price { amount } brand { id } category { parent { slug } } } }
                  }
                }
                """)
            .getJsonObject("products")
            .getJsonArray("edges");

    assertThat(edges).isNotEmpty();
    assertThat(edges)
        .allSatisfy(
            edge -> {
              JsonObject node = ((JsonObject) edge).getJsonObject("node");
              assertThat(node.getJsonObject("brand").getString("id")).isEqualTo("b3");
              assertThat(node.getJsonObject("price").getDouble("amount"))
                  .isLessThanOrEqualTo(120.5);
              assertThat(node.getJsonObject("category").getJsonObject("parent").getString("slug"))
                  .isEqualTo("outdoor");
            });
  }

  @Test
  void aSearchFindsProductsCategoriesAndBrands() {
    JsonArray found =
        products
            .data("{ search(text: \"LAMP\", first: 100) { __typename } }")
            .getJsonArray("search");

    assertThat(found.stream().map(one -> ((JsonObject) one).getString("__typename")).distinct())
        .containsExactly("Category", "Product", "Brand");
  }

  @Test
  void attributesAndMediaAreOfSeveralTypes() {
    JsonObject data =
        products.data(
            "{ topProducts(first: 60) { attributes { __typename } media { __typename url } } }");

    assertThat(data.encode()).contains("Colour", "Size", "Material", "Image", "Video");
  }

  @Test
  void aPriceKeepsItsDecimals() {
    String body =
        products
            .post(
                "/graphql",
                """
                {"query": "mutation { changePrice(upc: \\"100007\\", amount: 20.5) {price {amount}}}"}
                """)
            .body();

    assertThat(body).contains("{\"amount\":20.50}");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"0, above zero", "-1, above zero", "1.005, at most 2 decimals"})
  void aPriceThatCannotBeIsAnError(BigDecimal amount, String why) {
    JsonObject response =
        products.response(
            "mutation($amount: BigDecimal!) { changePrice(upc: \"100008\", amount: $amount) { upc }"
                + " }",
            Map.of("amount", amount));

    assertThat(response.getJsonArray("errors").encode()).contains(why);
  }

  @Test
  void entitiesAreFoundByTheirKeys() {
    JsonObject data =
        products.data(
            """
            query($of: [_Any!]!) {
              _entities(representations: $of) {
                ... on Product { upc } ... on Category { name } ... on Brand { products(first: 1) { brand { id } } }
              }
            }
            """,
            Map.of(
                "of",
                List.of(
                    Map.of("__typename", "Product", "upc", "100003"),
                    Map.of("__typename", "Category", "slug", "tents"),
                    Map.of("__typename", "Brand", "id", "b1"),
                    Map.of("__typename", "Product", "upc", "0"))));

    assertThat(data.getJsonArray("_entities"))
        .isEqualTo(
            new JsonArray(
                """
                [{"upc": "100003"}, {"name": "Tents"}, {"products": [{"brand": {"id": "b1"}}]}, null]
                """));
  }
}
