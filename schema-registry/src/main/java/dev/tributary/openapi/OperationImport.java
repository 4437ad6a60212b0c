package dev.tributary.openapi;

import dev.tributary.openapi.ImportReport.Note;
import dev.tributary.openapi.RestOperation.Body;
import dev.tributary.openapi.RestOperation.Codec;
import dev.tributary.openapi.RestOperation.Location;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes root fields of operations. */
final class OperationImport {

  private static final Set<String> IGNORED_HEADERS =
      Set.of("accept", "authorization", "content-type");

  private final Components components;
  private final TypeImport types;
  private final List<Note> skipped;
  private final List<Note> warnings;
  private final List<RestOperation> operations = new ArrayList<>();
  private final Map<String, String> queries = new TreeMap<>();
  private final Map<String, String> mutations = new TreeMap<>();

  OperationImport(
      @Nullable Components components, TypeImport types, List<Note> skipped, List<Note> warnings) {
    this.components = components == null ? new Components() : components;
    this.types = types;
    this.skipped = skipped;
    this.warnings = warnings;
  }

  private record Endpoint(String path, HttpMethod method, PathItem item, Operation operation) {
    String words() {
      return method + " " + path;
    }
  }

  /** A reason not to import one operation. */
  private static final class NotImportedException extends Exception {
    private static final long serialVersionUID = 1;

    NotImportedException(String reason) {
      super(reason, null, false, false);
    }
  }

  List<RestOperation> operations() {
    return operations;
  }

  Map<String, String> queries() {
    return queries;
  }

  Map<String, String> mutations() {
    return mutations;
  }

  void all(OpenAPI document) {
    Map<String, Endpoint> endpoints = new TreeMap<>();
    if (document.getPaths() != null) {
      document
          .getPaths()
          .forEach(
              (path, item) ->
                  item.readOperationsMap()
                      .forEach(
                          (method, operation) ->
                              endpoints.put(
                                  path + " " + method,
                                  new Endpoint(path, method, item, operation))));
    }
    Map<Endpoint, String> names = names(List.copyOf(endpoints.values()));
    names.forEach(
        (endpoint, name) -> {
          try {
            one(endpoint, name);
          } catch (NotImportedException e) {
            skipped.add(new Note(endpoint.words(), String.valueOf(e.getMessage())));
          }
        });
  }

  /** Who has a name exactly keeps it; of others that want the same, each gets its path's words. */
  private static Map<Endpoint, String> names(List<Endpoint> endpoints) {
    Map<String, Integer> wanted = new LinkedHashMap<>();
    for (Endpoint each : endpoints) {
      wanted.merge(wanted(each), 1, Integer::sum);
    }
    Set<String> taken = new HashSet<>();
    Map<Endpoint, String> names = new LinkedHashMap<>();
    for (Endpoint each : endpoints) {
      String name = wanted(each);
      boolean exact = name.equals(each.operation.getOperationId());
      if (wanted.getOrDefault(name, 0) == 1 || exact) {
        taken.add(name);
      }
    }
    for (Endpoint each : endpoints) {
      String name = wanted(each);
      if (wanted.getOrDefault(name, 0) > 1 && !name.equals(each.operation.getOperationId())) {
        String base =
            GraphQlNames.operation(each.method.name().toLowerCase(Locale.ROOT) + each.path);
        name = base;
        for (int i = 2; !taken.add(name); i++) {
          name = base + i;
        }
      }
      names.put(each, name);
    }
    return names;
  }

  private static String wanted(Endpoint endpoint) {
    String id = endpoint.operation.getOperationId();
    return id == null || id.isBlank()
        ? GraphQlNames.operation(
            endpoint.method.name().toLowerCase(Locale.ROOT)
                + " "
                + endpoint.path.replace("{", "by ").replace("}", " "))
        : GraphQlNames.operation(id);
  }

