package dev.tributary.samples.reviews;

import dev.tributary.samples.data.Goods;
import dev.tributary.samples.data.Money;
import dev.tributary.samples.data.Person;
import dev.tributary.samples.data.Post;
import dev.tributary.samples.data.Post.Answer;
import dev.tributary.samples.data.Post.Question;
import dev.tributary.samples.data.Post.Review;
import dev.tributary.samples.serve.Given;
import dev.tributary.samples.serve.Page;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.TypeResolver;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeRuntimeWiring;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderRegistry;

/** Binds the schema's fields to a {@link ReviewBook}. */
public final class ReviewsWiring {

  private static final String RATINGS = "reviews.ratings";

  /** Which object type a post is of. */
  private static final TypeResolver POST_TYPE =
      Given.type(
          (Post post) ->
              switch (post) {
                case Review review -> "Review";
                case Question question -> "Question";
                case Answer answer -> "Answer";
              });

  private final ReviewBook book;
  private final References references;
  private final AddReview addReview;

  public ReviewsWiring(ReviewBook book, References references) {
    this.book = book;
    this.references = references;
    this.addReview = new AddReview(book);
  }

  /** Adds the fetchers of every field that needs one. */
  public void addTo(RuntimeWiring.Builder wiring) {
    DataFetcher<Person> author = env -> references.user(Given.<Post>source(env).authorId());
    wiring
        .type("Post", type -> type.typeResolver(POST_TYPE))
        .type("AddReviewResult", type -> type.typeResolver(AddReview.RESULT_TYPE))
        .type(
            "Query",
            type ->
                type.dataFetcher("review", env -> book.review(Given.argument(env, "id")))
                    .dataFetcher("latestReviews", env -> book.latestReviews(Page.size(env)))
                    .dataFetcher("latestPosts", env -> book.latestPosts(Page.size(env))))
        .type(
            "Mutation",
            type ->
                type.dataFetcher("addReview", addReview::add)
                    .dataFetcher(
                        "voteHelpful", env -> book.voteHelpful(Given.argument(env, "review"))))
        .type("Subscription", type -> type.dataFetcher("reviewAdded", env -> book.added()))
        .type(
            "Review",
            type ->
                type.dataFetcher("author", author)
                    .dataFetcher(
                        "product", env -> references.product(Given.<Review>source(env).upc())))
        .type(
            "Question",
            type ->
                type.dataFetcher("author", author)
                    .dataFetcher(
                        "product", env -> references.product(Given.<Question>source(env).upc())))
        .type("Answer", type -> type.dataFetcher("author", author))
        .type(
            "User",
            type ->
                type.dataFetcher(
                        "reviews",
                        env ->
                            book.ofUser(Given.<Person>source(env).id()).stream()
                                .limit(Page.size(env))
                                .toList())
                    .dataFetcher(
                        "reviewCount", env -> book.ofUser(Given.<Person>source(env).id()).size()))
        .type("Product", this::addProduct);
  }

  private TypeRuntimeWiring.Builder addProduct(TypeRuntimeWiring.Builder type) {
    return type.dataFetcher(
            "reviews", env -> Page.of(book.ofProduct(product(env).upc()), Review::id, env))
        .dataFetcher(
            "questions",
            env -> book.questionsAbout(product(env).upc()).stream().limit(Page.size(env)).toList())
        .dataFetcher("averageRating", env -> rating(env, product(env)))
        .dataFetcher(
            "valueForMoney",
            env -> {
              Money price = product(env).price();
              return price == null
                  ? null
                  : rating(env, product(env)).thenApply(rating -> perTen(rating, price));
            });
  }

  /** Adds the loaders that the fetchers use. */
  public void addTo(DataLoaderRegistry loaders) {
    loaders.register(
        RATINGS,
        DataLoaderFactory.<String, OptionalDouble>newDataLoader(
            upcs ->
                CompletableFuture.completedFuture(
                    upcs.stream().map(book::averageRating).toList())));
  }

  private static OptionalDouble perTen(OptionalDouble rating, Money price) {
    return rating.isEmpty()
        ? rating
        : OptionalDouble.of(
            Math.round(1_000 * rating.getAsDouble() / price.amount().doubleValue()) / 100.0);
  }

  private static CompletableFuture<OptionalDouble> rating(
      DataFetchingEnvironment environment, Goods product) {
    DataLoader<String, OptionalDouble> ratings =
        Objects.requireNonNull(environment.getDataLoader(RATINGS));
    return ratings.load(product.upc());
  }

  private static Goods product(DataFetchingEnvironment environment) {
    return Given.source(environment);
  }
}
