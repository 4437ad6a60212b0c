package dev.tributary.connect;

import dev.tributary.connect.Connect.Http;
import dev.tributary.connect.Connect.Method;
import dev.tributary.supergraph.Value;
import dev.tributary.supergraph.Value.BooleanValue;
import dev.tributary.supergraph.Value.IntValue;
import dev.tributary.supergraph.Value.ListValue;
import dev.tributary.supergraph.Value.NullValue;
import dev.tributary.supergraph.Value.ObjectValue;
import dev.tributary.supergraph.Value.StringValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the arguments of {@code @source} and {@code @connect} into records, parsing every mapping.
 * What is wrong is reported; what can still be read is read, so that one look finds everything.
 */
final class ConnectReader {

  /**
   * Told of each problem.
   *
   * @see #problem
   */
  @FunctionalInterface
  interface Report {
    /**
     * @param argument where in the directive, such as {@code http.GET} or {@code http.headers.0};
     *     empty for the whole
     * @param offset in the argument's text
     */
    void problem(ConnectorCode code, String argument, int offset, String message);
  }

  /** Headers that belong to the connection, or that we compute ourselves. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "content-length",
          "content-encoding",
          "accept-encoding",
          "keep-alive");

  /** Headers about the call itself: the client's are about another call. */
  private static final Set<String> NOT_FORWARDED = Set.of("content-type", "accept", "host");

  private static final int MAX_SOURCE_NAME = 64;

  private final ConnectVersion version;
  private final Report report;

  ConnectReader(ConnectVersion version, Report report) {
    this.version = version;
    this.report = report;
  }

  /** Null when too little is right to go on. */
  @Nullable Source source(Map<String, Value> arguments) {
    String name = text(arguments, "name");
    ObjectValue http = object(arguments, "http");
    Map<String, Value> fields = http == null ? Map.of() : http.fields();
    if (present(arguments, "name") == null || "".equals(name)) {
      report.problem(ConnectorCode.EMPTY_SOURCE_NAME, "name", 0, "A source needs a name");
    } else if (name != null
        && (!name.matches("[A-Za-z][A-Za-z0-9_-]*") || name.length() > MAX_SOURCE_NAME)) {
      report.problem(
          ConnectorCode.INVALID_SOURCE_NAME,
          "name",
          0,
          "A source's name begins with a letter and has letters, digits, '_' and '-' only, "
              + MAX_SOURCE_NAME
              + " at most");
    }
    Template baseUrl =
        template(fields, "baseURL", "http.baseURL", ConnectorCode.INVALID_URL, UrlText::check);
    if (present(fields, "baseURL") == null) {
      report.problem(ConnectorCode.INVALID_URL, "http", 0, "A source needs http.baseURL");
    }
    List<HttpHeader> headers = headers(fields);
    Mapping path = mapping(fields, "path", "http.path", ConnectorCode.INVALID_URL_PROPERTY);
    Mapping query =
        mapping(fields, "queryParams", "http.queryParams", ConnectorCode.INVALID_URL_PROPERTY);
    Outcome outcome = outcome(arguments);
    return name == null || baseUrl == null
        ? null
        : new Source(name, baseUrl, headers, path, query, outcome);
  }

  /** Null when too little is right to go on. */
  @Nullable Connect connect(Map<String, Value> arguments) {
    String id = text(arguments, "id");
    if (id != null && !id.matches("[_A-Za-z][_0-9A-Za-z]*")) {
      report.problem(
          ConnectorCode.INVALID_CONNECTOR_ID_NAME, "id", 0, "An id must be a GraphQL name");
    }
    ObjectValue http = object(arguments, "http");
    Http call = http == null ? null : http(http.fields());
    if (http == null && !version.hasBareLiterals()) {
      report.problem(
          ConnectorCode.MISSING_HTTP_METHOD, "", 0, "@connect needs http with one method");
    }
    Outcome outcome = outcome(arguments);
    Mapping selection =
        mapping(arguments, "selection", "selection", ConnectorCode.INVALID_SELECTION);
    if (present(arguments, "selection") == null) {
      report.problem(ConnectorCode.INVALID_SELECTION, "", 0, "@connect needs a selection");
    } else if (selection != null && selection.isEmpty()) {
      report.problem(ConnectorCode.INVALID_SELECTION, "selection", 0, "The selection is empty");
    }
    boolean broken = (http == null ? !version.hasBareLiterals() : call == null);
    return selection == null || selection.isEmpty() || broken
        ? null
        : new Connect(
            version,
            text(arguments, "source"),
            id,
            call,
            batchSize(arguments),
            outcome,
            selection,
            arguments.get("entity") instanceof BooleanValue(boolean entity) && entity);
  }

  private @Nullable Http http(Map<String, Value> fields) {
    List<Method> methods = new ArrayList<>();
    for (Method method : Method.values()) {
      if (present(fields, method.name()) != null) {
        methods.add(method);
      }
    }
    if (methods.isEmpty()) {
      report.problem(
          ConnectorCode.MISSING_HTTP_METHOD,
          "http",
          0,
          "http needs one of GET, POST, PUT, PATCH and DELETE");
    } else if (methods.size() > 1) {
      report.problem(
          ConnectorCode.MULTIPLE_HTTP_METHODS,
          "http",
          0,
          "http has several methods, " + methods + ": choose one");
    }
    Template url = null;
    for (Method method : methods) {
      url =
          template(
              fields, method.name(), "http." + method, ConnectorCode.INVALID_URL, UrlText::check);
    }
    List<HttpHeader> headers = headers(fields);
    Mapping path = mapping(fields, "path", "http.path", ConnectorCode.INVALID_URL_PROPERTY);
    Mapping query =
        mapping(fields, "queryParams", "http.queryParams", ConnectorCode.INVALID_URL_PROPERTY);
    Mapping body = mapping(fields, "body", "http.body", ConnectorCode.INVALID_BODY);
    if (body != null && body.isEmpty()) {
      report.problem(ConnectorCode.INVALID_BODY, "http.body", 0, "The body is empty");
    }
    return methods.size() != 1 || url == null
        ? null
        : new Http(methods.getFirst(), url, headers, path, query, body);
  }