  private void one(Endpoint endpoint, String name) throws NotImportedException {
    switch (endpoint.method) {
      case OPTIONS, TRACE, HEAD ->
          throw new NotImportedException(endpoint.method + " is not mapped");
      case GET, POST, PUT, PATCH, DELETE -> {}
    }
    boolean query = endpoint.method == HttpMethod.GET;
    String context = GraphQlNames.type(name);
    Answer answer = answer(endpoint, context);
    List<String> arguments = new ArrayList<>();
    List<RestOperation.Parameter> parameters = new ArrayList<>();
    Set<String> used = new HashSet<>();
    String path = endpoint.path;
    for (Parameter parameter : parameters(endpoint)) {
      RestOperation.Parameter made = parameter(parameter, context, used);
      parameters.add(made);
      if (made.in() == Location.PATH) {
        path = path.replace("{" + made.name() + "}", "{$args." + made.argument() + "}");
      }
      arguments.add(argument(parameter, made));
    }
    if (path.replace("{$args.", "").contains("{")) {
      throw new NotImportedException("the path has a parameter that is not described");
    }
    Optional<Body> body = query ? Optional.empty() : body(endpoint, context, used);
    body.ifPresent(
        each ->
            arguments.add(
                "    "
                    + each.argument()
                    + ": "
                    + each.type()
                    + " @restField(name: \"body\", in: BODY)\n"));
    String root = query ? "Query" : "Mutation";
    operations.add(
        new RestOperation(
            root + "." + name,
            endpoint.method.name(),
            endpoint.path,
            parameters,
            body,
            answer.type,
            answer.status));
    (query ? queries : mutations)
        .put(
            name,
            Sdl.description(description(endpoint), "  ")
                + "  "
                + name
                + (arguments.isEmpty() ? "" : "(\n" + String.join("", arguments) + "  )")
                + ": "
                + answer.type
                + "\n    @connect(source: \"api\", http: { "
                + endpoint.method
                + ": "
                + Sdl.string(path)
                + " }, selection: "
                + Sdl.string(answer.type.equals("Boolean!") ? "$(true)" : "$")
                + ")\n    @restAuto"
                + (body.isPresent() ? "(body: " + body.get().codec() + ")" : "")
                + Sdl.deprecated(endpoint.operation.getDeprecated())
                + "\n");
  }

  private static String description(Endpoint endpoint) {
    String summary = endpoint.operation.getSummary();
    String long_ = endpoint.operation.getDescription();
    return (summary == null || summary.isBlank() ? "" : summary.strip() + "\n\n")
        + (long_ == null || long_.isBlank() ? "" : long_.strip() + "\n\n")
        + endpoint.words();
  }

  private record Answer(String type, String status) {}

  private Answer answer(Endpoint endpoint, String context) throws NotImportedException {
    Map<String, ApiResponse> responses = new TreeMap<>();
    if (endpoint.operation.getResponses() != null) {
      responses.putAll(endpoint.operation.getResponses());
    }
    boolean documented = false;
    Set<String> seen = new HashSet<>();
    Optional<Answer> first = Optional.empty();
    boolean several = false;
    for (Map.Entry<String, ApiResponse> each : responses.entrySet()) {
      boolean success = each.getKey().startsWith("2");
      if (!success && !(each.getKey().equals("default") && !documented)) {
        continue;
      }
      documented = true;
      ApiResponse response = response(each.getValue());
      Content content = response == null ? null : response.getContent();
      if (content == null || content.isEmpty()) {
        continue;
      }
      seen.addAll(content.keySet());
      MediaType json = json(content);
      if (json == null) {
        continue;
      }
      if (first.isPresent()) {
        several = true;
        continue;
      }
      String type =
          json.getSchema() == null
              ? types.scalar("JSON")
              : types.output(json.getSchema(), context + "Response");
      first = Optional.of(new Answer(type, each.getKey()));
    }
    if (several) {
      warnings.add(new Note(endpoint.words(), "has several answers: only the first is mapped"));
    }
    if (first.isPresent()) {
      return first.get();
    }
    if (seen.contains("text/plain")) {
      return new Answer("String", "200");
    }
    if (!seen.isEmpty()) {
      throw new NotImportedException(
          "answers with " + String.join(", ", seen.stream().sorted().toList()));
    }
    return new Answer("Boolean!", "204");
  }

