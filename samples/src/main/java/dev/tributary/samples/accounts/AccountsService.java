package dev.tributary.samples.accounts;

import dev.tributary.samples.data.People;
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
import org.dataloader.DataLoaderRegistry;

/** The accounts service: users and brands over GraphQL. */
public final class AccountsService {

  private AccountsService() {}

  /** The schema to publish. */
  public static String schema() {
    return Resource.text("accounts.graphql");
  }

  /**
   * @param port 0 for any free one
   */
  public static Future<HttpServer> start(Vertx vertx, int port) {
    AccountBook book = new AccountBook(People.generate());
    AccountsWiring accounts = new AccountsWiring(book);
    RuntimeWiring.Builder wiring = Scalars.wiring();
    accounts.addTo(wiring);
    GraphQLSchema schema =
        FederatedSchema.of(
            schema(),
            wiring,
            AccountsWiring.ACCOUNT_TYPE,
            Map.of(
                "User",
                accounts::user,
                "Brand",
                (representation, env) ->
                    CompletableFuture.completedFuture(
                        book.brand(String.valueOf(representation.get("id"))).orElse(null))));
    return SampleServer.graphQl(
        vertx,
        port,
        GraphQL.newGraphQL(schema).build(),
        () -> {
          DataLoaderRegistry loaders = new DataLoaderRegistry();
          accounts.addTo(loaders);
          return loaders;
        });
  }
}
