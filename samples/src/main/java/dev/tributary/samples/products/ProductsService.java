package dev.tributary.samples.products;

import dev.tributary.samples.data.Catalogue;
import dev.tributary.samples.data.Seller;
import dev.tributary.samples.serve.EntityResolver;
import dev.tributary.samples.serve.FederatedSchema;
import dev.tributary.samples.serve.Resource;
import dev.tributary.samples.serve.SampleServer;
import dev.tributary.samples.serve.Scalars;
import graphql.GraphQL;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.dataloader.DataLoaderRegistry;
import org.jspecify.annotations.Nullable;

/** The products service: the catalogue over GraphQL. It knows brands by their ids only. */
public final class ProductsService {

  private record BrandReference(String id) implements Seller {}

  private ProductsService() {}

  /** The schema to publish. */
  public static String schema() {
    return Resource.text("products.graphql");
  }

  /**
   * @param port 0 for any free one
   */
  public static Future<HttpServer> start(Vertx vertx, int port) {
    ProductShelf shelf = new ProductShelf(Catalogue.generate());
    ProductsWiring products = new ProductsWiring(shelf, BrandReference::new);
    RuntimeWiring.Builder wiring = Scalars.wiring();
    products.addTo(wiring);
    GraphQLSchema schema =
        FederatedSchema.of(
            schema(),
            wiring,
            ProductsWiring.THING_TYPE,
            Map.of(
                "Product", byKey("upc", upc -> shelf.product(upc).orElse(null)),
                "Category", byKey("slug", slug -> shelf.category(slug).orElse(null)),
                "Brand", byKey("id", BrandReference::new)));
    return SampleServer.graphQl(
        vertx,
        port,
        GraphQL.newGraphQL(schema).build(),
        () -> {
          DataLoaderRegistry loaders = new DataLoaderRegistry();
          products.addTo(loaders);
          return loaders;
        });
  }

  private static EntityResolver byKey(
      String key, Function<String, ? extends @Nullable Object> find) {
    return (representation, environment) ->
        CompletableFuture.<@Nullable Object>completedFuture(
            find.apply(String.valueOf(representation.get(key))));
  }
}
