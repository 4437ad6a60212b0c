package dev.tributary.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.tributary.compose.SourceExcerpt;
import dev.tributary.connect.SchemaConnectors;
import dev.tributary.upstream.ConnectorTrial.Computed;
import dev.tributary.upstream.ConnectorTrial.NotNeeded;
import dev.tributary.upstream.ConnectorTrial.Problem;
import dev.tributary.upstream.ConnectorTrial.Refused;
import dev.tributary.upstream.ConnectorTrial.Request;
import dev.tributary.upstream.ConnectorTrial.Response;
import dev.tributary.upstream.ConnectorTrial.Sent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What trying a connector came to, for people and for programs.
 *
 * @param response null when there was none to map
 * @param file the schema's name
 * @param sdl the schema's text
 */
record TrialReport(
    Request request,
    @Nullable Response response,
    List<Problem> problems,
    SchemaConnectors connectors,
    String file,
    String sdl) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether a request can be made, and its answer is no failure. */
  boolean isGood() {
    return !(request instanceof Refused) && (response == null || response.error() == null);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    switch (request) {
      case Sent sent -> {
        text.append(sent.method()).append(' ').append(sent.url()).append('\n');
        for (var header : sent.headers()) {
          text.append(header.getKey()).append(": ").append(header.getValue()).append('\n');
        }
        if (sent.body() != null) {
          text.append('\n').append(sent.body()).append('\n');
        }
      }
      case NotNeeded nothing ->
          text.append("No request: a value in the path is null, so there is nothing to ask for.\n");
      case Computed computed -> text.append("No request: the value is computed.\n");
      case Refused(String reason) ->
          text.append("No request can be made: ").append(reason).append('\n');
    }
    if (response != null) {
      text.append(response.error() == null ? "\nResult\n" : "\nError\n")
          .append(response.error() == null ? response.value() : response.error())
          .append('\n');
    }
    String[] lines = SourceExcerpt.lines(sdl);
    for (Problem problem : problems) {
      text.append("\nproblem: ").append(problem.message());
      text.append(problem.count() == 1 ? "" : ", " + problem.count() + " times").append('\n');
      if (!problem.paths().isEmpty()) {
        text.append("   at ").append(String.join(", ", problem.paths())).append('\n');
      }
      connectors
          .place(problem.mapping(), problem.start())
          .ifPresent(
              place ->
                  text.append("   in ")
                      .append(place.argument())
                      .append('\n')
                      .append(SourceExcerpt.of(file, lines, place.line(), place.column())));
    }
    return text.toString();
  }

  /** One object and a line feed. */
  String json() {
    ObjectNode report = JSON.createObjectNode();
    switch (request) {
      case Sent sent -> {
        ObjectNode shown = report.putObject("request");
        shown.put("method", sent.method());
        shown.put("url", sent.url());
        ArrayNode headers = shown.putArray("headers");
        for (var header : sent.headers()) {
          headers.addObject().put("name", header.getKey()).put("value", header.getValue());
        }
        shown.put("body", sent.body());
      }
      case NotNeeded nothing -> report.putNull("request");
      case Computed computed -> report.putNull("request");
      case Refused(String reason) -> report.put("refused", reason);
    }
    if (response != null) {
      // Numbers as they are, however long.
      report.putRawValue(
          response.error() == null ? "result" : "error",
          new RawValue(response.error() == null ? response.value() : response.error()));
    }
    ArrayNode all = report.putArray("problems");
    for (Problem problem : problems) {
      ObjectNode one = all.addObject();
      one.put("message", problem.message());
      one.put("count", problem.count());
      ArrayNode paths = one.putArray("paths");
      problem.paths().forEach(paths::add);
      connectors
          .place(problem.mapping(), problem.start())
          .ifPresent(
              place ->
                  one.put("argument", place.argument())
                      .put("line", place.line())
                      .put("column", place.column()));
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
    } catch (JsonProcessingException ours) {
      throw new IllegalStateException("The report cannot be written", ours);
    }
  }
}
