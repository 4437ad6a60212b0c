package dev.tributary.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.connect.ByType;
import dev.tributary.connect.Connect.Http;
import dev.tributary.connect.Connector;
import dev.tributary.connect.Mapping;
import dev.tributary.connect.ParameterStyles;
import dev.tributary.upstream.RestConnector.Failed;
import dev.tributary.upstream.RestConnector.Mapped;
import dev.tributary.upstream.RestConnector.Skipped;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * One connector tried without a call: the request that would be sent, and what would be made of a
 * response. What an operator configures, such as forwarded headers or another base URL, is left
 * out; so is the choice of fields, for the whole result is shown.
 */
public final class ConnectorTrial {

  /** Places shown of a problem that is met again and again. */
  private static final int MOST_PATHS = 5;

  private final Connector connector;
  private final @Nullable ByType byType;
  private final Map<String, JsonNode> variables = new HashMap<>();
  private final MultiMap clientHeaders;
  private final TrialSecrets secrets;
  private final TrialPaths paths = new TrialPaths();
  private final MappingProblems problems = MappingProblems.withSightings();

  /** What a variable or a header was given as cannot be used. */
  public static final class InputProblem extends Exception {
    private static final long serialVersionUID = 1L;

    InputProblem(String message) {
      super(message, null, false, false);
    }

    public String reason() {
      return String.valueOf(getMessage());
    }
  }

  /** What would be sent. */
  public sealed interface Request {}

  /**
   * A request, secrets masked.
   *
   * @param headers with lower-case names, in order; of several values each stands alone
   * @param body null for none
   */
  public record Sent(
      String method, String url, List<Map.Entry<String, String>> headers, @Nullable String body)
      implements Request {}

  /** The connector has no {@code http}: it computes its value. */
  public record Computed() implements Request {}

  /** Nothing: a value in the path is null, so there is nothing to ask for. */
  public record NotNeeded() implements Request {}

  /** Nothing can be sent. */
  public record Refused(String reason) implements Request {}

  /**
   * What a response means.
   *
   * @param value the mapped value as JSON; null when the connector failed
   * @param error the GraphQL error as JSON; null when it did not
   */
  public record Response(@Nullable String value, @Nullable String error) {}

  /**
   * What a mapping could not do.
   *
   * @param mapping which of the connector's
   * @param start in the mapping's text; likewise {@code end}, exclusive
   * @param paths where in the JSON: {@code $} is the response's body, others the variables of that
   *     name; the first few of many
   * @param count how often
   */
  public record Problem(
      String message, Mapping mapping, int start, int end, List<String> paths, int count) {}

  private ConnectorTrial(Connector connector, Map<String, JsonNode> inputs, JsonNode headers)
      throws InputProblem {
    this.connector = connector;
    this.clientHeaders = headers(headers, "--headers");
    this.secrets =
        new TrialSecrets(
            List.of(
                inputs.getOrDefault("config", MappingValues.MISSING),
                inputs.getOrDefault("env", MappingValues.MISSING)));
    for (String name : List.of("config", "env", "context")) {
      variables.put(name, MappingValues.NODES.objectNode());
    }
    ObjectNode request = MappingValues.NODES.objectNode();
    request.set("headers", RestResponse.asObject(clientHeaders));
    variables.put("request", request);
    variables.putAll(inputs);
    this.byType = connector.byType();
    if (connector.fieldName() != null) {
      variables.put("args", arguments(inputs.get("args")));
    }
    if (byType != null) {
      variables.putAll(new TypeMapper(byType.types()).inputs(variables, connector));
    }
    variables.forEach((name, value) -> paths.add("$" + name, value));
  }

  /**
   * @param inputs JSON by variable, without {@code $}: {@code args}, {@code this}, {@code batch},
   *     {@code config}, {@code env}, {@code context}
   * @param headers of the client: a JSON object of strings and lists of strings; null for none
   * @throws InputProblem when one of them is not what it must be
   */
  public static ConnectorTrial of(
      Connector connector, Map<String, String> inputs, @Nullable String headers)
      throws InputProblem {
    Map<String, JsonNode> read = new HashMap<>();
    for (Map.Entry<String, String> input : inputs.entrySet()) {
      String name = input.getKey();
      JsonNode value = json(input.getValue(), "--" + name);
      if (name.equals("batch") ? !value.isArray() : !value.isObject()) {
        throw new InputProblem(
            "--" + name + " must be a JSON " + (name.equals("batch") ? "list" : "object"));
      }
      read.put(name, value);
    }
    for (String name : List.of("this", "batch")) {
      if (connector.reads(name) && !read.containsKey(name)) {
        throw new InputProblem(
            connector.coordinate() + " reads $" + name + ": give it with --" + name);
      }
    }
    return new ConnectorTrial(
        connector, read, headers == null ? MappingValues.MISSING : json(headers, "--headers"));
  }

  private static JsonNode json(String text, String option) throws InputProblem {
    try {
      return RestJson.read(text);
    } catch (JsonProcessingException notJson) {
      throw new InputProblem(option + " is not JSON" + place(notJson));
    }
  }

  private static String place(JsonProcessingException notJson) {
    return notJson.getLocation() == null
        ? ""
        : ", from line %d, column %d on"
            .formatted(notJson.getLocation().getLineNr(), notJson.getLocation().getColumnNr());
  }

