package dev.tributary.samples.library;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.compose.CompositionError;
import dev.tributary.compose.CompositionReport;
import dev.tributary.compose.Hint;
import dev.tributary.subgraph.SubgraphSource;
import java.util.List;

/** Composes two subgraphs, and prints the supergraph or what is wrong. */
public final class ComposeSubgraphs {

  private ComposeSubgraphs() {}

  /** The subgraphs of the example: books, and what readers think of them. */
  public static List<SubgraphSource> subgraphs() {
    SubgraphSource books =
        new SubgraphSource(
            "books",
            "https://books.example/graphql",
            """
            extend schema
              @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])

            type Query {
              bestsellers: [Book!]!
            }

            type Book @key(fields: "isbn") {
              isbn: ID!
              title: String!
            }
            """);
    SubgraphSource ratings =
        new SubgraphSource(
            "ratings",
            "https://ratings.example/graphql",
            """
            extend schema
              @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])

            type Book @key(fields: "isbn") {
              isbn: ID!
              stars: Float
            }
            """);
    return List.of(books, ratings);
  }

  /** The supergraph SDL, or a report of all errors. */
  public static String compose(List<SubgraphSource> subgraphs) {
    Composition composition = Composer.compose(subgraphs);
    return switch (composition) {
      case Composition.Composed composed -> composed.supergraphSdl();
      case Composition.Failed _ ->
          new CompositionReport(composition, subgraphs).text(Hint.Level.WARN);
    };
  }

  /** What is wrong and where, an error a line, for another program to read. */
  public static List<String> problems(Composition.Failed failed) {
    return failed.errors().stream()
        .map(
            (CompositionError error) ->
                error.code() + " " + error.coordinate() + " " + error.nodes())
        .toList();
  }

  public static void main(String[] arguments) {
    System.out.print(compose(subgraphs()));
  }
}
