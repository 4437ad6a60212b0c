package dev.tributary.supergraph;

/**
 * A supergraph of ten megabytes, as gateways meet where an API's filters are generated from a
 * database: thousands of input types that refer to each other, described and annotated.
 */
final class LargeSupergraph {

  static final int INPUTS = 5_000;
  private static final int FIELDS = 24;

  private LargeSupergraph() {}

  static String sdl() {
    StringBuilder sdl = new StringBuilder(11 << 20);
    sdl.append(
        """
        schema
          @link(url: "https://specs.apollo.dev/link/v1.0")
          @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
          @link(url: "https://specs.apollo.dev/tag/v0.3")
        {
          query: Query
          mutation: Mutation
        }
        directive @tag(name: String!) repeatable on FIELD_DEFINITION | OBJECT | INPUT_FIELD_DEFINITION
        enum join__Graph {
          READS @join__graph(name: "reads", url: "http://reads.example/graphql")
          WRITES @join__graph(name: "writes", url: "http://writes.example/graphql")
        }
        enum Order @join__type(graph: READS) @join__type(graph: WRITES) {
          ASC @join__enumValue(graph: READS) @join__enumValue(graph: WRITES)
          DESC @join__enumValue(graph: READS) @join__enumValue(graph: WRITES)
        }
        """);
    StringBuilder query = new StringBuilder("type Query @join__type(graph: READS)");
    query.append(" @join__type(graph: WRITES) {\n");
    StringBuilder mutation = new StringBuilder("type Mutation @join__type(graph: WRITES) {\n");
    for (int i = 0; i < INPUTS; i++) {
      input(sdl, i);
      if (i % 5 == 0) {
        object(sdl, i);
        query.append(
            "  rows%d(where: Filter%d, order: Order = ASC): [Row%d!]! @join__field(graph: READS)\n"
                .formatted(i, i, i));
        mutation.append("  put%d(row: Filter%d!): Row%d\n".formatted(i, i, i));
      }
    }
    return sdl.append(query).append("}\n").append(mutation).append("}\n").toString();
  }

  private static void input(StringBuilder sdl, int i) {
    sdl.append(
        """

        \"""
        What rows of table %d are asked for, or written.
        \"""
        input Filter%d @join__type(graph: READS) @join__type(graph: WRITES) {
        """
            .formatted(i, i));
    for (int f = 0; f < FIELDS; f++) {
      sdl.append("  \"Compares column %d of table %d.\"\n  column%d: ".formatted(f, i, f));
      sdl.append(
          switch (f % 6) {
            case 0 -> "[Filter%d!]".formatted((i * 7 + f) % INPUTS);
            case 1 -> "Int = %d".formatted(f);
            case 2 -> "[String!]! = [] @tag(name: \"internal\")";
            case 3 -> "Filter%d".formatted((i + f) % INPUTS);
            case 4 -> "Order = DESC";
            default -> "ID @join__field(graph: READS) @join__field(graph: WRITES, type: \"ID\")";
          });
      sdl.append('\n');
    }
    sdl.append("}\n");
  }

  private static void object(StringBuilder sdl, int i) {
    sdl.append(
        """

        type Row%d
          @join__type(graph: READS, key: "id")
          @join__type(graph: WRITES, key: "id")
        {
          id: ID!
        """
            .formatted(i));
    for (int f = 0; f < 8; f++) {
      sdl.append(
          "  column%d: %s @join__field(graph: READS)\n"
              .formatted(f, f % 2 == 0 ? "String" : "Row" + (i + 5 * f) % INPUTS));
    }
    sdl.append("}\n");
  }
}
