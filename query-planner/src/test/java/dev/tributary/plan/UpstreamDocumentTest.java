package dev.tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.supergraph.Supergraph;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpstreamDocumentTest {

  private static final PlanCase SHOP = PlanCase.read(Path.of("src/test/resources/plans/shop.txt"));

  @Test
  void declaresOnlyTheVariablesInUseWithTheirDefaults() {
    assertThat(
            documents(
                """
                query Named($n: Int = 2, $body: Boolean!) {
                  topProducts(first: $n) { reviews { id body @include(if: $body) } }
                }
                """))
        .containsExactly(
            "query($n:Int=2){topProducts(first:$n){upc}}",
            "query($representations:[_Any!]!,$body:Boolean!){_entities(representations:"
                + "$representations){...on Product{reviews{id body@include(if:$body)}}}}");
  }

  @Test
  void givesWayToAClientsVariableOfTheSameName() {
    assertThat(
            documents(
                "query($representations: Int) { me { reviews { id } } topProducts(first:"
                    + " $representations) { name } }"))
        .contains(
            "query($_representations:[_Any!]!){_entities(representations:$_representations){...on"
                + " User{reviews{id}}}}");
  }

  @Test
  void selectionsThatRepeatBecomeFragments() {
    assertThat(
            documents(
                """
                {
                  recentReviews {
                    id body product { upc reviews(first: 1) { id body author { id username } } }
                    author { id username reviews { id body author { id username } } }
                  }
                  more: recentReviews { product { all: reviews { id body author { id username } } } }
                }
                """))
        .containsExactly(
            "{recentReviews{id body product{upc reviews(first:1){...a} reviews_2:reviews{...a}}"
                + " author{id username reviews{...a}}}}fragment a on Review{id body author{id"
                + " username}}");
  }

  @Test
  void textInAnArgumentIsNeverTakenForASelection() {
    assertThat(
            documents(
                """
                mutation {
                  a: addReview(upc: "{id body}", body: "{id body}") { id body }
                  b: addReview(upc: "{id body}", body: "{id body}") { id body }
                  c: addReview(upc: "{id body} and so on, to be long enough", body: "b") { id body }
                }
                """))
        .hasSize(1)
        .allMatch(document -> !document.contains("fragment"));
  }

  private static List<String> documents(String operation) {
    Supergraph supergraph = SHOP.supergraph();
    return new QueryPlanner(supergraph)
        .plan(PlanCase.operation(supergraph, operation)).steps().stream()
            .map(FetchStep::document)
            .toList();
  }
}
