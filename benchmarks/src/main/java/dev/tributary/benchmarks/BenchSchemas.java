package dev.tributary.benchmarks;

import dev.tributary.benchmarks.BenchData.Product;
import dev.tributary.benchmarks.BenchData.Review;
import dev.tributary.benchmarks.BenchData.Stock;
import dev.tributary.benchmarks.BenchData.User;
import dev.tributary.samples.serve.EntityResolver;
import dev.tributary.samples.serve.FederatedSchema;
import dev.tributary.samples.serve.Given;
import graphql.GraphQL;
import graphql.schema.idl.RuntimeWiring;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The four subgraphs, resolved for real over the benchmark's data. */
final class BenchSchemas {

  private final BenchData data;
  private final Map<String, User> users;
  private final Map<String, Product> products;
  private final Map<String, Stock> stock;
  private final Map<String, List<Review>> reviews;

  /** A user as the reviews service knows one. */
  public record UserReference(String id, @Nullable String username) {}

  /** A product as the reviews service knows one. */
  public record ProductReference(String upc) {}

  /**
   * A product as the inventory service knows one; the estimate is null without its requirements.
   */
  public record StockedProduct(
      String upc, @Nullable Boolean inStock, @Nullable Integer shippingEstimate) {}

  BenchSchemas(BenchData data) {
    this.data = data;
    users = data.users().stream().collect(Collectors.toMap(User::id, Function.identity()));
    products = data.products().stream().collect(Collectors.toMap(Product::upc, one -> one));
    stock = data.inventory().stream().collect(Collectors.toMap(Stock::upc, one -> one));
    reviews = data.reviews().stream().collect(Collectors.groupingBy(one -> one.product().upc()));
  }

  /** By service name, which is also the path. */
  SequencedMap<String, GraphQL> all() {
    SequencedMap<String, GraphQL> all = new LinkedHashMap<>();
    all.put("accounts", accounts());
    all.put("inventory", inventory());
    all.put("products", products());
    all.put("reviews", reviews());
    return all;
  }

  private GraphQL accounts() {
    RuntimeWiring.Builder wiring =
        RuntimeWiring.newRuntimeWiring()
            .type(
                "Query",
                type ->
                    type.dataFetcher("me", env -> data.users().getFirst())
                        .dataFetcher("user", env -> users.get(Given.<String>argument(env, "id")))
                        .dataFetcher("users", env -> data.users()));
    return graphQl("accounts", wiring, Map.of("User", entity(key -> users.get(text(key, "id")))));
  }

  private GraphQL inventory() {
    return graphQl(
        "inventory",
        RuntimeWiring.newRuntimeWiring(),
        Map.of("Product", entity(this::stockedProduct)));
  }

  private @Nullable StockedProduct stockedProduct(Map<String, Object> key) {
    Stock found = stock.get(text(key, "upc"));
    Integer estimate =
        key.get("price") instanceof Number price && key.get("weight") instanceof Number weight
            ? price.intValue() > 1000 ? 0 : weight.intValue() / 2
            : null;
    return found == null ? null : new StockedProduct(found.upc(), found.inStock(), estimate);
  }

  private GraphQL products() {
    RuntimeWiring.Builder wiring =
        RuntimeWiring.newRuntimeWiring()
            .type(
                "Query",
                type ->
                    type.dataFetcher(
                        "topProducts",
                        env ->
                            data.products().stream()
                                .limit(env.getArgumentOrDefault("first", 5))
                                .toList()));
    return graphQl(
        "products", wiring, Map.of("Product", entity(key -> products.get(text(key, "upc")))));
  }

  private GraphQL reviews() {
    User author = data.users().getFirst();
    UserReference known = new UserReference(author.id(), author.username());
    RuntimeWiring.Builder wiring =
        RuntimeWiring.newRuntimeWiring()
            .type(
                "Review",
                type ->
                    type.dataFetcher("author", env -> known)
                        .dataFetcher(
                            "product",
                            env -> new ProductReference(Given.<Review>source(env).product().upc())))
            .type(
                "User",
                type ->
                    type.dataFetcher("reviews", env -> data.reviews().stream().limit(2).toList()))
            .type(
                "Product",
                type ->
                    type.dataFetcher(
                        "reviews",
                        env ->
                            reviews.getOrDefault(
                                Given.<ProductReference>source(env).upc(), List.of())));
    return graphQl(
        "reviews",
        wiring,
        Map.of(
            "Review",
            entity(
                key ->
                    data.reviews().stream()
                        .filter(review -> review.id().equals(text(key, "id")))
                        .findFirst()
                        .orElse(null)),
            "User",
            entity(key -> new UserReference(text(key, "id"), null)),
            "Product",
            entity(key -> new ProductReference(text(key, "upc")))));
  }

  private static GraphQL graphQl(
      String name, RuntimeWiring.Builder wiring, Map<String, EntityResolver> entities) {
    return GraphQL.newGraphQL(
            FederatedSchema.of(
                BenchGraph.text(name + ".graphql"),
                wiring,
                Given.type(BenchSchemas::typeName),
                entities))
        .build();
  }

  private static String typeName(Object entity) {
    return switch (entity) {
      case User user -> "User";
      case UserReference user -> "User";
      case Review review -> "Review";
      case Product product -> "Product";
      case ProductReference product -> "Product";
      case StockedProduct product -> "Product";
      default -> throw new IllegalStateException("not an entity");
    };
  }

  private static EntityResolver entity(
      Function<Map<String, Object>, ? extends @Nullable Object> find) {
    return (representation, environment) ->
        CompletableFuture.<@Nullable Object>completedFuture(find.apply(representation));
  }

  private static String text(Map<String, Object> key, String field) {
    return String.valueOf(key.get(field));
  }
}
