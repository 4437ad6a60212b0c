package dev.tributary.gateway;

import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.ProposedSubgraph;
import java.nio.file.Path;
import java.util.Optional;
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

  Path file() {
    return file;
  }

  /** Its publication; reads the file. */
  ChangeSet change() {
    return ChangeSet.publishing(
        new ProposedSubgraph(name, Optional.ofNullable(url), InputException.read(file)));
  }
}
