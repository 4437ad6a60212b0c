package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.SupergraphReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told to the explorer, and kept in the store under its form. */
class SchemaJsonTest {

  private static final String LINK =
      "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.9\", import: [\"@key\","
          + " \"@shareable\", \"@external\", \"@requires\", \"@tag\", \"@inaccessible\", \"@cost\","
          + " \"@listSize\", \"@authenticated\"])\n";

  private static final String PRODUCTS =
      LINK
          + """
          "All there is to ask for." type Query { products(first: Int = 3, by: Filter): [Product!]! @listSize(slicingArguments: ["first"]) any: Either }
          type Mutation { buy(id: ID!): Product @authenticated }
          type Product implements Node @key(fields: "id") { id: ID! name: String @tag(name: "x") old: Int @deprecated(reason: "use name") kind: Kind weight: Int @cost(weight: 5) }
          interface Node { id: ID! }
          union Either = Product | Other
          type Other { a: Int @shareable hidden: Int @inaccessible }
          enum Kind { ONE TWO @deprecated }
          input Filter { name: String = "a" kind: Kind }
          scalar Moment
          type Dated { at: Moment }
          """;

  private static final String STOCK =
      LINK
          + """
          type Product @key(fields: "id") { id: ID! weight: Int @external stock: Int @requires(fields: "weight") }
          type Other { a: Int @shareable }
          """;

  /**
   * Where this fails because something is told otherwise, {@link SchemaJson#FORM} has to be another
   * one, or what registries have kept is shown on; {@code -Dgolden.update=true} writes its file.
   */
  @Test
  void whatIsToldIsOfTheFormThatItIsKeptUnder() throws IOException {
    String told =
        switch (Composer.compose(
            List.of(
                new SubgraphSource("products", "http://products.example/", PRODUCTS),
                new SubgraphSource("stock", "http://stock.example/", STOCK)))) {
          case Composition.Composed composed ->
              new SchemaJson(SupergraphReader.readComposed(composed.supergraphSdl()))
                      .json()
                      .toPrettyString()
                  + "\n";
          case Composition.Failed failed -> throw new AssertionError(failed.errors());
        };
    Path golden =
        Path.of(
            "src/test/resources/dev/tributary/console/schema-form-" + SchemaJson.FORM + ".json");
    if (Boolean.getBoolean("golden.update") && !Files.exists(golden)) {
      Files.writeString(golden, told);
    }

    assertThat(told).isEqualTo(Files.readString(golden));
  }
}
