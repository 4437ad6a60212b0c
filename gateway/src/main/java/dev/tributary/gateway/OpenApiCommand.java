package dev.tributary.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.openapi.ImportReport;
import dev.tributary.openapi.ImportReport.Note;
import dev.tributary.openapi.OpenApiImport;
import dev.tributary.openapi.OpenApiImport.Imported;
import dev.tributary.openapi.OpenApiRefusalException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary openapi}. */
@Command(
    name = "openapi",
    description = {
      "Shows the subgraph schema that an OpenAPI document describes,",
      "and on the error output what could not be mapped."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:shown, maybe without operations that the report names",
      "1:the document cannot be imported",
      "2:wrong use, or the file cannot be read"
    })
final class OpenApiCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "OpenAPI 3.0 or 3.1, JSON or YAML.")
  private Path file;

  @Option(names = "--json", description = "Prints schema and report as one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    String document;
    try {
      document = Files.readString(file);
    } catch (IOException e) {
      err.println(file + " cannot be read as UTF-8 text");
      return 2;
    }
    Imported imported;
    try {
      imported = OpenApiImport.read(document);
    } catch (OpenApiRefusalException e) {
      err.println(file + ": " + e.getMessage());
      return 1;
    }
    ImportReport report = imported.report();
    if (json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("sdl", imported.sdl());
      all.put("imported", report.imported());
      all.put("skipped", report.skipped());
      all.put("warnings", report.warnings());
      out.println(
          JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(all));
      return 0;
    }
    out.print(imported.sdl());
    out.flush();
    err.println(
        report.imported() + " operations imported, " + report.skipped().size() + " left out");
    print(err, "left out", report.skipped());
    print(err, "note", report.warnings());
    return 0;
  }

  private static void print(PrintWriter err, String kind, List<Note> notes) {
    for (Note each : notes) {
      err.println(kind + ": " + each.where() + " " + each.reason());
    }
  }
}
