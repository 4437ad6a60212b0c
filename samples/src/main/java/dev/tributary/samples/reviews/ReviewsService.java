package dev.tributary.samples.reviews;

import dev.tributary.samples.data.Goods;
import dev.tributary.samples.data.Money;
import dev.tributary.samples.data.Opinions;
import dev.tributary.samples.data.Person;
import dev.tributary.samples.data.Post;
import dev.tributary.samples.serve.EntityResolver;
import dev.tributary.samples.serve.FederatedSchema;
import dev.tributary.samples.serve.Given;
import dev.tributary.samples.serve.Resource;
import dev.tributary.samples.serve.SampleServer;
import dev.tributary.samples.serve.Scalars;
import graphql.GraphQL;
import graphql.schema.GraphQLSchema;
import graphql.schema.TypeResolver;
import graphql.schema.idl.RuntimeWiring;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.dataloader.DataLoaderRegistry;
import org.jspecify.annotations.Nullable;

/** The reviews service. Of users it knows the names, of products what the gateway tells it. */
public final class ReviewsService {

  private record UserReference(String id, String username) implements Person {}

  private record ProductReference(String upc, @Nullable Money price) implements Goods {
    @Override
    public @Nullable Integer weight() {
      return null;
    }
  }

  private static final TypeResolver ENTITY_TYPE =
      Given.type(
          (Object entity) ->
              switch (entity) {
                case Post.Review review -> "Review";
                case Post.Question question -> "Question";
                case UserReference user -> "User";
                case ProductReference product -> "Product";
                default -> throw new IllegalStateException("not an entity of this service");
              });

  private ReviewsService() {}

  /** The schema to publish. */
  public static String schema() {
    return Resource.text("reviews.graphql");
  }

  /**
   * @param port 0 for any free one
   * @param clock tells when a new review was written
   */
  public static Future<HttpServer> start(Vertx vertx, int port, InstantSource clock) {
    Opinions opinions = Opinions.generate();
    ReviewBook book = new ReviewBook(opinions, clock);
    References references = new NamesOnly(opinions);
    ReviewsWiring reviews = new ReviewsWiring(book, references);
    RuntimeWiring.Builder wiring = Scalars.wiring();
    reviews.addTo(wiring);
    GraphQLSchema schema =
        FederatedSchema.of(
            schema(),
            wiring,
            ENTITY_TYPE,
            Map.of(
                "Review",
                entity(key -> book.review(text(key, "id")).orElse(null)),
                "Question",
                entity(key -> book.question(text(key, "id")).orElse(null)),
                "User",
                entity(key -> references.user(text(key, "id"))),
                "Product",
                entity(key -> new ProductReference(text(key, "upc"), price(key)))));
    return SampleServer.graphQl(
        vertx,
        port,
        GraphQL.newGraphQL(schema).build(),
        () -> {
          DataLoaderRegistry loaders = new DataLoaderRegistry();
          reviews.addTo(loaders);
          return loaders;
        });
  }

  private record NamesOnly(Opinions opinions) implements References {
    @Override
    public Person user(String id) {
      return new UserReference(id, opinions.username(id).orElse("someone"));
    }

    @Override
    public Goods product(String upc) {
      return new ProductReference(upc, null);
    }
  }

  /** The price is there when a field that requires it was asked for. */
  private static @Nullable Money price(Map<String, Object> representation) {
    return representation.get("price") instanceof Map<?, ?> price
            && price.get("amount") instanceof Number amount
        ? new Money(new BigDecimal(amount.toString()), Money.Currency.EUR)
        : null;
  }

  private static EntityResolver entity(
      Function<Map<String, Object>, ? extends @Nullable Object> find) {
    return (representation, environment) ->
        CompletableFuture.<@Nullable Object>completedFuture(find.apply(representation));
  }

  private static String text(Map<String, Object> representation, String key) {
    return String.valueOf(representation.get(key));
  }
}
