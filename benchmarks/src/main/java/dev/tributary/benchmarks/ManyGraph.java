package dev.tributary.benchmarks;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.samples.serve.FederatedSchema;
import dev.tributary.samples.serve.Given;
import dev.tributary.subgraph.SubgraphSource;
import graphql.GraphQL;
import graphql.schema.idl.RuntimeWiring;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A graph of a hundred services that all know one entity: service {@code sN} adds the field {@code
 * fN} to {@code Item}, and {@code s0} lists the items.
 */
public final class ManyGraph {

  public static final int SERVICES = 100;
  public static final int ITEMS = 10;

  /** How many of the services the measured operation needs, the listing one included. */
  public static final int ASKED = 20;

  /** The one entity, which every service tells its own field of. */
  public record Item(String id) {}

  private ManyGraph() {}

  /**
   * The hundred services composed.
   *
   * @param base where they are, such as {@code http://localhost:4200/many}
   */
  public static String supergraph(String base) {
    List<SubgraphSource> sources = new ArrayList<>();
    for (int n = 0; n < SERVICES; n++) {
      sources.add(new SubgraphSource("s" + n, base + "/s" + n, sdl(n)));
    }
    return switch (Composer.compose(sources)) {
      case Composition.Composed composed -> composed.supergraphSdl();
      case Composition.Failed failed -> throw new IllegalStateException(failed.errors().toString());
    };
  }

  /** Asks {@link #ASKED} services for their field of each item. */
  public static String operation() {
    return IntStream.range(0, ASKED)
        .mapToObj(n -> "f" + n)
        .collect(Collectors.joining(" ", "query Many { items { id ", " } }"));
  }

  static SequencedMap<String, GraphQL> services() {
    SequencedMap<String, GraphQL> services = new LinkedHashMap<>();
    for (int n = 0; n < SERVICES; n++) {
      services.put("s" + n, service(n));
    }
    return services;
  }

  private static GraphQL service(int n) {
    List<Item> items = IntStream.range(0, ITEMS).mapToObj(i -> new Item("i" + i)).toList();
    RuntimeWiring.Builder wiring =
        RuntimeWiring.newRuntimeWiring()
            .type("Query", type -> type.dataFetcher("items", env -> items))
            .type(
                "Item",
                type ->
                    type.dataFetcher("f" + n, env -> n + " of " + Given.<Item>source(env).id()));
    return GraphQL.newGraphQL(
            FederatedSchema.of(
                sdl(n),
                wiring,
                Given.type(entity -> "Item"),
                Map.of(
                    "Item",
                    (representation, environment) ->
                        CompletableFuture.completedFuture(
                            new Item(String.valueOf(representation.get("id")))))))
        .build();
  }

  private static String sdl(int n) {
    return """
    extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])

    type Query%s

    type Item @key(fields: "id") {
      id: ID!
      f%d: String
    }
    """
        .formatted(n == 0 ? " {\n  items: [Item!]!\n}" : "", n);
  }
}