  private List<HttpHeader> headers(Map<String, Value> http) {
    Value written = present(http, "headers");
    List<Value> entries =
        switch (written) {
          case null -> List.of();
          case ListValue(List<Value> values) -> values;
          // A single object stands for a list of one (GraphQL specification, 3.11).
          default -> List.of(written);
        };
    List<HttpHeader> headers = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      String place = "http.headers." + i;
      HttpHeader header =
          entries.get(i) instanceof ObjectValue(var fields) ? header(fields, place) : null;
      if (header == null) {
        continue;
      }
      String lower = header.name().toLowerCase(Locale.ROOT);
      if (names.contains(lower)) {
        report.problem(
            ConnectorCode.HTTP_HEADER_NAME_COLLISION,
            place + ".name",
            0,
            "The header " + header.name() + " is written twice");
      }
      names.add(lower);
      headers.add(header);
    }
    return headers;
  }

  private @Nullable HttpHeader header(Map<String, Value> fields, String place) {
    String name = text(fields, "name");
    String from = text(fields, "from");
    if (name == null || !HttpToken.isToken(name)) {
      if (name != null || present(fields, "name") == null) {
        report.problem(
            ConnectorCode.INVALID_HEADER, place + ".name", 0, "This is not a header's name");
      }
      return null;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (RESERVED.contains(lower)) {
      report.problem(
          ConnectorCode.INVALID_HEADER,
          place + ".name",
          0,
          "The header " + name + " is the gateway's own to set");
      return null;
    }
    boolean hasValue = present(fields, "value") != null;
    if (hasValue == (from != null)) {
      report.problem(
          ConnectorCode.INVALID_HEADER,
          place,
          0,
          "The header " + name + " needs either 'from' or 'value'");
      return null;
    }
    if (from == null) {
      Template value =
          template(
              fields, "value", place + ".value", ConnectorCode.INVALID_HEADER, HttpToken::check);
      return value == null ? null : new HttpHeader.Written(name, value);
    }
    if (!HttpToken.isToken(from)) {
      report.problem(
          ConnectorCode.INVALID_HEADER, place + ".from", 0, "This is not a header's name");
      return null;
    }
    if (NOT_FORWARDED.contains(lower)) {
      report.problem(
          ConnectorCode.INVALID_HEADER,
          place + ".from",
          0,
          "The header " + name + " cannot be forwarded: write a 'value'");
      return null;
    }
    return new HttpHeader.Forwarded(name, from);
  }

  private Outcome outcome(Map<String, Value> arguments) {
    ObjectValue errors = object(arguments, "errors");
    Map<String, Value> fields = errors == null ? Map.of() : errors.fields();
    return new Outcome(
        mapping(arguments, "isSuccess", "isSuccess", ConnectorCode.INVALID_IS_SUCCESS),
        mapping(fields, "message", "errors.message", ConnectorCode.INVALID_ERRORS_MESSAGE),
        mapping(fields, "extensions", "errors.extensions", ConnectorCode.INVALID_ERRORS_MESSAGE));
  }

  private @Nullable Integer batchSize(Map<String, Value> arguments) {
    ObjectValue batch = object(arguments, "batch");
    Value size = batch == null ? null : present(batch.fields(), "maxSize");
    if (size == null) {
      return null;
    }
    if (size instanceof IntValue(BigInteger value)
        && value.signum() > 0
        && value.bitLength() < Integer.SIZE) {
      return value.intValue();
    }
    if (size instanceof IntValue) {
      report.problem(
          ConnectorCode.GRAPHQL_ERROR, "batch.maxSize", 0, "batch.maxSize must be a positive Int");
    }
    return null;
  }

  /** Looks at a template's constant text; null when there is nothing to say against it. */
  @FunctionalInterface
  private interface ConstantCheck {
    @Nullable String problem(Template template);
  }

  private @Nullable Template template(
      Map<String, Value> fields,
      String name,
      String place,
      ConnectorCode code,
      ConstantCheck check) {
    String text = text(fields, name);
    if (text == null) {
      return null;
    }
    switch (Template.parse(text, version)) {
      case Template.Parsed(Template template) -> {
        String problem = check.problem(template);
        if (problem != null) {
          report.problem(code, place, 0, problem);
          return null;
        }
        return template;
      }
      case Template.Malformed(String message, int offset) -> {
        report.problem(code, place, offset, message);
        return null;
      }
    }
  }

  private @Nullable Mapping mapping(
      Map<String, Value> fields, String name, String place, ConnectorCode code) {
    String text = text(fields, name);
    if (text == null) {
      return null;
    }
    return switch (Mapping.parse(text, version)) {
      case Mapping.Parsed(Mapping mapping) -> mapping;
      case Mapping.Malformed(String message, int offset) -> {
        report.problem(code, place, offset, message);
        yield null;
      }
    };
  }

  private static @Nullable Value present(Map<String, Value> fields, String name) {
    Value value = fields.get(name);
    return value instanceof NullValue ? null : value;
  }

  private static @Nullable String text(Map<String, Value> fields, String name) {
    return fields.get(name) instanceof StringValue(String value) ? value : null;
  }

  private static @Nullable ObjectValue object(Map<String, Value> fields, String name) {
    return fields.get(name) instanceof ObjectValue object ? object : null;
  }
}
