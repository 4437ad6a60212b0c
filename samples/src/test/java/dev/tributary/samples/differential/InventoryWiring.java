package dev.tributary.samples.differential;

import dev.tributary.samples.data.Goods;
import dev.tributary.samples.data.Money;
import dev.tributary.samples.data.StockRecord;
import dev.tributary.samples.data.StockRecord.Level;
import dev.tributary.samples.inventory.StockRoom;
import dev.tributary.samples.inventory.StockRoom.Outcome;
import dev.tributary.samples.inventory.StockRoom.Reservation;
import dev.tributary.samples.products.ProductShelf;
import dev.tributary.samples.serve.Given;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The stock room's fields as resolvers: by REST there are none to be shared. */
final class InventoryWiring {

  private final StockRoom room;
  private final ProductShelf shelf;

  InventoryWiring(StockRoom room, ProductShelf shelf) {
    this.room = room;
    this.shelf = shelf;
  }

  void addTo(RuntimeWiring.Builder wiring) {
    wiring
        .type(
            "Query",
            type ->
                type.dataFetcher("warehouses", env -> room.warehouses())
                    .dataFetcher(
                        "warehouse",
                        env -> room.warehouse(Given.argument(env, "code")).orElseThrow()))
        .type("Mutation", type -> type.dataFetcher("reserve", this::reserve))
        .type(
            "Reservation",
            type ->
                type.dataFetcher(
                    "product", env -> shelf.product(Given.<Reservation>source(env).upc())))
        .type(
            "Product",
            type ->
                type.dataFetcher("inStock", stock(record -> room.available(record) > 0))
                    .dataFetcher("stock", stock(room::available))
                    .dataFetcher("restocked", stock(StockRecord::restocked))
                    .dataFetcher("stockLevels", stock(StockRecord::levels))
                    .dataFetcher(
                        "shippingEstimate", env -> shippingEstimate(Given.<Goods>source(env))))
        .type(
            "StockLevel",
            type ->
                type.dataFetcher(
                    "warehouse", env -> room.warehouse(Given.<Level>source(env).warehouse())));
  }

  private <T> DataFetcher<Optional<T>> stock(Function<StockRecord, @Nullable T> field) {
    return env -> room.stock(Given.<Goods>source(env).upc()).map(field::apply);
  }

  private static @Nullable BigDecimal shippingEstimate(Goods product) {
    Integer weight = product.weight();
    Money price = product.price();
    return weight == null || price == null ? null : StockRoom.shipping(weight, price.amount());
  }

  private Reservation reserve(DataFetchingEnvironment environment) {
    return switch (room.reserve(
        Given.argument(environment, "upc"),
        Given.<Integer>argument(environment, "quantity"),
        environment.getArgument("note"))) {
      case Outcome.Reserved(Reservation reservation) -> reservation;
      case Outcome.UnknownProduct() -> throw new IllegalArgumentException("no such product");
      case Outcome.TooFew(int left) -> throw new IllegalArgumentException("left: " + left);
    };
  }
}
