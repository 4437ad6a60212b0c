package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExecutionTest {

  static final String SDL =
      """
      type Query { users: [User] me: User user: User! }
      type User { id: ID! name: String username: String! reviews: [Review] }
      type Review { id: ID! body: String product: Product author: User }
      type Product { upc: String! price: Int inStock: Boolean reviews: [Review] }
      """;

  @Test
  void writesTheAnswerOfOneServiceInTheClientsOrder() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ me { id name } }")
            .client("{ me { name key: id @data(key: \"id\") } }");
    FakeUpstream services =
        new FakeUpstream().answers("a", "{\"data\":{\"me\":{\"id\":1,\"name\":\"Ada\"}}}");
    assertThat(Run.response(plan, services))
        .isEqualTo("{\"data\":{\"me\":{\"name\":\"Ada\",\"key\":\"1\"}}}");
    assertThat(services.bodies("a")).containsExactly("{\"query\":\"{me{id name}}\"}");
  }

  @Test
  void asksForEachEntityOnceAndGivesTheAnswerToEveryPlace() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("reviews", "{ users { reviews { product { upc } } } }")
            .entities(
                "products",
                "users.reviews.product",
                "Product { upc }",
                "{ ... on Product { price } }",
                0)
            .client("{ users { reviews { product { price upc } } } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "reviews",
                """
                {"data":{"users":[
                  {"reviews":[{"product":{"upc":"1"}},{"product":{"upc":"2"}}]},
                  {"reviews":[{"product":{"upc":"1"}},null,{"product":null}]}]}}\
                """)
            .answers("products", "{\"data\":{\"_entities\":[{\"price\":10},{\"price\":20}]}}");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"users\":[{\"reviews\":[{\"product\":{\"price\":10,\"upc\":\"1\"}},"
                + "{\"product\":{\"price\":20,\"upc\":\"2\"}}]},"
                + "{\"reviews\":[{\"product\":{\"price\":10,\"upc\":\"1\"}},null,"
                + "{\"product\":null}]}]}}");
    assertThat(services.bodies("products"))
        .containsExactly(
            "{\"query\":\"query($representations:[_Any!]!){_entities{...on Product{price}} }\","
                + "\"variables\":{\"representations\":[{\"__typename\":\"Product\",\"upc\":\"1\"},"
                + "{\"__typename\":\"Product\",\"upc\":\"2\"}]}}");
  }
}
