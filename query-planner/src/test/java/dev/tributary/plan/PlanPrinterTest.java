package dev.tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.Operation;
import dev.tributary.supergraph.Supergraph;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PlanPrinterTest {

  private static final PlanCase SHOP = PlanCase.read(Path.of("src/test/resources/plans/shop.txt"));

  @Test
  void jsonHoldsStepsTreeAndProjection() {
    assertThat(json("{ me { reviews { body } } }"))
        .isEqualTo(
            """
            {"kind":"query","steps":[\
            {"id":0,"service":"accounts","kind":"query","document":"{me{id}}",\
            "dependsOn":[],"path":[]},\
            {"id":1,"service":"reviews","kind":"query","document":"query($representations:[_Any!]!)\
            {_entities(representations:$representations){...on User{reviews{body}}}}",\
            "dependsOn":[0],"entities":[{"responseKey":"_entities","variable":"representations",\
            "path":["me"],"representations":[{"typename":"User","fields":[{"name":"id","required":true}]}]}]}],\
            "tree":{"sequence":[{"fetch":0},{"fetch":1}]},\
            "projection":[{"responseKey":"me","type":"User","possibleTypes":["User"],\
            "selections":[{"responseKey":"reviews","type":"[Review]","possibleTypes":["Review"],\
            "selections":[{"responseKey":"body","type":"String"}]}]}]}\
            """);
  }

  @Test
  void anOperationThatNeedsNoServiceHasNoTree() {
    assertThat(json("{ __typename }"))
        .isEqualTo(
            """
            {"kind":"query","steps":[],"tree":null,\
            "projection":[{"responseKey":"__typename","typename":"Query"}]}\
            """);
  }

  @Test
  void stagesTellWhatRunsTogetherAndHowManyCallsThereAre() {
    assertThat(
            PlanPrinter.stages(
                plan(
                    """
                    query($stock: Boolean!) {
                      me { name reviews { product { name inStock @include(if: $stock) } } }
                      topProducts { reviews { body } }
                      __schema { queryType { name } }
                    }
                    """)))
        .isEqualTo(
            """
            Stage 1
              1. accounts: me
              2. products: topProducts
            Stage 2
              3. reviews: User at me, Product at topProducts.@; after 1, 2
            Stage 3
              4. products: Product at me.reviews.@.product; after 3
              5. inventory: Product at me.reviews.@.product; if $stock; after 3
            Introspection is answered in process.
            5 calls in 3 stages.
            """);
  }

  @Test
  void equalOperationsHaveEqualPlans() {
    String operation =
        "query($a: Boolean!) { users { name reviews { product { inStock @include(if: $a) } } } }";
    assertThat(json(operation)).isEqualTo(json(operation));
  }

  private static String json(String document) {
    return PlanPrinter.json(plan(document));
  }

  private static QueryPlan plan(String document) {
    Supergraph supergraph = SHOP.supergraph();
    Operation operation = PlanCase.operation(supergraph, document);
    return new QueryPlanner(supergraph).plan(operation);
  }
}
