package dev.tributary.benchmarks.plan;

import dev.tributary.subgraph.SubgraphSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A company's graph: many services of about fifty types each. A service has entities of its own,
 * which the next few services add fields to and refer to, and value types, enums, inputs,
 * interfaces and unions that nobody else knows. The same every time.
 */
public final class LargeGraph {

  /** Entities of one service. */
  static final int ENTITIES = 10;

  /** How many services before it a service adds fields to. */
  static final int EXTENDED = 5;

  private static final int VALUES = 24;
  private static final int ENUMS = 6;
  private static final int INPUTS = 7;
  private static final String LINK =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.7",
        import: ["@key", "@shareable", "@external", "@requires", "@tag", "@inaccessible"])

      """;

  private LargeGraph() {}

  /** A graph of so many services, of which each has fifty types. */
  public static List<SubgraphSource> services(int services) {
    return IntStream.range(0, services)
        .mapToObj(
            n -> new SubgraphSource(name(n), "http://" + name(n) + ".example", sdl(n, services)))
        .toList();
  }

  /** Operations as clients of such a graph send them, of one to some six services each. */
  public static List<String> operations(int services) {
    List<String> operations = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int s = i * 7 % services;
      int e = i % ENTITIES;
      String extensions =
          IntStream.rangeClosed(1, i % (EXTENDED + 1))
              .mapToObj(d -> "added" + (s + d) % services + " { name size }")
              .collect(Collectors.joining(" "));
      String further =
          i % 3 == 0 ? "" : "next { id title related { id title owner: link { id title state } } }";
      operations.add(
          """
          query Page%d($id: ID!) {
            one%d_%d(id: $id) {
              id title state created: time score parts { name size kind } %s %s
              link { id title %s }
            }
            %s
          }
          """
              .formatted(
                  i,
                  s,
                  e,
                  extensions,
                  further,
                  i % 2 == 0 ? "related { id title } score" : "state",
                  i % 4 == 0
                      ? "search%d { ... on Node%d { id } __typename }".formatted(s, s)
                      : ""));
    }
    return operations;
  }

  static String name(int n) {
    return "s" + n;
  }

  private static String sdl(int n, int services) {
    StringBuilder sdl = new StringBuilder(LINK);
    sdl.append("type Query {\n");
    for (int e = 0; e < ENTITIES; e++) {
      sdl.append("  one%d_%d(id: ID!): Entity%d_%d\n".formatted(n, e, n, e));
      sdl.append(
          "  all%d_%d(where: Filter%d_%d, first: Int = 20): [Entity%d_%d!]!\n"
              .formatted(n, e, n, e % INPUTS, n, e));
    }
    sdl.append("  search%d: [Found%d!]!\n}\n".formatted(n, n));
    sdl.append("interface Node%d { id: ID! title: String! }\n".formatted(n));
    sdl.append("interface Sized%d { name: String! size: Int }\n".formatted(n));
    sdl.append(
        IntStream.range(0, 4)
            .mapToObj(e -> "Entity%d_%d".formatted(n, e))
            .collect(Collectors.joining(" | ", "union Found%d = ".formatted(n), "\n")));
    sdl.append("scalar Time%d\n".formatted(n));
    for (int e = 0; e < ENTITIES; e++) {
      entity(sdl, n, e, services);
    }
    for (int v = 0; v < VALUES; v++) {
      sdl.append(
          """
          "A part of what service %d knows."
          type Part%d_%d implements Sized%d {
            name: String! size: Int kind: Kind%d_%d
            below: Part%d_%d
            noted: [String!] @deprecated(reason: "use name")
          }
          """
              .formatted(n, n, v, n, n, v % ENUMS, n, (v + 1) % VALUES));
    }
    for (int e = 0; e < ENUMS; e++) {
      sdl.append("enum Kind%d_%d { SMALL MEDIUM LARGE OTHER_%d }\n".formatted(n, e, e));
    }
    for (int i = 0; i < INPUTS; i++) {
      sdl.append(
          "input Filter%d_%d { text: String kind: Kind%d_%d min: Int = 0 and: [Filter%d_%d!] }\n"
              .formatted(n, i, n, i % ENUMS, n, (i + 1) % INPUTS));
    }
    for (int d = 1; d <= EXTENDED && d < services; d++) {
      int other = Math.floorMod(n - d, services);
      for (int e = 0; e < ENTITIES; e++) {
        sdl.append(
            "type Entity%d_%d @key(fields: \"id\") { id: ID! added%d: Part%d_%d }\n"
                .formatted(other, e, n, n, (e + d) % VALUES));
      }
    }
    return sdl.toString();
  }

  private static void entity(StringBuilder sdl, int n, int e, int services) {
    int neighbour = (n + 1) % services;
    sdl.append(
        """
        "Entity %d of service %d."
        type Entity%d_%d implements Node%d @key(fields: "id") {
          id: ID!
          "What people call it."
          title: String!
          state: Kind%d_%d
          time: Time%d
          score: Float @tag(name: "internal")
          parts: [Part%d_%d!]
          next: Entity%d_%d
          related: [Entity%d_%d!]!
          link: Entity%d_%d
        }
        """
            .formatted(
                e,
                n,
                n,
                e,
                n,
                n,
                e % ENUMS,
                n,
                n,
                e % VALUES,
                n,
                (e + 1) % ENTITIES,
                n,
                (e + 3) % ENTITIES,
                neighbour,
                e));
    if (services > EXTENDED + 1) {
      // A reference to another service's entity: its key is all that is known of it here.
      sdl.append(
          "type Entity%d_%d @key(fields: \"id\", resolvable: false) { id: ID! }\n"
              .formatted(neighbour, e));
    }
  }
}
