package dev.tributary.samples.serve;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.TypeResolver;
import java.util.Objects;
import java.util.function.Function;

/** What graphql-java gives a fetcher or a type resolver, where the schema says that it is there. */
public final class Given {

  private Given() {}

  /** The object whose field is fetched; not for fields of root types. */
  public static <T> T source(DataFetchingEnvironment environment) {
    return Objects.requireNonNull(environment.<T>getSource());
  }

  /** An argument that the schema declares non-null. */
  public static <T> T argument(DataFetchingEnvironment environment, String name) {
    return Objects.requireNonNull(environment.<T>getArgument(name), name);
  }

  /**
   * Tells the object type of a value of an interface or union.
   *
   * @param typeName the type's name, by value
   */
  public static <T> TypeResolver type(Function<T, String> typeName) {
    return environment ->
        environment
            .getSchema()
            .getObjectType(typeName.apply(Objects.requireNonNull(environment.<T>getObject())));
  }
}
