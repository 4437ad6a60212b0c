package dev.tributary.http;

import dev.tributary.execute.GraphQlRequest;
import dev.tributary.http.Refusal.Code;
import dev.tributary.http.RestEndpoint.Variable;
import dev.tributary.json.JsonReader;
import dev.tributary.json.JsonText;
import dev.tributary.json.JsonWriter;
import dev.tributary.json.MalformedJsonException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a GraphQL request of a request to an endpoint. Text becomes a number or a boolean where the
 * operation's variable is one; what cannot is refused here, since the engine would speak of JSON
 * that no client wrote. Everything else is for the engine to check.
 */
final class EndpointReader {

  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,18})");
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]{0,18})(\\.[0-9]{1,18})?([eE][-+]?[0-9]{1,3})?");

  private static final int MOST_PARAMETERS = 500;

  private final RestEndpoint endpoint;
  private final int maxDepth;

  EndpointReader(RestEndpoint endpoint, int maxDepth) {
    this.endpoint = endpoint;
    this.maxDepth = maxDepth;
  }

  /**
   * @param path the values that stand in the path, decoded, by name
   * @param query the raw query component; null when there is none
   * @param body empty when there is none
   */
  RequestReading read(Map<String, String> path, @Nullable String query, byte[] body) {
    Variables variables = new Variables();
    path.forEach((name, value) -> variables.text(name, List.of(value)));
    variables.query(query == null ? "" : query);
    if (body.length > 0) {
      variables.body(body);
    }
    if (!variables.refusals.isEmpty()) {
      return new RequestReading.Invalid(variables.refusals);
    }
    return new RequestReading.Valid(
        new GraphQlRequest(
            endpoint.document(),
            endpoint.operation(),
            variables.json(),
            endpoint.method().equals(HttpMethod.GET)));
  }

  private final class Variables {
    private final List<Refusal> refusals = new ArrayList<>(0);
    private final SequencedMap<String, byte[]> values = new LinkedHashMap<>();

    void query(String query) {
      SequencedMap<String, List<String>> parameters = new LinkedHashMap<>();
      int count = 0;
      for (String pair : query.split("&")) {
        if (pair.isEmpty()) {
          continue;
        }
        if (++count > MOST_PARAMETERS) {
          refuse(Code.MALFORMED_QUERY_STRING, "The query has too many parameters.");
          return;
        }
        int equals = pair.indexOf('=');
        try {
          parameters
              .computeIfAbsent(
                  decoded(equals < 0 ? pair : pair.substring(0, equals)),
                  first -> new ArrayList<>(1))
              .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        } catch (IllegalArgumentException broken) {
          refuse(Code.MALFORMED_QUERY_STRING, "The query holds a broken percent escape.");
          return;
        }
      }
      parameters.forEach(this::text);
    }

    private static String decoded(String text) {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    void text(String name, List<String> texts) {
      Variable variable = endpoint.variables().get(name);
      if (variable == null || name.equals(endpoint.body())) {
        refuse(
            Code.INVALID_VARIABLES,
            "There is no parameter \"%s\"; there are %s."
                .formatted(name, endpoint.variables().keySet()));
        return;
      }
      if (texts.size() > 1 && !variable.isList()) {
        refuse(Code.DUPLICATE_KEY, "\"" + name + "\" is given more than once.");
        return;
      }
      JsonWriter json = new JsonWriter(32);
      if (variable.isList()) {
        json.write('[');
      }
      for (int i = 0; i < texts.size(); i++) {
        if (i > 0) {
          json.write(',');
        }
        if (!write(variable.type(), texts.get(i), json)) {
          refuse(
              Code.INVALID_VARIABLES,
              "\"%s\" takes %s, which this is not.".formatted(name, variable.type()));
          return;
        }
      }
      if (variable.isList()) {
        json.write(']');
      }
      put(name, json.toByteArray());
    }

    private static boolean write(String type, String text, JsonWriter json) {
      boolean raw =
          switch (type) {
            case "Int" -> INTEGER.matcher(text).matches();
            case "Float" -> NUMBER.matcher(text).matches();
            case "Boolean" -> text.equals("true") || text.equals("false");
            default -> false;
          };
      if (raw) {
        json.write(text.getBytes(StandardCharsets.US_ASCII));
        return true;
      }
      json.string(text);
      return !type.equals("Int") && !type.equals("Float") && !type.equals("Boolean");
    }

    void body(byte[] body) {
      try {
        JsonReader reader = new JsonReader(body, 0, body.length, maxDepth);
        String whole = endpoint.body();
        if (whole != null) {
          reader.readValue();
          int start = reader.valueStart();
          int end = reader.position();
          reader.expectEnd();
          put(whole, Arrays.copyOfRange(body, start, end));
          return;
        }
        reader.expect('{');
        if (!reader.take('}')) {
          do {
            reader.readKey();
            String name = JsonText.unquote(body, reader.valueStart(), reader.keyEnd());
            reader.readValue();
            member(name, Arrays.copyOfRange(body, reader.valueStart(), reader.position()));
          } while (reader.take(','));
          reader.expect('}');
        }
        reader.expectEnd();
      } catch (MalformedJsonException e) {
        refuse(Code.MALFORMED_JSON, "The body is not the JSON that is expected: " + e.getMessage());
      }
    }

    private void member(String name, byte[] value) {
      if (!endpoint.variables().containsKey(name)) {
        refuse(
            Code.INVALID_VARIABLES,
            "The body's \"%s\" is not known; there are %s."
                .formatted(name, endpoint.variables().keySet()));
      } else {
        put(name, value);
      }
    }

    private void put(String name, byte[] value) {
      if (values.putIfAbsent(name, value) != null) {
        refuse(Code.DUPLICATE_KEY, "\"" + name + "\" is given more than once.");
      }
    }

    private void refuse(Code code, String message) {
      refusals.add(new Refusal(code, message));
    }

    Buffer json() {
      JsonWriter json = new JsonWriter(64);
      json.write('{');
      values.forEach(
          (name, value) -> {
            if (json.length() > 1) {
              json.write(',');
            }
            json.string(name);
            json.write(':');
            json.write(value);
          });
      json.write('}');
      return Buffer.buffer(json.toByteArray());
    }
  }
}
