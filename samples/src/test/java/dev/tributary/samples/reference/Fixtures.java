package dev.tributary.samples.reference;

import dev.tributary.samples.behaviour.RandomSplit;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.SubgraphSource;
import graphql.language.AstPrinter;
import graphql.language.Definition;
import graphql.language.Directive;
import graphql.language.Document;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ObjectTypeExtensionDefinition;
import graphql.parser.Parser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The graphs that the modules' own tests are about, read from their files; and random ones. */
final class Fixtures {

  private static final Path TREE = Path.of("..");
  private static final String NEWEST = "v2.12";

  private static final int SPLITS = Integer.getInteger("reference.splits", 10);
  private static final long FIRST_SPLIT = Long.getLong("reference.first", 0);

  private Fixtures() {}

  /**
   * A graph, perhaps with operations.
   *
   * @param name the file, as seen from its directory of fixtures
   */
  record Graph(String name, List<SubgraphSource> subgraphs, List<String> operations) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Graph> all() {
    List<Graph> graphs = new ArrayList<>();
    graphs.add(
        services(
            "sample",
            "samples/src/main/resources/dev/tributary/samples",
            List.of("accounts", "inventory", "products", "reviews"),
            ""));
    Path benchmark = TREE.resolve("benchmarks/src/main/resources/dev/tributary/benchmarks");
    graphs.add(
        services(
            "benchmark",
            "benchmarks/src/main/resources/dev/tributary/benchmarks",
            List.of("accounts", "inventory", "products", "reviews"),
            text(benchmark.resolve("operation.graphql"))));
    Path composed = TREE.resolve("schema-registry/src/test/resources/compose");
    files(composed, ".graphql").forEach(file -> graphs.add(composition(composed, file)));
    Path planned = TREE.resolve("query-planner/src/test/resources/plans");
    files(planned, ".txt").forEach(file -> graphs.add(planning(planned, file)));
    for (long seed = FIRST_SPLIT; seed < FIRST_SPLIT + SPLITS; seed++) {
      graphs.add(split(seed));
    }
    return graphs;
  }

  private static Graph services(
      String name, String directory, List<String> services, String operation) {
    return new Graph(
        name,
        services.stream()
            .map(
                service ->
                    new SubgraphSource(
                        service,
                        "http://" + service,
                        text(TREE.resolve(directory).resolve(service + ".graphql"))))
            .toList(),
        operation.isEmpty() ? List.of() : List.of(operation));
  }

  private static Graph composition(Path directory, Path file) {
    List<SubgraphSource> subgraphs = new ArrayList<>();
    sections(file)
        .forEach(
            (title, text) -> {
              String[] words = title.split(" ");
              if (words[0].equals("subgraph")) {
                String link = words.length > 2 ? link(words[2]) : "";
                subgraphs.add(new SubgraphSource(words[1], "http://" + words[1], text + link));
              }
            });
    return new Graph("compose/" + directory.relativize(file), subgraphs, List.of());
  }

  private static Graph split(long seed) {
    List<SubgraphSource> subgraphs = new ArrayList<>();
    RandomSplit.of(seed)
        .subgraphs()
        .forEach((name, sdl) -> subgraphs.add(new SubgraphSource(name, "http://" + name, sdl)));
    return new Graph("split/" + seed, subgraphs, List.of());
  }

  /**
   * Cases of the planner are written without what composition would ask for beyond keys: a link,
   * and {@code @shareable} wherever a field has several owners.
   */
  private static Graph planning(Path directory, Path file) {
    List<SubgraphSource> subgraphs = new ArrayList<>();
    List<String> operations = new ArrayList<>();
    sections(file)
        .forEach(
            (title, text) -> {
              String[] words = title.split(" ");
              switch (words[0]) {
                case "subgraph" ->
                    subgraphs.add(
                        new SubgraphSource(words[1], "http://" + words[1], shareable(text)));
                case "subgraphs" ->
                    subgraphs.addAll(
                        planning(directory, file.resolveSibling(words[1])).subgraphs());
                case "operation" -> operations.add(text);
                default -> {} // What is expected is for the planner's own test.
              }
            });
    return new Graph("plans/" + directory.relativize(file), subgraphs, operations);
  }

  private static String shareable(String sdl) {
    Document document = Parser.parse(sdl);
    List<Definition> definitions = new ArrayList<>();
    // Subscriptions cannot be shared.
    Directive shareable = Directive.newDirective().name("shareable").build();
    for (Definition<?> definition : document.getDefinitions()) {
      definitions.add(
          switch (definition) {
            case ObjectTypeExtensionDefinition extension ->
                extension.transformExtension(builder -> builder.directive(shareable));
            case ObjectTypeDefinition type when !type.getName().equals("Subscription") ->
                type.transform(builder -> builder.directive(shareable));
            default -> definition;
          });
    }
    return AstPrinter.printAst(document.transform(builder -> builder.definitions(definitions)))
        + link(NEWEST);
  }

  private static String link(String version) {
    int minor = Integer.parseInt(version.substring("v2.".length()));
    return Stream.of(FederationDirective.values())
        .filter(directive -> directive.since() != null && directive.since() <= minor)
        .map(directive -> "\"@" + directive.directiveName() + "\"")
        .collect(
            Collectors.joining(
                ", ",
                "extend schema @link(url: \"https://specs.apollo.dev/federation/"
                    + version
                    + "\", import: [",
                "])\n"));
  }

  /** What stands below each line {@code --- title}. */
  private static SequencedMap<String, String> sections(Path file) {
    SequencedMap<String, String> sections = new LinkedHashMap<>();
    String[] parts = text(file).split("(?m)^--- ");
    for (int i = 1; i < parts.length; i++) {
      int end = parts[i].indexOf('\n');
      sections.merge(
          parts[i].substring(0, end).strip(), parts[i].substring(end + 1), String::concat);
    }
    return sections;
  }

  private static List<Path> files(Path directory, String ending) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
