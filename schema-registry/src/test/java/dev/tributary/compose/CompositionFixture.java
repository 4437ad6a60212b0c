package dev.tributary.compose;

import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.SubgraphSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A text file of subgraphs and what they compose to. Sections begin with {@code ---}:
 *
 * <ul>
 *   <li>{@code --- subgraph NAME}: a schema
 *   <li>{@code --- subgraph NAME v2.3}: a schema that links to that version of Federation and
 *       imports all of its directives; the link is added at the end, so lines keep their numbers
 *   <li>{@code --- supergraph}: definitions that the supergraph must hold, word for word
 *   <li>{@code --- api}: the client-facing schema, whole, types by name
 *   <li>{@code --- errors}: every error: {@code CODE coordinate subgraph:line:column ...}
 *   <li>{@code --- message}: one error's message, word for word
 *   <li>{@code --- hints}: hints that there must be: {@code CODE coordinate}
 * </ul>
 */
record CompositionFixture(String name, List<SubgraphSource> subgraphs, List<Section> expected) {

  record Section(String kind, String text) {
    List<String> lines() {
      return text.lines().filter(line -> !line.isBlank()).toList();
    }

    /** The definitions in this section, each as printed. */
    List<String> definitions() {
      return Stream.of(text.strip().split("\n\n(?=\\S)")).map(String::strip).toList();
    }
  }

  static List<CompositionFixture> all(String directory) {
    try (Stream<Path> files = Files.walk(Path.of("src/test/resources", directory))) {
      return files
          .filter(file -> file.toString().endsWith(".graphql"))
          .sorted()
          .map(CompositionFixture::read)
          .toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static CompositionFixture read(Path file) {
    List<SubgraphSource> subgraphs = new ArrayList<>();
    List<Section> expected = new ArrayList<>();
    String kind = "";
    List<String> lines = new ArrayList<>();
    try {
      List<String> all = new ArrayList<>(Files.readAllLines(file));
      all.add("--- end");
      for (String line : all) {
        if (line.startsWith("--- ")) {
          String text = lines.stream().collect(Collectors.joining("\n", "", "\n"));
          if (kind.startsWith("subgraph ")) {
            String[] words = kind.split(" ");
            String link = words.length > 2 ? link(words[2]) : "";
            subgraphs.add(new SubgraphSource(words[1], "http://" + words[1], text + link));
          } else if (!kind.isEmpty()) {
            expected.add(new Section(kind, text));
          }
          kind = line.substring(4).strip();
          lines.clear();
        } else {
          lines.add(line);
        }
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return new CompositionFixture(String.valueOf(file.getFileName()), subgraphs, expected);
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

  @Override
  public String toString() {
    return name;
  }
}
