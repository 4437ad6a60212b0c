package dev.tributary.openapi;

import dev.tributary.openapi.ImportReport.Note;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Imports an OpenAPI document. */
public final class OpenApiImport {

  /** How long a document may be, in characters. */
  public static final int MAX_LENGTH = 16 * 1024 * 1024;

  private static final String HEAD =
      """
      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.13")
        @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
        @source(name: "api", http: { baseURL: %s })

      directive @restAuto(body: RestBodyCodec) on FIELD_DEFINITION

      directive @restField(
        name: String!
        in: RestLocation
        style: String
        explode: Boolean
      ) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION | ARGUMENT_DEFINITION

      directive @restEnum(value: String!) on ENUM_VALUE

      directive @restUnion(discriminator: String, mapping: [RestMapping!]!) on UNION

      enum RestLocation {
        PATH
        QUERY
        HEADER
        COOKIE
        BODY
      }

      enum RestBodyCodec {
        JSON
        FORM
      }

      input RestMapping {
        type: String!
        value: String
        present: [String!]
      }
      """;

  private static final Map<String, String> SPECIFIED_BY =
      Map.of(
          "DateTime", "https://scalars.graphql.org/andimarek/date-time.html",
          "Date", "https://scalars.graphql.org/andimarek/local-date.html",
          "Time", "https://datatracker.ietf.org/doc/html/rfc3339",
          "UUID", "https://datatracker.ietf.org/doc/html/rfc4122",
          "Url", "https://url.spec.whatwg.org",
          "Long", "https://json-schema.org/understanding-json-schema/reference/numeric",
          "BigDecimal", "https://datatracker.ietf.org/doc/html/rfc8259#section-6",
          "JSON", "https://datatracker.ietf.org/doc/html/rfc8259");

  private OpenApiImport() {}

  /**
   * What a document gives.
   *
   * @param sdl the subgraph's schema
   * @param operations in the order of their paths and methods
   */
  public record Imported(String sdl, List<RestOperation> operations, ImportReport report) {
    public Imported {
      operations = List.copyOf(operations);
    }
  }

  /**
   * Imports a document. An operation that cannot be mapped is reported and left out.
   *
   * @param document OpenAPI 3.0 or 3.1, as JSON or YAML; references into other documents are not
   *     followed
   * @throws OpenApiRefusalException if it is too long, no such document, or no operation is left
   */
  public static Imported read(String document) {
    DocumentBounds.check(document);
    ParseOptions options = new ParseOptions();
    options.setResolve(false);
    SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(document, List.of(), options);
    OpenAPI api = parsed.getOpenAPI();
    if (api == null) {
      String why = parsed.getMessages() == null ? "" : String.join("; ", parsed.getMessages());
      throw new OpenApiRefusalException("not an OpenAPI 3.0 or 3.1 document: " + why);
    }
    List<Note> skipped = new ArrayList<>();
    List<Note> warnings = new ArrayList<>();
    Map<String, Schema<?>> components = new TreeMap<>();
    if (api.getComponents() != null && api.getComponents().getSchemas() != null) {
      api.getComponents().getSchemas().forEach((name, each) -> components.put(name, each));
    }
    TypeImport types = new TypeImport(components, warnings);
    OperationImport operations = new OperationImport(api.getComponents(), types, skipped, warnings);
    operations.all(api);
    if (operations.operations().isEmpty()) {
      throw new OpenApiRefusalException("the document has no operation that can be imported");
    }
    Comparator<Note> order = Comparator.comparing(Note::where).thenComparing(Note::reason);
    warnings.sort(order);
    skipped.sort(order);
    return new Imported(
        sdl(baseUrl(api, warnings), types, operations),
        operations.operations(),
        new ImportReport(operations.operations().size(), skipped, warnings));
  }

  private static String baseUrl(OpenAPI api, List<Note> warnings) {
    String[] url = {
      api.getServers() == null || api.getServers().isEmpty()
          ? "/"
          : api.getServers().getFirst().getUrl()
    };
    if (api.getServers() != null
        && !api.getServers().isEmpty()
        && api.getServers().getFirst().getVariables() != null) {
      api.getServers()
          .getFirst()
          .getVariables()
          .forEach(
              (name, variable) -> {
                if (variable.getDefault() != null) {
                  url[0] = url[0].replace("{" + name + "}", variable.getDefault());
                }
              });
    }
    if (!url[0].startsWith("http://") && !url[0].startsWith("https://")) {
      warnings.add(new Note("servers", "names no host: set the source's URL when registering"));
      return "http://localhost" + (url[0].startsWith("/") ? url[0] : "/" + url[0]);
    }
    return url[0];
  }

  private static String sdl(String baseUrl, TypeImport types, OperationImport operations) {
    StringBuilder sdl = new StringBuilder(HEAD.formatted(Sdl.string(baseUrl)));
    for (String scalar : types.scalars()) {
      sdl.append("\nscalar ").append(scalar);
      String url = SPECIFIED_BY.get(scalar);
      sdl.append(url == null ? "" : " @specifiedBy(url: " + Sdl.string(url) + ")").append("\n");
    }
    root(sdl, "Query", operations.queries());
    root(sdl, "Mutation", operations.mutations());
    types.definitions().values().forEach(each -> sdl.append("\n").append(each));
    return sdl.toString();
  }

  private static void root(StringBuilder sdl, String name, Map<String, String> fields) {
    if (!fields.isEmpty()) {
      sdl.append("\ntype ").append(name).append(" {\n");
      fields.values().forEach(sdl::append);
      sdl.append("}\n");
    }
  }
}
