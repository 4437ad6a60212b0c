package dev.tributary.samples.products;

import dev.tributary.samples.data.Category;
import dev.tributary.samples.data.Product;
import dev.tributary.samples.data.Seller;
import dev.tributary.samples.products.ProductShelf.Order;
import dev.tributary.samples.serve.Given;
import dev.tributary.samples.serve.Page;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.TypeResolver;
import graphql.schema.idl.RuntimeWiring;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderRegistry;
import org.jspecify.annotations.Nullable;

/** Binds the schema's fields to a {@link ProductShelf}. */
public final class ProductsWiring {

  private static final String CATEGORIES = "products.categories";

  /** Which object type something searched for is of. */
  static final TypeResolver THING_TYPE =
      Given.type(
          (Object thing) ->
              switch (thing) {
                case Product product -> "Product";
                case Category category -> "Category";
                case Seller brand -> "Brand";
                default -> throw new IllegalStateException("neither sold nor selling");
              });

  private static final TypeResolver ATTRIBUTE_TYPE =
      Given.type(
          (Product.Attribute attribute) ->
              switch (attribute) {
                case Product.Colour colour -> "Colour";
                case Product.Size size -> "Size";
                case Product.Material material -> "Material";
              });

  private static final TypeResolver MEDIA_TYPE =
      Given.type(
          (Product.Media media) ->
              switch (media) {
                case Product.Image image -> "Image";
                case Product.Video video -> "Video";
              });

  private final ProductShelf shelf;
  private final Function<String, ? extends Seller> brands;

  /**
   * @param brands finds what is known of a brand, by id
   */
  public ProductsWiring(ProductShelf shelf, Function<String, ? extends Seller> brands) {
    this.shelf = shelf;
    this.brands = brands;
  }

  /** Adds the fetchers of every field that needs one. */
  public void addTo(RuntimeWiring.Builder wiring) {
    addRoots(wiring);
    addTypes(wiring);
    wiring
        .type("SearchResult", type -> type.typeResolver(THING_TYPE))
        .type("Attribute", type -> type.typeResolver(ATTRIBUTE_TYPE))
        .type("Media", type -> type.typeResolver(MEDIA_TYPE));
  }

  private void addRoots(RuntimeWiring.Builder wiring) {
    wiring
        .type(
            "Query",
            type ->
                type.dataFetcher("product", env -> shelf.product(Given.argument(env, "upc")))
                    .dataFetcher("products", this::products)
                    .dataFetcher("topProducts", env -> first(env, anyProduct(), Order.BEST_SELLING))
                    .dataFetcher("categories", env -> shelf.categories())
                    .dataFetcher("category", env -> shelf.category(Given.argument(env, "slug")))
                    .dataFetcher("search", this::search))
        .type(
            "Mutation",
            type ->
                type.dataFetcher(
                    "changePrice",
                    env ->
                        shelf.changePrice(
                            Given.argument(env, "upc"), Given.argument(env, "amount"))));
  }

  private void addTypes(RuntimeWiring.Builder wiring) {
    wiring
        .type(
            "Product",
            type ->
                type.dataFetcher("category", env -> category(env, product(env).category()))
                    .dataFetcher("brand", env -> brands.apply(product(env).brand()))
                    .dataFetcher("related", this::related))
        .type(
            "Brand",
            type ->
                type.dataFetcher(
                    "products",
                    env -> {
                      String id = Given.<Seller>source(env).id();
                      return first(env, product -> product.brand().equals(id), Order.NAME);
                    }))
        .type(
            "Category",
            type ->
                type.dataFetcher(
                        "parent",
                        env -> {
                          String parent = category(env).parent();
                          return parent == null ? null : category(env, parent);
                        })
                    .dataFetcher(
                        "products",
                        env -> {
                          String slug = category(env).slug();
                          return first(env, product -> shelf.isOf(product, slug), Order.NAME);
                        }));
  }

  /** Adds the loaders that the fetchers use. */
  public void addTo(DataLoaderRegistry loaders) {
    loaders.register(
        CATEGORIES,
        DataLoaderFactory.<String, @Nullable Category>newDataLoader(
            slugs ->
                CompletableFuture.completedFuture(
                    slugs.stream()
                        .<@Nullable Category>map(slug -> shelf.category(slug).orElse(null))
                        .toList())));
  }

  private Page<Product> products(DataFetchingEnvironment environment) {
    Map<String, Object> filter = environment.getArgument("filter");
    String order = environment.getArgument("orderBy");
    return Page.of(
        shelf.products(
            filter == null ? anyProduct() : matching(filter),
            order == null ? Order.NAME : Order.valueOf(order)),
        Product::upc,
        environment);
  }

  private Predicate<Product> matching(Map<String, Object> filter) {
    return product ->
        (!(filter.get("category") instanceof String slug) || shelf.isOf(product, slug))
            && (!(filter.get("brand") instanceof String brand) || product.brand().equals(brand))
            && (!(filter.get("maxPrice") instanceof BigDecimal most)
                || product.price().amount().compareTo(most) <= 0)
            && (!(filter.get("tags") instanceof List<?> tags) || product.tags().containsAll(tags));
  }

  private List<Object> search(DataFetchingEnvironment environment) {
    String text = Given.argument(environment, "text");
    List<Product> products = shelf.productsNamed(text);
    List<Object> found = new ArrayList<>(shelf.categoriesNamed(text));
    found.addAll(products);
    products.stream().map(Product::brand).distinct().map(brands).forEach(found::add);
    return found.stream().limit(Page.size(environment)).toList();
  }

  private List<Product> related(DataFetchingEnvironment environment) {
    Product product = product(environment);
    return first(
        environment,
        other -> other != product && other.category().equals(product.category()),
        Order.BEST_SELLING);
  }

  private List<Product> first(
      DataFetchingEnvironment environment, Predicate<Product> which, Order order) {
    Stream<Product> products = shelf.products(which, order).stream();
    return products.limit(Page.size(environment)).toList();
  }

  private static Predicate<Product> anyProduct() {
    return product -> true;
  }

  private static CompletableFuture<@Nullable Category> category(
      DataFetchingEnvironment environment, String slug) {
    return Objects.requireNonNull(environment.<String, @Nullable Category>getDataLoader(CATEGORIES))
        .load(slug);
  }

  private static Product product(DataFetchingEnvironment environment) {
    return Given.source(environment);
  }

  private static Category category(DataFetchingEnvironment environment) {
    return Given.source(environment);
  }
}
