package dev.tributary.benchmarks.plan;

import dev.tributary.benchmarks.BenchGraph;
import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.connect.Connectors;
import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.samples.accounts.AccountsService;
import dev.tributary.samples.inventory.InventoryService;
import dev.tributary.samples.products.ProductsService;
import dev.tributary.samples.reviews.ReviewsService;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.util.List;

/** The graphs that are measured, each with operations that are typical of it. */
public enum MeasuredGraph {
  /** The four services of the samples. */
  SHOP {
    @Override
    List<SubgraphSource> services() {
      return List.of(
          source("accounts", AccountsService.schema()),
          source("inventory", InventoryService.schema()),
          source("products", ProductsService.schema()),
          source("reviews", ReviewsService.schema()));
    }

    @Override
    List<String> operations() {
      return List.of(
          """
          query Shelf {
            topProducts(first: 5) {
              upc name price { amount currency } inStock averageRating valueForMoney
              questions(first: 2) { id }
            }
          }
          """);
    }
  },

  /** The public benchmark's four services and its one operation. */
  BENCH {
    @Override
    List<SubgraphSource> services() {
      return List.of(
          source("accounts", BenchGraph.service("accounts")),
          source("inventory", BenchGraph.service("inventory")),
          source("products", BenchGraph.service("products")),
          source("reviews", BenchGraph.service("reviews")));
    }

    @Override
    List<String> operations() {
      return List.of(BenchGraph.operation());
    }
  },

  /** A hundred services with five thousand types. */
  LARGE {
    @Override
    List<SubgraphSource> services() {
      return LargeGraph.services(100);
    }

    @Override
    List<String> operations() {
      return LargeGraph.operations(100);
    }
  };

  /** Wide enough for every operation that is measured. */
  private static final OperationLimits LIMITS =
      new OperationLimits(1_000_000, 100, 100_000, 100_000, 10_000, 100_000, 1_000_000);

  abstract List<SubgraphSource> services();

  abstract List<String> operations();

  private static SubgraphSource source(String name, String sdl) {
    return new SubgraphSource(name, "http://" + name + ".example", sdl);
  }

  static String compose(List<SubgraphSource> services) {
    return switch (Composer.compose(services)) {
      case Composition.Composed composed -> composed.supergraphSdl();
      case Composition.Failed failed -> throw new IllegalStateException(failed.errors().toString());
    };
  }

  /** As a gateway reads it: services with connectors taken apart. */
  static Supergraph supergraph(String sdl) {
    return Connectors.expand(SupergraphReader.read(sdl)).supergraph();
  }

  static Operation operation(Supergraph supergraph, String document) {
    return switch (new OperationReader(supergraph, LIMITS).read(document, null)) {
      case OperationResult.Valid(Operation operation) -> operation;
      case OperationResult.Invalid invalid ->
          throw new IllegalStateException(invalid.errors().toString());
    };
  }
}
