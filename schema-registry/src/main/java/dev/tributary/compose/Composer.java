package dev.tributary.compose;

import dev.tributary.connect.ConnectorExpansion;
import dev.tributary.connect.Connectors;
import dev.tributary.subgraph.Feature;
import dev.tributary.subgraph.FederationOneUpgrade;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problem;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.subgraph.Problems;
import dev.tributary.subgraph.SubgraphReader;
import dev.tributary.subgraph.SubgraphSchema;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.InvalidSupergraphException;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Composes subgraphs into a supergraph: read, merge, check, print. */
public final class Composer {
  private Composer() {}

  /**
   * Pure: the same subgraphs, in whatever order, give the same composition. Each stage reports all
   * that it finds; a stage runs only when the ones before it found no error, since it could not be
   * right about schemas that are wrong.
   */
  public static Composition compose(List<SubgraphSource> sources) {
    return compose(sources, Composer::read, SupergraphReader::readComposed);
  }

  /** Reads each subgraph, in their order. */
  interface Reading {
    List<SubgraphReader.Result> of(List<SubgraphSource> sources);
  }

  /**
   * @param supergraphs reads what was composed
   */
  static Composition compose(
      List<SubgraphSource> sources, Reading reading, Function<String, Supergraph> supergraphs) {
    Problems problems = new Problems();
    Merged merged = merge(sources, reading, problems);
    if (merged == null) {
      return failed(problems);
    }
    prove(supergraphs.apply(merged.sdl()), merged.schema(), problems);
    return problems.hasErrors()
        ? failed(problems)
        : new Composition.Composed(merged.sdl(), hints(problems));
  }

  /** A supergraph of which nothing is proved yet. */
  record Merged(MergedSchema schema, String sdl) {}

  /** All stages but the last; null when one of them found an error. */
  static @Nullable Merged merge(List<SubgraphSource> sources, Problems problems) {
    return merge(sources, Composer::read, problems);
  }

  private static @Nullable Merged merge(
      List<SubgraphSource> sources, Reading reading, Problems problems) {
    List<SubgraphSource> ordered =
        sources.stream().sorted(Comparator.comparing(SubgraphSource::name)).toList();
    checkNames(ordered, problems);
    List<SubgraphSchema> schemas = schemas(reading.of(ordered), problems);
    if (problems.hasErrors()) {
      return null;
    }
    Extensions.check(schemas, problems);
    schemas = FederationOneUpgrade.upgrade(schemas, problems);
    if (problems.hasErrors()) {
      return null;
    }
    MergedSchema merged = Merger.merge(Participant.of(schemas), problems);
    MergedRules.query(merged, problems);
    if (problems.hasErrors()) {
      return null;
    }
    MergedRules.check(merged, problems);
    InaccessibleRules.check(merged, problems);
    AccessRules.check(merged, problems);
    RequiredArguments.check(merged, problems);
    if (problems.hasErrors()) {
      return null;
    }
    return new Merged(merged, SupergraphPrinter.print(merged));
  }

  /** Proves that all of a supergraph, read as a gateway will, can be answered. */
  private static void prove(Supergraph supergraph, MergedSchema merged, Problems problems) {
    try {
      Supergraph planned = supergraph;
      if (merged.participants().stream().anyMatch(Composer::isConnectorService)) {
        ConnectorExpansion expansion = Connectors.expand(supergraph);
        planned = expansion.supergraph();
        ConnectorHints.check(expansion, merged.participants(), problems);
      }
      Satisfiability.check(planned, merged.participants(), problems);
    } catch (InvalidSupergraphException invalid) {
      List<Place> nowhere = List.of();
      invalid
          .problems()
          .forEach(problem -> problems.error("INVALID_CONNECTOR", "", nowhere, problem));
    }
  }

  private static boolean isConnectorService(Participant participant) {
    return participant.schema().links().to(Feature.CONNECT) != null;
  }

  private static void checkNames(List<SubgraphSource> sources, Problems problems) {
    Set<String> seen = new HashSet<>();
    for (SubgraphSource source : sources) {
      Place place = new Place(source.name(), 1, 1);
      if (source.name().isBlank()) {
        problems.error("INVALID_SUBGRAPH_NAME", "", place, "A subgraph has no name: give it one.");
      } else if (source.name().equals("_")) {
        problems.error(
            "INVALID_SUBGRAPH_NAME",
            "",
            place,
            "A subgraph is called \"_\", which is reserved: give it a name of its own.");
      } else if (!seen.add(source.name())) {
        problems.error(
            "INVALID_SUBGRAPH_NAME",
            "",
            place,
            "Two subgraphs are called \"%s\": rename one.".formatted(source.name()));
      }
    }
    if (sources.isEmpty()) {
      List<Place> nowhere = List.of();
      problems.error(
          "NO_QUERIES", "", nowhere, "There is no subgraph to compose: add at least one.");
    }
  }

  private static List<SubgraphReader.Result> read(List<SubgraphSource> sources) {
    return sources.stream().map(SubgraphReader::read).toList();
  }

  private static List<SubgraphSchema> schemas(
      List<SubgraphReader.Result> results, Problems problems) {
    List<SubgraphSchema> schemas = new ArrayList<>();
    for (SubgraphReader.Result result : results) {
      problems.addAll(result.problems());
      if (result.schema() != null) {
        schemas.add(result.schema());
      }
    }
    return schemas;
  }

  static Composition failed(Problems problems) {
    List<CompositionError> errors =
        problems.all().stream()
            .filter(problem -> problem.severity() == Severity.ERROR)
            .map(
                problem ->
                    new CompositionError(
                        problem.code(),
                        problem.message(),
                        problem.coordinate(),
                        locations(problem)))
            .toList();
    return new Composition.Failed(errors, hints(problems));
  }

  private static List<Hint> hints(Problems problems) {
    List<Hint> hints = new ArrayList<>();
    for (Problem problem : problems.all()) {
      Hint.Level level =
          switch (problem.severity()) {
            case ERROR -> null;
            case WARN -> Hint.Level.WARN;
            case INFO -> Hint.Level.INFO;
            case DEBUG -> Hint.Level.DEBUG;
          };
      if (level != null) {
        hints.add(
            new Hint(
                problem.code(),
                level,
                problem.message(),
                problem.coordinate(),
                locations(problem)));
      }
    }
    return hints;
  }

  private static List<SourceLocation> locations(Problem problem) {
    return problem.places().stream()
        .map(place -> new SourceLocation(place.subgraph(), place.line(), place.column()))
        .toList();
  }
}
