package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

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
