package dev.tributary.catalogue;

import dev.tributary.registry.TimeLimit;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeRuntimeWiring;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the fields of one type are answered, by a record that stands for it. */
final class TypeFields<S> {

  private final TypeRuntimeWiring.Builder type;
  private final Class<S> source;

  private TypeFields(String name, Class<S> source) {
    this.type = TypeRuntimeWiring.newTypeWiring(name);
    this.source = source;
  }

  static <S> TypeFields<S> of(String name, Class<S> source) {
    return new TypeFields<>(name, source);
  }

  TypeFields<S> field(String name, Function<S, @Nullable Object> value) {
    return field(name, (it, environment) -> value.apply(it));
  }

  TypeFields<S> field(String name, BiFunction<S, DataFetchingEnvironment, @Nullable Object> value) {
    type.dataFetcher(
        name,
        environment -> {
          TimeLimit.check();
          return value.apply(source.cast(environment.getSource()), environment);
        });
    return this;
  }

  void addTo(RuntimeWiring.Builder wiring) {
    wiring.type(type.build());
  }

  /** The types of a list's pages: {@code NAMEConnection} and {@code NAMEEdge}. */
  @SuppressWarnings("rawtypes") // Classes have no type arguments.
  static void addPagesOf(String name, RuntimeWiring.Builder wiring) {
    of(name + "Connection", Page.class)
        .field("edges", page -> page.edges())
        .field("nodes", page -> page.nodes())
        .field("pageInfo", page -> page)
        .addTo(wiring);
    of(name + "Edge", Page.Edge.class)
        .field("cursor", edge -> edge.cursor())
        .field("node", edge -> edge.node())
        .addTo(wiring);
  }
}
