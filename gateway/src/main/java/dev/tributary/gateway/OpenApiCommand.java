package dev.tributary.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.openapi.ImportOptions;
import dev.tributary.openapi.ImportReport;
import dev.tributary.openapi.ImportSources;
import dev.tributary.openapi.ImportedSubgraph;
import dev.tributary.openapi.OpenApiImport;
import dev.tributary.openapi.UnreadableDocumentException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary openapi}. */
@Command(
    name = "openapi",
    description = "Makes a subgraph with connectors of an OpenAPI document.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:imported; the subgraph is on standard output, the report on standard error",
      "1:the file is not an OpenAPI document, an overlay or the mapping does not fit it, or nothing"
          + " in it can be called",
      "2:wrong use, or the file cannot be read"
    })
final class OpenApiCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE",
      description = "The document: OpenAPI 3.0 or 3.1 or Swagger 2.0, JSON or YAML.")
  private Path file;

  @Option(
      names = {"--mapping", "--config"},
      paramLabel = "FILE",
      description =
          "What is to be otherwise than in the document, in YAML: operations, names, entities,"
              + " relations, credentials.")
  private @Nullable Path mapping;

  @Option(
      names = "--overlay",
      paramLabel = "FILE",
      description =
          "An OpenAPI Overlay that changes the document first; may be given several times, and they"
              + " go one after the other.")
  private List<Path> overlays = new ArrayList<>();

  @Option(
      names = "--type-prefix",
      paramLabel = "PREFIX",
      description = "Stands before the names of all types, so that other subgraphs have no such.")
  private @Nullable String typePrefix;

  @Option(names = "--source", paramLabel = "NAME", description = "The name of its @source.")
  private String source = ImportOptions.DEFAULTS.source();

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description = "The service's address, instead of the document's first server.")
  private @Nullable String baseUrl;

  @Option(
      names = "--plain",
      description = "Write selections of all fields, as gateways need that know connect only.")
  private boolean plain;

  @Option(
      names = "--max-depth",
      paramLabel = "N",
      description = "With --plain: objects within each other in one selection; below that is JSON.")
  private int maxDepth = ImportOptions.DEFAULTS.maxDepth();

  @Option(
      names = "--max-fields",
      paramLabel = "N",
      description =
          "With --plain: fields in one selection; parts are JSON when there would be more.")
  private int maxFields = ImportOptions.DEFAULTS.maxFields();

  @Option(
      names = "--apply-proposals",
      description = "Make entities and relations of what the report would propose.")
  private boolean applyProposals;

  @Option(names = "--json", description = "Print the subgraph and the report as one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    if (maxDepth < 1 || maxFields < 1) {
      throw new InputException("--max-depth and --max-fields are 1 or more");
    }
    if (typePrefix != null && !typePrefix.matches("[A-Za-z][A-Za-z0-9_]*")) {
      throw new InputException("--type-prefix cannot begin names in GraphQL");
    }
    ImportSources sources = DocumentFiles.sources(file, overlays, mapping);
    ImportedSubgraph imported;
    try {
      ImportOptions options =
          new ImportOptions(source, baseUrl, typePrefix, plain, maxDepth, maxFields);
      imported =
          applyProposals
              ? OpenApiImport.readWithProposals(sources, options)
              : OpenApiImport.read(sources, options);
    } catch (UnreadableDocumentException e) {
      e.problems().forEach(problem -> err.println("tributary: " + problem));
      return Tributary.FAILED;
    }
    if (json) {
      out.println(json(imported));
    } else {
      out.print(imported.sdl());
      err.print(imported.report().text());
    }
    out.flush();
    err.flush();
    return imported.report().imported() == 0 ? Tributary.FAILED : Tributary.DONE;
  }

  private static String json(ImportedSubgraph imported) {
    JsonMapper mapper = JsonMapper.builder().build();
    ImportReport report = imported.report();
    ObjectNode node = mapper.createObjectNode();
    node.put("sdl", imported.sdl());
    node.put("operations", report.operations());
    node.put("imported", report.imported());
    node.put("types", report.types());
    node.put("proposals", report.proposals());
    var findings = node.putArray("findings");
    report
        .findings()
        .forEach(
            finding ->
                findings
                    .addObject()
                    .put("code", finding.code().name())
                    .put("pointer", finding.pointer())
                    .put("message", finding.message()));
    var renamings = node.putArray("renamings");
    report
        .renamings()
        .forEach(
            renaming ->
                renamings
                    .addObject()
                    .put("owner", renaming.owner())
                    .put("wireName", renaming.wireName())
                    .put("name", renaming.name()));
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
