package dev.tributary.gateway;

import dev.tributary.openapi.ImportSources;
import dev.tributary.openapi.SourceText;
import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.ProposedSubgraph;
import dev.tributary.registry.RestDocument;
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

  @Option(names = "--schema", paramLabel = "FILE", description = "The subgraph's schema.")
  private @Nullable Path schema;

  @Option(
      names = "--openapi",
      paramLabel = "FILE",
      description = "Instead of a schema, the OpenAPI document of a REST service.")
  private @Nullable Path openApi;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description = "With --openapi: what is to be otherwise than in the document, in YAML.")
  private @Nullable Path mapping;

  @Option(
      names = "--overlay",
      paramLabel = "FILE",
      description =
          "With --openapi: an OpenAPI Overlay that changes the document first; may be given several"
              + " times.")
  private List<Path> overlays = new ArrayList<>();

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

  /** What it is made of. */
  Path file() {
    if (schema != null && openApi == null && mapping == null && overlays.isEmpty()) {
      return schema;
    }
    if (schema == null && openApi != null) {
      return openApi;
    }
    throw new InputException(
        "give the subgraph's --schema, or its --openapi with or without --overlay and --mapping");
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
    all.add(proposed());
    others.forEach(text -> all.add(other(text)));
    return new ChangeSet(all, List.of(), OptionalLong.empty(), "");
  }

  private ProposedSubgraph proposed() {
    Optional<String> where = Optional.ofNullable(url);
    Path file = file();
    if (openApi == null) {
      return new ProposedSubgraph(name, where, InputException.read(file));
    }
    ImportSources sources = DocumentFiles.sources(openApi, overlays, mapping);
    return ProposedSubgraph.of(
        name,
        where,
        new RestDocument(
            sources.document().text(),
            sources.mapping().map(SourceText::text),
            sources.overlays().stream().map(SourceText::text).toList()));
  }
}
