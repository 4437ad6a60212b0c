package dev.tributary.gateway;

import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.ProposedSubgraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One subgraph that a command hands to a registry: options that such commands share. */
final class ProposedSchema {

  @Parameters(paramLabel = "NAME", description = "The subgraph's name.")
  private String name = "";

  @Option(
      names = "--schema",
      required = true,
      paramLabel = "FILE",
      description = "The subgraph's schema.")
  private Path file = Path.of("");

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where gateways reach the service. When left out, the one it has is kept.")
  private @Nullable String url;

  @Option(
      names = "--with",
      paramLabel = "NAME=FILE",
      description =
          "Another subgraph of the same change, with its schema; may be given several times."
              + " NAME=FILE=URL says where gateways reach it.")
  private List<String> others = new ArrayList<>();

  Path file() {
    return file;
  }

  /** {@code NAME=FILE} or {@code NAME=FILE=URL}; reads the file. */
  private static ProposedSubgraph other(String text) {
    String[] parts = text.split("=", 3);
    if (parts.length < 2 || parts[0].isEmpty()) {
      throw new InputException("'" + text + "' is not of the form NAME=FILE or NAME=FILE=URL");
    }
    return new ProposedSubgraph(
        parts[0],
        parts.length == 3 ? Optional.of(parts[2]) : Optional.empty(),
        InputException.read(Path.of(parts[1])));
  }

  /** Its publication, with the others that come along; reads the files. */
  ChangeSet change() {
    List<ProposedSubgraph> all = new ArrayList<>();
    all.add(new ProposedSubgraph(name, Optional.ofNullable(url), InputException.read(file)));
    others.forEach(text -> all.add(other(text)));
    return new ChangeSet(all, List.of(), OptionalLong.empty(), "");
  }
}