  private static MultiMap headers(JsonNode given, String option) throws InputProblem {
    MultiMap headers = HttpHeaders.headers();
    if (!given.isMissingNode() && !given.isObject()) {
      throw new InputProblem(option + " must be a JSON object");
    }
    for (Map.Entry<String, JsonNode> header : given.properties()) {
      Iterable<JsonNode> values =
          header.getValue().isArray() ? header.getValue() : List.of(header.getValue());
      for (JsonNode value : values) {
        if (!value.isTextual()) {
          throw new InputProblem(option + ": " + header.getKey() + " must be a string or a list");
        }
        headers.add(header.getKey(), value.textValue());
      }
    }
    return headers;
  }

  private ObjectNode arguments(@Nullable JsonNode given) throws InputProblem {
    ObjectNode arguments =
        new RestArguments(Map.of(), MappingValues.NODES.objectNode())
            .of(connector.arguments(), Map.of());
    if (given != null) {
      for (Map.Entry<String, JsonNode> argument : given.properties()) {
        if (!connector.arguments().containsKey(argument.getKey())) {
          throw new InputProblem(
              "--args: "
                  + connector.typeName()
                  + "."
                  + connector.fieldName()
                  + " has no argument \""
                  + argument.getKey()
                  + "\""
                  + (connector.arguments().isEmpty()
                      ? ""
                      : ", but " + String.join(", ", connector.arguments().keySet())));
        }
        arguments.set(argument.getKey(), argument.getValue());
      }
    }
    return arguments;
  }

  /** The request that would go out. */
  public Request request() {
    Http http = connector.connect().http();
    if (http == null) {
      return new Computed();
    }
    try {
      ParameterStyles styles = byType == null ? ParameterStyles.NONE : byType.styles();
      RestUri.Built uri =
          RestUri.build(http, connector.source(), null, styles, variables, problems);
      if (uri.hasEmptySegment() && connector.kind() != Connector.Kind.ROOT) {
        return new NotNeeded();
      }
      MultiMap headers =
          RestHeaders.build(http, connector.source(), variables, clientHeaders, problems);
      if (!headers.contains(HttpHeaders.ACCEPT)) {
        headers.set(HttpHeaders.ACCEPT, "application/json");
      }
      Buffer body =
          http.body() == null
              ? null
              : RestBody.build(http.body(), headers, styles, variables, problems);
      return new Sent(
          http.method().name(),
          secrets.mask(url(uri.address())),
          masked(headers),
          body == null ? null : secrets.mask(body.toString()));
    } catch (RestUri.Refused refused) {
      return new Refused(refused.reason());
    }
  }

  private static String url(ServiceAddress address) {
    String host = address.host().indexOf(':') < 0 ? address.host() : "[" + address.host() + "]";
    boolean usual = address.port() == (address.tls() ? 443 : 80);
    return (address.tls() ? "https://" : "http://")
        + host
        + (usual ? "" : ":" + address.port())
        + address.target();
  }

  private List<Map.Entry<String, String>> masked(MultiMap headers) {
    List<Map.Entry<String, String>> masked = new ArrayList<>();
    RestResponse.asObject(headers)
        .properties()
        .forEach(
            header ->
                header
                    .getValue()
                    .forEach(
                        value ->
                            masked.add(
                                Map.entry(
                                    header.getKey(),
                                    secrets.maskHeader(header.getKey(), value.asText())))));
    return masked;
  }

  /**
   * What would be made of a response.
   *
   * @param headers as for {@link #of}; null for {@code application/json} alone
   * @throws InputProblem when the headers are not what they must be, or the body should be JSON and
   *     is not
   */
  public Response respond(int status, @Nullable String headers, String body) throws InputProblem {
    MultiMap given =
        headers(
            headers == null ? MappingValues.MISSING : json(headers, "--response-headers"),
            "--response-headers");
    RestResponse response = RestResponse.of(new ServiceAnswer(status, given, Buffer.buffer(body)));
    if (response.body() == null) {
      json(body, "--response");
    } else {
      paths.add("$", response.body());
    }
    RestOutcome outcome = new RestOutcome(connector);
    return response(outcome.of(response, variables, null, problems));
  }

  /** The value of a connector that calls nothing. */
  public Response compute() {
    return response(
        new RestOutcome(connector)
            .mapped(MappingValues.NODES.nullNode(), variables, null, problems));
  }

  private Response response(RestConnector.Result result) {
    return switch (result) {
      case Mapped(JsonNode value) -> new Response(value.toPrettyString(), null);
      case Skipped skipped -> new Response("null", null);
      case Failed(RestFailure failure) ->
          new Response(
              null, failure.asError(connector.service(), connector.coordinate()).toPrettyString());
    };
  }

  /** Everything that the mappings could not do so far, in the order first met. */
  public List<Problem> problems() {
    SequencedMap<MappingProblems.Problem, MappingProblems.Sighting> first = new LinkedHashMap<>();
    Map<MappingProblems.Problem, SequencedSet<String>> where = new HashMap<>();
    for (MappingProblems.Sighting sighting : problems.sightings()) {
      first.putIfAbsent(sighting.problem(), sighting);
      String path = paths.of(sighting.about(), sighting.around(), sighting.problem().path());
      SequencedSet<String> known =
          where.computeIfAbsent(sighting.problem(), unused -> new LinkedHashSet<>());
      if (path != null && known.size() < MOST_PATHS) {
        known.add(path);
      }
    }
    return first.values().stream()
        .map(
            sighting ->
                new Problem(
                    sighting.problem().message(),
                    sighting.mapping(),
                    sighting.start(),
                    sighting.end(),
                    List.copyOf(where.getOrDefault(sighting.problem(), new LinkedHashSet<>())),
                    problems.counts().getOrDefault(sighting.problem(), 1)))
        .toList();
  }
}
