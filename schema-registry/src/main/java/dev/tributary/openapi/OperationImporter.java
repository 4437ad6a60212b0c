package dev.tributary.openapi;

import dev.tributary.openapi.Finding.Code;
import dev.tributary.openapi.RestArgument.In;
import dev.tributary.openapi.RestType.ListOf;
import dev.tributary.openapi.RestType.ObjectRef;
import dev.tributary.openapi.RestType.Scalar;
import dev.tributary.openapi.RestType.UnionRef;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes fields of operations. */
final class OperationImporter {

  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
  private static final Set<String> NOT_ARGUMENTS =
      Set.of("authorization", "accept", "content-type");
  private static final Pattern PATH = Pattern.compile("/(?:[^{}\\s?#]|\\{[^{}]+\\})*");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-_]+");
  private static final Pattern VERSION = Pattern.compile("v[0-9]+");

  private final OpenAPI document;
  private final Components components;
  private final TypeImporter types;
  private final Findings findings;
  private final boolean plain;
  private final Set<String> names = new HashSet<>();
  private int seen;

  OperationImporter(
      OpenAPI document,
      Components components,
      TypeImporter types,
      Findings findings,
      boolean plain) {
    this.plain = plain;
    this.document = document;
    this.components = components;
    this.types = types;
    this.findings = findings;
  }

  /** How many operations the document has. */
  int seen() {
    return seen;
  }

  /** A problem that keeps one operation out, and no other. */
  private static final class SkippedException extends Exception {

    private static final long serialVersionUID = 1L;

    SkippedException(String reason) {
      super(reason);
    }
  }

  List<RestOperation> operations() {
    List<RestOperation> operations = new ArrayList<>();
    if (document.getPaths() == null) {
      return operations;
    }
    for (var path : new TreeMap<>(document.getPaths()).entrySet()) {
      String at = Findings.at("/paths", path.getKey());
      for (var entry : new TreeMap<>(path.getValue().readOperationsMap()).entrySet()) {
        seen++;
        String method = entry.getKey().name();
        String pointer = Findings.at(at, method.toLowerCase(Locale.ROOT));
        try {
          operations.add(
              operation(path.getKey(), path.getValue(), method, entry.getValue(), pointer));
        } catch (SkippedException e) {
          findings.add(Code.OPERATION_SKIPPED, pointer, String.valueOf(e.getMessage()));
        }
      }
    }
    return operations;
  }

  private RestOperation operation(
      String path, PathItem item, String method, Operation operation, String pointer)
      throws SkippedException {
    if (!METHODS.contains(method)) {
      throw new SkippedException("connectors make no " + method + " calls");
    }
    if (!PATH.matcher(path).matches()) {
      throw new SkippedException("its path cannot be called: " + path);
    }
    String id = operation.getOperationId();
    String name = Names.camelCase(id == null || id.isBlank() ? derived(method, path) : id);
    name = Names.free(name, names);
    String owner = Names.pascalCase(name);
    Map<String, RestArgument> arguments = new LinkedHashMap<>();
    parameters(item, operation, owner, pointer)
        .forEach(argument -> arguments.put(argument.name(), argument));
    for (String parameter : PathTemplate.parameters(path)) {
      if (arguments.values().stream()
          .noneMatch(a -> a.in().isPath() && a.wireName().equals(parameter))) {
        throw new SkippedException("the path's parameter " + parameter + " is not described");
      }
    }
    RestArgument body =
        method.equals("GET") ? null : body(operation, owner, arguments.keySet(), pointer);
    if (body != null) {
      arguments.put(body.name(), body);
    }
    RestType result = result(operation, owner, pointer);
    names.add(name);
    if (id != null) {
      types.renamed(method + " " + path, id, name);
    }
    return new RestOperation(
        name,
        !method.equals("GET"),
        method,
        path,
        description(operation, method, path),
        Boolean.TRUE.equals(operation.getDeprecated()),
        List.copyOf(arguments.values()),
        result,
        pointer);
  }

  private static String derived(String method, String path) {
    StringBuilder name =
        new StringBuilder(
            switch (method) {
              case "POST" -> "create";
              case "PUT" -> "replace";
              case "PATCH" -> "update";
              case "DELETE" -> "delete";
              default -> "";
            });
    String[] segments = path.split("/");
    for (int i = 0; i < segments.length; i++) {
      if (segments[i].startsWith("{") || VERSION.matcher(segments[i]).matches()) {
        continue;
      }
      boolean one = i + 1 < segments.length && segments[i + 1].startsWith("{");
      String segment = segments[i];
      name.append('-')
          .append(
              one && segment.endsWith("s") && !segment.endsWith("ss")
                  ? segment.substring(0, segment.length() - 1)
                  : segment);
    }
    return name.toString();
  }

  private static String description(Operation operation, String method, String path) {
    String summary = operation.getSummary();
    String text = summary == null || summary.isBlank() ? operation.getDescription() : summary;
    String call = method + " " + path;
    // What is called must be seen, however much is said about it.
    return text == null || text.isBlank()
        ? call
        : SdlText.cut(text.strip(), SdlText.LONGEST_DESCRIPTION - call.length() - 10)
            + "\n\n"
            + call;
  }

  private List<RestArgument> parameters(
      PathItem item, Operation operation, String owner, String pointer) throws SkippedException {
    Map<String, Parameter> all = new LinkedHashMap<>();
    List<Parameter> declared = new ArrayList<>();
    if (item.getParameters() != null) {
      declared.addAll(item.getParameters());
    }
    if (operation.getParameters() != null) {
      declared.addAll(operation.getParameters());
    }
    for (Parameter reference : declared) {
      Parameter parameter = components.parameter(reference, pointer);
      if (parameter != null && parameter.getName() != null && parameter.getIn() != null) {
        all.put(parameter.getIn() + " " + parameter.getName(), parameter);
      }
    }
    List<RestArgument> arguments = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (String in : List.of("path", "query", "header", "cookie")) {
      for (Parameter parameter : all.values()) {
        if (!parameter.getIn().equals(in)
            || in.equals("header")
                && NOT_ARGUMENTS.contains(parameter.getName().toLowerCase(Locale.ROOT))) {
          continue;
        }
        try {
          RestArgument argument = argument(parameter, owner, taken, pointer);
          taken.add(argument.name());
          arguments.add(argument);
        } catch (SkippedException e) {
          if (Boolean.TRUE.equals(parameter.getRequired())) {
            throw e;
          }
          findings.add(Code.PARAMETER_SKIPPED, pointer, String.valueOf(e.getMessage()));
        }
      }
    }
    return arguments;
  }

  private RestArgument argument(
      Parameter parameter, String owner, Set<String> taken, String pointer)
      throws SkippedException {
    String wire = parameter.getName();
    String what = "the " + parameter.getIn() + " parameter " + wire + " ";
    String name = Names.field(wire);
    if (taken.contains(name)) {
      name = Names.free(name + Names.pascalCase(parameter.getIn()), taken);
    }
    types.renamed(pointer, wire, name);
    Schema<?> schema = parameter.getSchema();
    boolean json = schema == null && parameter.getContent() != null;
    if (json) {
      MediaType media = json(parameter.getContent());
      if (media == null) {
        throw new SkippedException(what + "is not JSON");
      }
      schema = media.getSchema();
    }
    boolean deep =
        "DEEPOBJECT".equals(String.valueOf(parameter.getStyle()).toUpperCase(Locale.ROOT));
    if (plain && deep && schema != null) {
      schema = onlyObject(schema, pointer);
    }
    RestType type = types.type(schema, owner + Names.pascalCase(wire), true, pointer);
    boolean anyObject =
        !plain && parameter.getIn().equals("query") && (deep || isExploded(parameter));
    if (schema == null
        || type.equals(RestType.JSON) && !json && !anyObject && isOpen(schema, pointer)) {
      throw new SkippedException(what + "is an object without a form");
    }
    boolean path = parameter.getIn().equals("path");
    if (path && type instanceof Scalar && name.matches(".*(?:^id|Id|_id)$")) {
      type = new Scalar("ID");
    }
    In in =
        anyObject && type.equals(RestType.JSON) && isOpen(schema, pointer)
            ? deep ? In.QUERY_DEEP : In.QUERY_PROPERTIES
            : in(parameter, type, json, deep, what);
    Object defaultValue = schema.getDefault();
    boolean required = path || Boolean.TRUE.equals(parameter.getRequired());
    String literal = required && !path ? literal(type, defaultValue) : null;
    return new RestArgument(
        name, wire, in, type, required && literal == null, literal, parameter.getDescription());
  }

  /** Whether a query parameter's properties are parameters themselves. */
  private static boolean isExploded(Parameter parameter) {
    return (parameter.getStyle() == null || parameter.getStyle() == Parameter.StyleEnum.FORM)
        && !Boolean.FALSE.equals(parameter.getExplode());
  }

  /** An object or a single value, as filters have it, is sent as an object. */
  private Schema<?> onlyObject(Schema<?> schema, String pointer) {
    List<Schema<?>> objects = new ArrayList<>();
    for (Schema<?> alternative : components.form(schema, pointer).alternatives) {
      if (!components.form(alternative, pointer).properties.isEmpty()) {
        objects.add(alternative);
      }
    }
    return objects.size() == 1 ? objects.getFirst() : schema;
  }

  private boolean isOpen(Schema<?> schema, String pointer) {
    SchemaForm form = components.form(schema, pointer);
    return form.type().equals("object")
        || form.alternatives.stream()
            .anyMatch(a -> !components.form(a, pointer).properties.isEmpty());
  }

  private static @Nullable String literal(RestType type, @Nullable Object value) {
    if (value == null || !(type instanceof Scalar scalar)) {
      return null;
    }
    return switch (scalar.name()) {
      case "String" -> SdlText.quoted(String.valueOf(value));
      case "Int", "Long", "Float" -> value instanceof Number ? String.valueOf(value) : null;
      case "Boolean" -> value instanceof Boolean ? String.valueOf(value) : null;
      default -> null;
    };
  }

  private In in(Parameter parameter, RestType type, boolean json, boolean deep, String what)
      throws SkippedException {
    String style = String.valueOf(parameter.getStyle()).toUpperCase(Locale.ROOT);
    boolean object = type.named() instanceof ObjectRef || type.named() instanceof UnionRef;
    switch (parameter.getIn()) {
      case "path" -> {
        // A selection cannot write them; --plain is for gateways that know no more.
        if (json
            || plain
                && (object
                    || (style.equals("LABEL") || style.equals("MATRIX"))
                        && type instanceof ListOf)) {
          throw new SkippedException(what + "is written in a way that cannot be sent");
        }
        boolean exploded = Boolean.TRUE.equals(parameter.getExplode());
        return switch (style) {
          case "LABEL" -> exploded ? In.LABEL_EXPLODED : In.LABEL;
          case "MATRIX" -> exploded ? In.MATRIX_EXPLODED : In.MATRIX;
          default -> exploded ? In.PATH_EXPLODED : In.PATH;
        };
      }
      case "header" -> {
        if (object || json || !HEADER.matcher(parameter.getName()).matches()) {
          throw new SkippedException(what + "cannot be sent yet");
        }
        return In.HEADER;
      }
      case "query" -> {
        if (json) {
          return In.QUERY_JSON;
        }
        if (object) {
          if (!plain && deep) {
            return In.QUERY_DEEP;
          }
          if (!plain && type instanceof ObjectRef && isExploded(parameter)) {
            return In.QUERY_PROPERTIES;
          }
          if (!deep || !isFlat(type)) {
            throw new SkippedException(what + "is an object that cannot be sent yet");
          }
          return In.QUERY_DEEP;
        }
        if (deep && type instanceof ListOf) {
          return In.QUERY_DEEP;
        }
        if (!(type instanceof ListOf) || Boolean.TRUE.equals(parameter.getExplode())) {
          return In.QUERY;
        }
        return switch (style) {
          case "SPACEDELIMITED" -> In.QUERY_SPACES;
          case "PIPEDELIMITED" -> In.QUERY_PIPES;
          default -> Boolean.FALSE.equals(parameter.getExplode()) ? In.QUERY_COMMAS : In.QUERY;
        };
      }
      default -> throw new SkippedException(what + "cannot be sent yet");
    }
  }

  private boolean isFlat(RestType type) {
    return type instanceof ObjectRef object
        && types.types().object(object).fields().stream()
            .noneMatch(
                f -> f.type().named() instanceof ObjectRef || f.type().equals(RestType.JSON));
  }

  private @Nullable RestArgument body(
      Operation operation, String owner, Set<String> taken, String pointer)
      throws SkippedException {
    if (operation.getRequestBody() == null) {
      return null;
    }
    String at = Findings.at(pointer, "requestBody");
    RequestBody body = components.body(operation.getRequestBody(), at);
    if (body == null || body.getContent() == null || body.getContent().isEmpty()) {
      return null;
    }
    MediaType media = json(body.getContent());
    In in = In.JSON_BODY;
    if (media == null) {
      media = body.getContent().get(FormImporter.URL_ENCODED);
      in = In.FORM_BODY;
    }
    if (media == null && !plain) {
      media = body.getContent().get(FormImporter.MULTIPART);
      in = In.MULTIPART_BODY;
    }
    if (media == null) {
      throw new SkippedException(
          "its body is "
              + String.join(" or ", body.getContent().keySet())
              + ", not JSON or a form");
    }
    Schema<?> schema = media.getSchema();
    boolean required = Boolean.TRUE.equals(body.getRequired());
    if (schema != null) {
      SchemaForm form = components.form(schema, at);
      if (in != In.JSON_BODY && form.properties.isEmpty() && form.alternatives.isEmpty()) {
        return null;
      }
    }
    RestType type = types.type(schema, owner, true, at);
    if (in != In.JSON_BODY
        && !(type instanceof ObjectRef || type instanceof UnionRef)
        && !type.equals(RestType.JSON)) {
      throw new SkippedException("its form is not an object");
    }
    return new RestArgument(
        Names.free("input", taken),
        "",
        in,
        type,
        required,
        null,
        body.getDescription(),
        form(in, media, type, at));
  }

  private RestForm form(In in, MediaType media, RestType type, String pointer) {
    FormImporter forms = new FormImporter(components, types.types());
    return switch (in) {
      case FORM_BODY -> plain ? RestForm.NONE : forms.urlEncoded(media, type);
      case MULTIPART_BODY -> forms.multipart(media, type, pointer);
      default -> RestForm.NONE;
    };
  }

  private static @Nullable MediaType json(Content content) {
    MediaType plain = content.get("application/json");
    if (plain != null) {
      return plain;
    }
    for (var entry : content.entrySet()) {
      String type = entry.getKey().toLowerCase(Locale.ROOT);
      int parameters = type.indexOf(';');
      type = parameters < 0 ? type : type.substring(0, parameters).strip();
      if (type.equals("application/json") || type.endsWith("+json") || type.equals("*/*")) {
        return entry.getValue();
      }
    }
    return null;
  }

  private @Nullable RestType result(Operation operation, String owner, String pointer)
      throws SkippedException {
    Map<String, ApiResponse> good = new TreeMap<>();
    if (operation.getResponses() != null) {
      operation
          .getResponses()
          .forEach(
              (status, response) -> {
                if (status.startsWith("2") || status.equals("default")) {
                  good.put(status, response);
                }
              });
    }
    if (good.size() > 1) {
      good.remove("default");
    }
    String chosen = null;
    RestType type = null;
    Map<String, Schema<?>> schemas = new TreeMap<>();
    List<String> others = new ArrayList<>();
    List<String> unusable = new ArrayList<>();
    for (var entry : good.entrySet()) {
      String at = Findings.at(Findings.at(pointer, "responses"), entry.getKey());
      ApiResponse response = components.response(entry.getValue(), at);
      if (response == null || response.getContent() == null || response.getContent().isEmpty()) {
        continue;
      }
      MediaType media = json(response.getContent());
      boolean text = media == null && response.getContent().containsKey("text/plain");
      if (media == null && !text) {
        unusable.addAll(response.getContent().keySet());
      } else if (media != null && media.getSchema() != null && !plain && !text) {
        schemas.put(entry.getKey(), media.getSchema());
        chosen = chosen == null ? entry.getKey() : chosen;
      } else if (chosen != null) {
        others.add(entry.getKey());
      } else {
        chosen = entry.getKey();
        type =
            media == null
                ? new Scalar("String")
                : types.type(media.getSchema(), owner + "Response", false, at);
      }
    }
    if (chosen == null && !unusable.isEmpty()) {
      throw new SkippedException(
          "its answer is " + String.join(" or ", unusable) + ", not JSON or text");
    }
    if (type == null && !schemas.isEmpty()) {
      String at = Findings.at(pointer, "responses");
      type = answer(schemas, owner + "Response", at);
    } else {
      others.addAll(schemas.keySet());
      others.remove(chosen);
    }
    if (!others.isEmpty()) {
      findings.add(
          Code.ANSWER_IGNORED,
          Findings.at(pointer, "responses"),
          "mapped as " + chosen + " is: " + String.join(", ", others));
    }
    return type;
  }

  /** The type of all successful answers: theirs, or a union of them. */
  private RestType answer(Map<String, Schema<?>> schemas, String name, String pointer) {
    Map<String, Schema<?>> distinct = new TreeMap<>();
    schemas.forEach(
        (status, schema) -> {
          if (!distinct.containsValue(schema)) {
            distinct.put(status, schema);
          }
        });
    if (distinct.size() == 1) {
      var only = distinct.entrySet().iterator().next();
      return types.type(only.getValue(), name, false, Findings.at(pointer, only.getKey()));
    }
    return types.anyOf(distinct, name, pointer);
  }
}