  private Optional<Body> body(Endpoint endpoint, String context, Set<String> used)
      throws NotImportedException {
    RequestBody body = endpoint.operation.getRequestBody();
    if (body != null && body.get$ref() != null) {
      body =
          components.getRequestBodies() == null
              ? null
              : components.getRequestBodies().get(SchemaShapes.name(body.get$ref()));
    }
    if (body == null || body.getContent() == null || body.getContent().isEmpty()) {
      return Optional.empty();
    }
    Content content = body.getContent();
    MediaType json = json(content);
    MediaType form = content.get("application/x-www-form-urlencoded");
    MediaType media = json == null ? form : json;
    if (media == null) {
      if (Boolean.TRUE.equals(body.getRequired())) {
        throw new NotImportedException("takes " + String.join(", ", content.keySet()));
      }
      return Optional.empty();
    }
    if (media.getSchema() == null) {
      return Optional.empty();
    }
    String type = types.input(media.getSchema(), context);
    String argument = used.add("input") ? "input" : "inputBody";
    String required = Boolean.TRUE.equals(body.getRequired()) ? "!" : "";
    return Optional.of(
        new Body(
            argument,
            type + required,
            json == null ? Codec.FORM : Codec.JSON,
            json == null ? "application/x-www-form-urlencoded" : "application/json"));
  }

  private List<Parameter> parameters(Endpoint endpoint) throws NotImportedException {
    Map<String, Parameter> all = new LinkedHashMap<>();
    List<Parameter> given = new ArrayList<>();
    if (endpoint.item.getParameters() != null) {
      given.addAll(endpoint.item.getParameters());
    }
    if (endpoint.operation.getParameters() != null) {
      given.addAll(endpoint.operation.getParameters());
    }
    for (Parameter each : given) {
      Parameter at = each;
      if (each.get$ref() != null) {
        at =
            components.getParameters() == null
                ? null
                : components.getParameters().get(SchemaShapes.name(each.get$ref()));
      }
      if (at == null || at.getName() == null || at.getIn() == null) {
        throw new NotImportedException("refers to a parameter that is not in the document");
      }
      if (at.getIn().equals("header")
          && IGNORED_HEADERS.contains(at.getName().toLowerCase(Locale.ROOT))) {
        continue;
      }
      all.put(at.getIn() + " " + at.getName(), at);
    }
    List<Parameter> ordered = new ArrayList<>();
    for (Location location : Location.values()) {
      for (Parameter each : all.values()) {
        if (each.getIn().equalsIgnoreCase(location.name())) {
          ordered.add(each);
        }
      }
    }
    return ordered;
  }

  private RestOperation.Parameter parameter(Parameter parameter, String context, Set<String> used) {
    Location in = Location.valueOf(parameter.getIn().toUpperCase(Locale.ROOT));
    String argument = GraphQlNames.field(parameter.getName());
    if (!used.add(argument)) {
      String base = argument + GraphQlNames.type(parameter.getIn());
      argument = base;
      for (int i = 2; !used.add(argument); i++) {
        argument = base + i;
      }
    }
    String type =
        parameter.getSchema() == null
            ? types.scalar("JSON")
            : types.input(parameter.getSchema(), context + GraphQlNames.type(parameter.getName()));
    boolean byDefault = parameter.getSchema() != null && parameter.getSchema().getDefault() != null;
    boolean required = Boolean.TRUE.equals(parameter.getRequired()) && !byDefault;
    String style =
        parameter.getStyle() != null
            ? parameter.getStyle().toString()
            : in == Location.PATH || in == Location.HEADER ? "simple" : "form";
    boolean explode =
        parameter.getExplode() == null ? style.equals("form") : parameter.getExplode();
    return new RestOperation.Parameter(
        argument,
        in == Location.PATH || required ? type + "!" : type,
        parameter.getName(),
        in,
        style,
        explode);
  }

  private static String argument(Parameter parameter, RestOperation.Parameter made) {
    return Sdl.description(parameter.getDescription(), "    ")
        + "    "
        + made.argument()
        + ": "
        + made.type()
        + " @restField(name: "
        + Sdl.string(made.name())
        + ", in: "
        + made.in()
        + ", style: "
        + Sdl.string(made.style())
        + ", explode: "
        + made.explode()
        + ")\n";
  }

  private @Nullable ApiResponse response(ApiResponse response) {
    if (response.get$ref() == null) {
      return response;
    }
    return components.getResponses() == null
        ? null
        : components.getResponses().get(SchemaShapes.name(response.get$ref()));
  }

  private static @Nullable MediaType json(Content content) {
    for (Map.Entry<String, MediaType> each : content.entrySet()) {
      String type = each.getKey().split(";", 2)[0].strip();
      if (type.equals("application/json") || type.endsWith("+json") || type.equals("*/*")) {
        return each.getValue();
      }
    }
    return null;
  }
}
