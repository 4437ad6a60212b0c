package dev.tributary.execute;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.util.ArrayList;
import java.util.List;

/** A graph of three services, and the data that they hold. */
final class TestGraph {

  private static final String LINK =
      "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.9\","
          + " import: [\"@key\", \"@external\", \"@requires\", \"@provides\", \"@shareable\","
          + " \"@inaccessible\", \"@override\", \"@authenticated\","
          + " \"@requiresScopes\", \"@policy\"])\n";

  static final String ACCOUNTS =
      """
      type Query { me: User users: [User!]! nodes: [Node] search: [Hit] }
      type Mutation { rename(id: ID!, name: String!): User }
      interface Node { id: ID! }
      union Hit = User | Bot
      type User implements Node @key(fields: "id") { id: ID! name: String role: Role address: Address @shareable }
      type Bot implements Node @key(fields: "id") { id: ID! owner: User version: Int }
      type Address @shareable { street: String }
      enum Role { ADMIN GUEST SPY @inaccessible }
      """;

  static final String PRODUCTS =
      """
      type Query { products(first: Int = 2): [Product] }
      type Product @key(fields: "id") { id: ID! title: String! price: Float weight: Int! maker: User }
      type User @key(fields: "id") { id: ID! products: [Product] }
      """;

  static final String REVIEWS =
      """
      type Review @key(fields: "id") { id: ID! text: String author: User product: Product stars: Int! }
      type User @key(fields: "id") { id: ID! reviews: [Review] karma: Int! }
      type Product @key(fields: "id") { id: ID! reviews: [Review!]
        price: Float @external  shipping: String @requires(fields: "price") }
      """;

  static final String DATA =
      """
      {"implements": {"Node": ["User", "Bot"], "Hit": ["User", "Bot"]},
       "Query": {"__typename": "Query", "me": {"$ref": "User:1"},
         "users": [{"$ref": "User:1"}, {"$ref": "User:2"}, {"$ref": "User:3"}],
         "nodes": [{"$ref": "User:2"}, {"$ref": "Bot:9"}, null],
         "search": [{"$ref": "Bot:9"}, {"$ref": "User:1"}],
         "products": [{"$ref": "Product:1"}, {"$ref": "Product:2"}]},
       "User:1": {"__typename": "User", "id": "1", "name": "Ada", "role": "ADMIN", "karma": 5,
         "address": {"__typename": "Address", "street": "Main"},
         "products": [{"$ref": "Product:1"}], "reviews": [{"$ref": "Review:1"}, {"$ref": "Review:2"}]},
       "User:2": {"__typename": "User", "id": "2", "name": "Bob", "role": "SPY", "karma": 0,
         "address": null, "products": [], "reviews": []},
       "User:3": {"__typename": "User", "id": "3", "name": null, "role": null, "karma": -1,
         "address": {"__typename": "Address", "street": null},
         "products": null, "reviews": [{"$ref": "Review:3"}]},
       "Bot:9": {"__typename": "Bot", "id": "9", "owner": {"$ref": "User:2"}, "version": 3},
       "Product:1": {"__typename": "Product", "id": "1", "title": "Table", "price": 10.5, "weight": 7,
         "maker": {"$ref": "User:1"}, "shipping": "slow",
         "reviews": [{"$ref": "Review:1"}, {"$ref": "Review:3"}]},
       "Product:2": {"__typename": "Product", "id": "2", "title": "Chair \\"x\\"", "price": null,
         "weight": 2, "maker": null, "shipping": null, "reviews": [{"$ref": "Review:2"}]},
       "Review:1": {"__typename": "Review", "id": "1", "text": "good\\n", "stars": 5,
         "author": {"$ref": "User:1"}, "product": {"$ref": "Product:1"}},
       "Review:2": {"__typename": "Review", "id": "2", "text": null, "stars": 1,
         "author": {"$ref": "User:1"}, "product": {"$ref": "Product:2"}},
       "Review:3": {"__typename": "Review", "id": "3", "text": "déjà vu", "stars": 3,
         "author": {"$ref": "User:3"}, "product": {"$ref": "Product:1"}}}
      """;

  private TestGraph() {}

  static Supergraph supergraph() {
    return compose("accounts", ACCOUNTS, "products", PRODUCTS, "reviews", REVIEWS);
  }

  /**
   * @param namesAndSdl a service's name, then its schema, and so on
   */
  static Supergraph compose(String... namesAndSdl) {
    List<SubgraphSource> sources = new ArrayList<>();
    for (int i = 0; i < namesAndSdl.length; i += 2) {
      sources.add(new SubgraphSource(namesAndSdl[i], "", LINK + namesAndSdl[i + 1]));
    }
    return switch (Composer.compose(sources)) {
      case Composition.Composed composed -> SupergraphReader.read(composed.supergraphSdl());
      case Composition.Failed failed -> throw new AssertionError(failed.errors().toString());
    };
  }
}
