package dev.tributary.samples.differential;

import dev.tributary.samples.accounts.AccountBook;
import dev.tributary.samples.accounts.AccountsWiring;
import dev.tributary.samples.data.Catalogue;
import dev.tributary.samples.data.Goods;
import dev.tributary.samples.data.Opinions;
import dev.tributary.samples.data.People;
import dev.tributary.samples.data.Person;
import dev.tributary.samples.data.Stock;
import dev.tributary.samples.inventory.StockRoom;
import dev.tributary.samples.products.ProductShelf;
import dev.tributary.samples.products.ProductsWiring;
import dev.tributary.samples.reviews.References;
import dev.tributary.samples.reviews.ReviewBook;
import dev.tributary.samples.reviews.ReviewsWiring;
import dev.tributary.samples.serve.Resource;
import dev.tributary.samples.serve.Scalars;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.time.InstantSource;
import java.util.Map;
import org.dataloader.DataLoaderRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The sample graph as one service: the same data and the same resolvers behind one schema, no
 * federation anywhere. What it answers is what the gateway has to answer.
 */
final class Monolith {

  private final AccountsWiring accounts;
  private final ProductsWiring products;
  private final ReviewsWiring reviews;
  private final GraphQLSchema schema;
  private final GraphQL graphQl;

  Monolith(InstantSource clock) {
    AccountBook book = new AccountBook(People.generate());
    ProductShelf shelf = new ProductShelf(Catalogue.generate());
    StockRoom room = new StockRoom(Stock.generate(), clock);
    accounts = new AccountsWiring(book);
    products = new ProductsWiring(shelf, id -> book.brand(id).orElseThrow());
    reviews =
        new ReviewsWiring(new ReviewBook(Opinions.generate(), clock), new WholeThings(book, shelf));
    RuntimeWiring.Builder wiring = Scalars.wiring();
    accounts.addTo(wiring);
    products.addTo(wiring);
    reviews.addTo(wiring);
    new InventoryWiring(room, shelf).addTo(wiring);
    schema =
        new SchemaGenerator()
            .makeExecutableSchema(
                new SchemaParser().parse(Resource.text("monolith.graphql")), wiring.build());
    graphQl = GraphQL.newGraphQL(schema).build();
  }

  GraphQLSchema schema() {
    return schema;
  }

  /** The whole response, as the specification lays it out. */
  Map<String, Object> answer(String document, Map<String, @Nullable Object> variables) {
    DataLoaderRegistry loaders = new DataLoaderRegistry();
    accounts.addTo(loaders);
    products.addTo(loaders);
    reviews.addTo(loaders);
    ExecutionResult result =
        graphQl.execute(
            ExecutionInput.newExecutionInput(document)
                .variables(variables)
                .dataLoaderRegistry(loaders)
                .build());
    return result.toSpecification();
  }

  private record WholeThings(AccountBook book, ProductShelf shelf) implements References {
    @Override
    public Person user(String id) {
      return book.user(id).orElseThrow();
    }

    @Override
    public Goods product(String upc) {
      return shelf.product(upc).orElseThrow();
    }
  }
}
