package dev.tributary.samples.reviews;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.samples.SampleServicesExtension;
import dev.tributary.samples.serve.ServiceClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReviewsServiceTest {

  @RegisterExtension static final SampleServicesExtension SERVICES = new SampleServicesExtension();

  private static final String ENTITIES =
      """
      query($of: [_Any!]!) {
        _entities(representations: $of) {
          ... on Product { averageRating valueForMoney reviews(first: 2) { totalCount } }
          ... on User { reviewCount }
        }
      }
      """;

  private final ServiceClient reviews = SERVICES.client("reviews");

  @Test
  void postsOfEveryTypeComeNewestFirst() {
    JsonArray posts =
        reviews
            .data("{ latestPosts(first: 60) { __typename created author { username } } }")
            .getJsonArray("latestPosts");

    assertThat(posts.encode()).contains("Review", "Question", "Answer");
    List<String> times =
        posts.stream().map(post -> ((JsonObject) post).getString("created")).toList();
    assertThat(times).isSortedAccordingTo((one, other) -> other.compareTo(one));
  }

  @Test
  void valueForMoneyIsComputedFromThePriceThatTheGatewayBrings() {
    JsonObject data =
        reviews.data(
            ENTITIES,
            Map.of(
                "of",
                List.of(
                    Map.of("__typename", "Product", "upc", "100001", "price", Map.of("amount", 10)),
                    Map.of("__typename", "Product", "upc", "100001"),
                    Map.of(
                        "__typename", "Product", "upc", "100240", "price", Map.of("amount", 10)))));

    JsonArray entities = data.getJsonArray("_entities");
    double rating = entities.getJsonObject(0).getDouble("averageRating");
    assertThat(entities.getJsonObject(0).getDouble("valueForMoney"))
        .isEqualTo(Math.round(rating * 100) / 100.0);
    assertThat(entities.getJsonObject(1).getValue("valueForMoney")).isNull();
    assertThat(entities.getJsonObject(2).encode())
        .isEqualTo(
            "{\"averageRating\":null,\"valueForMoney\":null,\"reviews\":{\"totalCount\":0}}");
  }

  @Test
  void aNewReviewIsStoredAsOfNow() {
    JsonObject data =
        reviews.data(
            """
            mutation {
              addReview(input: {upc: "100239", author: "u200", rating: 4, title: "Good"}) {
                ... on ReviewAdded { review { id created body sentiment author { id } } }
              }
            }
            """);
    JsonObject users =
        reviews.data(ENTITIES, Map.of("of", List.of(Map.of("__typename", "User", "id", "u200"))));

    assertThat(data.getJsonObject("addReview").getJsonObject("review"))
        .isEqualTo(
            new JsonObject(
                """
                {"id": "r1501", "created": "2026-11-01T12:00:00.000Z", "body": "",
                 "sentiment": "GLAD", "author": {"id": "u200"}}\
                """));
    assertThat(users.getJsonArray("_entities").encode()).isEqualTo("[{\"reviewCount\":1}]");
  }

  @Test
  void aReviewThatCannotBeIsRefusedWithEveryReason() {
    JsonObject data =
        reviews.data(
            """
            mutation {
              addReview(input: {upc: "100239", author: "u199", rating: 6, title: " "}) {
                ... on ReviewRefused { reasons }
              }
            }
            """);

    assertThat(data.getJsonObject("addReview").getJsonArray("reasons")).hasSize(2);
  }
}
