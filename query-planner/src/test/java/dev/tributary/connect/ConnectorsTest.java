package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.supergraph.InvalidSupergraphException;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectorsTest {

  private final Supergraph inventory = SupergraphReader.read(resource("connect/inventory.graphql"));
  private final ConnectorExpansion expansion = Connectors.expand(inventory);

  @Test
  void eachConnectorBecomesASubgraphThatClaimsWhatItProvides() {
    assertThat(JoinText.of(expansion.supergraph(), "inventory"))
        .isEqualTo(
            """
            inventory_Query_warehouses_0
              Query: warehouses busiest
              Warehouse leave(code): code name address
              Address: city
            inventory_Query_warehouse_0
              Query: warehouse
              Warehouse key(code): code name address capacity
              Address: city
            inventory_Mutation_restock_0
              Mutation: restock
              Product leave(upc): upc inStock
            inventory_Product_0
              Product key(upc): upc inStock shelf
              Shelf: aisle bin
            inventory_Product_shipping_0
              Product key(upc weight) leave(upc): upc weight shipping
              Money: amount currency
            """);
  }

  @Test
  void otherSubgraphsStayAsTheyAre() {
    assertThat(expansion.supergraph().subgraphs().get(1)).isEqualTo(inventory.subgraphs().get(1));
    assertThat(JoinText.of(expansion.supergraph(), "products"))
        .isEqualTo(JoinText.of(inventory, "products"));
  }

  @Test
  void idsAreIndexesAndEveryVirtualSubgraphHasItsConnectors() {
    List<Subgraph> subgraphs = expansion.supergraph().subgraphs();
    for (int i = 0; i < subgraphs.size(); i++) {
      assertThat(subgraphs.get(i).id()).isEqualTo(i);
    }
    assertThat(expansion.connectors().keySet())
        .containsExactlyElementsOf(
            subgraphs.stream()
                .filter(subgraph -> subgraph.service().equals("inventory"))
                .map(Subgraph::id)
                .toList());
    assertThat(expansion.connectors().values().stream().flatMap(List::stream))
        .extracting(Connector::coordinate)
        .contains("inventory:Query.busiest[0]", "inventory:Product[0]");
  }

  @Test
  void aSupergraphWithoutConnectorsComesBackUnchanged() {
    Supergraph plain =
        SupergraphReader.read(
            resource("connect/inventory.graphql")
                .replaceAll("@join__directive\\(graphs: \\[INVENTORY\\].*\\)", ""));
    assertThat(Connectors.expand(plain).supergraph()).isSameAs(plain);
  }

  @Test
  void positionsAbstractTypesAndKeysOfEveryKindAreClaimedAsFarAsTheyGo() {
    Supergraph blog =
        Connectors.expand(SupergraphReader.read(resource("connect/blog.graphql"))).supergraph();
    assertThat(JoinText.of(blog, "blog"))
        .isEqualTo(
            """
            blog_Query_posts_0_
              Query: posts(provides author { name })
              Post: id title author reviewer
              User leave(id): id name(external)
            blog_Query_drafts_0
              Query: drafts search anything
              Hit: id
              union Found: Post User
              Post implements Hit: id title
              User implements Hit leave(id): id name
            blog_User_posts_0
              Post: id author
              User key(id): id posts
            blog_User_motto_0
              User key(id): id motto
            blog_User_score_0
              User key(org { id } id) leave(id): id score org
              Org: id
            """);
  }

  @Test
  void everyConnectorThatCannotBeReadIsReportedAtOnce() {
    String broken =
        resource("connect/inventory.graphql")
            .replace("connect/v0.2", "connect/v0.9")
            .replace("\"$.items {", "\"$.items {{")
            .replace(
                "source: \"rest\", http: {GET: \"/warehouses/busiest",
                "source: \"none\", http: {GET: \"/x");
    assertThatThrownBy(() -> Connectors.expand(SupergraphReader.read(broken)))
        .isInstanceOfSatisfying(
            InvalidSupergraphException.class,
            invalid ->
                assertThat(invalid.problems())
                    .hasSize(3)
                    .anyMatch(problem -> problem.contains("connect/v0.9 is unknown"))
                    .anyMatch(problem -> problem.startsWith("inventory:Query.warehouses[0]"))
                    .anyMatch(problem -> problem.contains("no @source named \"none\"")));
  }

  static String resource(String name) {
    try (InputStream in = ConnectorsTest.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }
}
