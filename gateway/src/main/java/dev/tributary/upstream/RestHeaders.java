package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.connect.Connect.Http;
import dev.tributary.connect.HttpHeader;
import dev.tributary.connect.Mapping;
import dev.tributary.connect.Source;
import dev.tributary.connect.Template;
import dev.tributary.connect.Template.Constant;
import dev.tributary.connect.Template.Hole;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The header fields of one call: the source's, replaced by the connector's of the same name. */
final class RestHeaders {

  private final Map<String, JsonNode> variables;
  private final MultiMap client;
  private final MappingProblems problems;
  private final MultiMap headers = HttpHeaders.headers();

  private RestHeaders(Map<String, JsonNode> variables, MultiMap client, MappingProblems problems) {
    this.variables = variables;
    this.client = client;
    this.problems = problems;
  }

  /**
   * @param client the client's header fields
   * @throws RestUri.Refused when a value cannot stand in a header
   */
  static MultiMap build(
      Http http,
      @Nullable Source source,
      Map<String, JsonNode> variables,
      MultiMap client,
      MappingProblems problems)
      throws RestUri.Refused {
    RestHeaders building = new RestHeaders(variables, client, problems);
    if (source != null) {
      for (HttpHeader header : source.headers()) {
        building.set(header, "SourceHeaders");
      }
    }
    for (HttpHeader header : http.headers()) {
      building.set(header, "ConnectHeaders");
    }
    return building.headers;
  }

  private void set(HttpHeader header, String place) throws RestUri.Refused {
    headers.remove(header.name());
    switch (header) {
      case HttpHeader.Forwarded(String name, String from) -> headers.add(name, client.getAll(from));
      case HttpHeader.Written(String name, Template value) ->
          headers.add(name, text(name, value, place));
    }
  }

  private String text(String name, Template template, String place) throws RestUri.Refused {
    StringBuilder text = new StringBuilder();
    for (Template.Part part : template.parts()) {
      switch (part) {
        case Constant(String constant) -> text.append(constant.replaceAll("[\\r\\n]", ""));
        case Hole(Mapping mapping, int offset) -> {
          JsonNode value =
              MappingEvaluator.evaluate(
                  mapping, MappingValues.NODES.nullNode(), variables, null, place, problems);
          String scalar = value.isMissingNode() ? "" : MappingValues.text(value);
          if (scalar == null) {
            throw new RestUri.Refused(
                "The header " + name + " cannot hold " + MappingValues.typeName(value));
          }
          text.append(scalar);
        }
      }
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7F) {
        // A line break would begin a header, or a request, of the caller's making.
        throw new RestUri.Refused("The header " + name + " cannot hold control characters");
      }
    }
    // A header's bytes are sent as they are (RFC 9110, 5.5): here, as UTF-8.
    return new String(
        text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
