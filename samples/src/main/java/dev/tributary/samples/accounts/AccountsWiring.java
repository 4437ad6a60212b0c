package dev.tributary.samples.accounts;

import dev.tributary.samples.data.Account;
import dev.tributary.samples.data.Account.Brand;
import dev.tributary.samples.data.Account.Contact;
import dev.tributary.samples.data.Account.User;
import dev.tributary.samples.serve.Given;
import dev.tributary.samples.serve.Page;
import graphql.GraphqlErrorBuilder;
import graphql.execution.DataFetcherResult;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.TypeResolver;
import graphql.schema.idl.RuntimeWiring;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderRegistry;
import org.jspecify.annotations.Nullable;

/** Binds the schema's fields to an {@link AccountBook}. */
public final class AccountsWiring {

  private static final String USERS = "accounts.users";

  /** Which object type an account is of. */
  static final TypeResolver ACCOUNT_TYPE =
      Given.type(
          (Account account) ->
              switch (account) {
                case User user -> "User";
                case Brand brand -> "Brand";
              });

  private final AccountBook book;

  public AccountsWiring(AccountBook book) {
    this.book = book;
  }

  /** Adds the fetchers of every field that needs one. */
  public void addTo(RuntimeWiring.Builder wiring) {
    wiring
        .type("Account", type -> type.typeResolver(ACCOUNT_TYPE))
        .type(
            "Query",
            type ->
                type.dataFetcher("me", env -> book.user("u1"))
                    .dataFetcher("user", env -> book.user(Given.argument(env, "id")))
                    .dataFetcher(
                        "userByName", env -> book.userByName(Given.argument(env, "username")))
                    .dataFetcher("users", env -> book.users(Page.offset(env), Page.size(env)))
                    .dataFetcher("account", env -> book.account(Given.argument(env, "id")))
                    .dataFetcher(
                        "accounts",
                        env ->
                            Given.<List<String>>argument(env, "ids").stream()
                                .map(book::account)
                                .toList()))
        .type(
            "Mutation",
            type ->
                type.dataFetcher(
                    "changeDisplayName",
                    env ->
                        book.rename(Given.argument(env, "id"), Given.argument(env, "displayName"))))
        .type(
            "User",
            type ->
                type.dataFetcher("contact", AccountsWiring::contact)
                    .dataFetcher("follows", AccountsWiring::follows));
  }

  /** Adds the loaders that the fetchers use. */
  public void addTo(DataLoaderRegistry loaders) {
    loaders.register(
        USERS,
        DataLoaderFactory.<String, @Nullable User>newDataLoader(
            ids ->
                CompletableFuture.completedFuture(
                    ids.stream().<@Nullable User>map(id -> book.user(id).orElse(null)).toList())));
  }

  /** The user that a representation stands for, by either key. */
  CompletableFuture<@Nullable User> user(
      Map<String, Object> representation, DataFetchingEnvironment environment) {
    return representation.get("id") instanceof String id
        ? users(environment).load(id)
        : CompletableFuture.completedFuture(
            book.userByName(String.valueOf(representation.get("username"))).orElse(null));
  }

  private static Object contact(DataFetchingEnvironment environment) {
    User user = Given.source(environment);
    Contact contact = user.contact();
    if (contact != null) {
      return contact;
    }
    return DataFetcherResult.newResult()
        .error(
            GraphqlErrorBuilder.newError(environment)
                .message("%s keeps the contact private", user.username())
                .extensions(Map.of("code", "PRIVATE"))
                .build())
        .build();
  }

  private static CompletableFuture<List<@Nullable User>> follows(
      DataFetchingEnvironment environment) {
    User user = Given.source(environment);
    List<String> ids = user.follows().stream().limit(Page.size(environment)).toList();
    return users(environment).loadMany(ids);
  }

  private static DataLoader<String, @Nullable User> users(DataFetchingEnvironment environment) {
    return Objects.requireNonNull(environment.<String, @Nullable User>getDataLoader(USERS));
  }
}
