package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.connect.Connect.Http;
import dev.tributary.connect.Mapping;
import dev.tributary.connect.ParameterStyles;
import dev.tributary.connect.ParameterStyles.PathStyle;
import dev.tributary.connect.Source;
import dev.tributary.connect.Template;
import dev.tributary.connect.Template.Constant;
import dev.tributary.connect.Template.Hole;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds the URI of one call: scheme and authority of the source, then the paths and the queries of
 * source and connector one after the other, with the values of the mappings in them encoded.
 *
 * <p>What the author wrote is trusted, what the data holds is not: a value cannot leave the segment
 * or parameter that it stands in.
 */
final class RestUri {

  /** Why no URI could be built; for clients, so without any part of the URL. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message, null, false, false);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  private static final String UNRESERVED = "-._~";
  private static final String RESERVED = ":/?#[]@!$&'()*+,;=%";
  private static final Pattern DOTS = Pattern.compile("(?:^|/)\\.\\.?(?:[/;]|$)");

  /** Nobody encodes a value more often; each time is one pass over it. */
  private static final int MOST_ENCODINGS = 8;

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private final Map<String, JsonNode> variables;
  private final MappingProblems problems;
  private final StringBuilder path = new StringBuilder();
  private final StringBuilder query = new StringBuilder();
  private boolean hasEmptySegment;

  /** A value that was empty is a segment all the same, so that those after it keep their places. */
  private boolean endsWithEmptySegment;

  private RestUri(Map<String, JsonNode> variables, MappingProblems problems) {
    this.variables = variables;
    this.problems = problems;
  }

  /**
   * A URI that was built.
   *
   * @param hasEmptySegment whether a value that stands in the path was null or missing
   */
  record Built(ServiceAddress address, boolean hasEmptySegment) {}

  /**
   * @param baseUrl in place of the source's; null to use that
   * @param variables of the request's side
   */
  static Built build(
      Http http,
      @Nullable Source source,
      @Nullable String baseUrl,
      Map<String, JsonNode> variables,
      MappingProblems problems)
      throws Refused {
    return build(http, source, baseUrl, ParameterStyles.NONE, variables, problems);
  }

  /**
   * @param baseUrl in place of the source's; null to use that
   * @param styles of the connector's lists and objects
   * @param variables of the request's side
   */
  static Built build(
      Http http,
      @Nullable Source source,
      @Nullable String baseUrl,
      ParameterStyles styles,
      Map<String, JsonNode> variables,
      MappingProblems problems)
      throws Refused {
    return new RestUri(variables, problems).build(http, source, baseUrl, styles);
  }

  private Built build(
      Http http, @Nullable Source source, @Nullable String baseUrl, ParameterStyles styles)
      throws Refused {
    String origin;
    if (source != null) {
      Parts base =
          Parts.of(
              baseUrl != null
                  ? baseUrl
                  : text(source.baseUrl(), Trust.OPERATOR, ParameterStyles.NONE, "SourceUrl"));
      origin = base.origin;
      path.append(base.path);
      addQuery(base.query);
      addSegments(source.path(), "SourcePath");
      addParameters(source.queryParams(), List.of(), "SourceQueryParams");
    } else {
      origin = "";
    }
    Parts own = Parts.of(text(http.url(), Trust.DATA, styles, "ConnectUrl"));
    if (source == null) {
      origin = own.origin;
    } else if (!own.origin.isEmpty()) {
      throw new Refused("A connector with a source cannot have a URL of its own");
    }
    addPath(own.path);
    addSegments(http.path(), "ConnectPath");
    addQuery(own.query);
    addParameters(http.queryParams(), styles.deep(), "ConnectQueryParams");
    return new Built(address(origin), hasEmptySegment);
  }

  private ServiceAddress address(String origin) throws Refused {
    ServiceAddress address = ServiceAddress.parse(origin + "/");
    if (address == null) {
      throw new Refused("The URL of the connector is not an http or https URL");
    }
    for (String segment : path.toString().split("/")) {
      if (stepsOut(segment)) {
        throw new Refused("A path segment of the URL cannot be '.' or '..'");
      }
    }
    String target = path.isEmpty() || path.charAt(0) != '/' ? "/" + path : path.toString();
    return new ServiceAddress(
        address.tls(),
        address.host(),
        address.port(),
        query.isEmpty() ? target : target + "?" + query);
  }

  /**
   * Whether a service would step out of the path that the author wrote: also one that decodes more
   * than it should, or more than once, before it looks for dots, or that leaves out what is behind
   * a semicolon.
   */
  private static boolean stepsOut(String segment) {
    String text = segment;
    for (int i = 0; i < MOST_ENCODINGS; i++) {
      if (text.indexOf('.') < 0 && text.indexOf('%') < 0) {
        return false;
      }
      String decoded =
          text.toLowerCase(Locale.ROOT)
              .replace("%25", "%")
              .replace("%2e", ".")
              .replace("%2f", "/")
              .replace("%5c", "/")
              .replace("%3b", ";");
      if (decoded.equals(text)) {
        return DOTS.matcher(decoded).find();
      }
      text = decoded;
    }
    return true;
  }

  /** A URL reference taken apart; the fragment is dropped. */
  private record Parts(String origin, String path, String query) {
    static Parts of(String url) {
      String text = url.strip();
      int fragment = text.indexOf('#');
      if (fragment >= 0) {
        text = text.substring(0, fragment);
      }
      int question = text.indexOf('?');
      String query = question < 0 ? "" : text.substring(question + 1);
      String rest = question < 0 ? text : text.substring(0, question);
      int scheme = rest.indexOf("://");
      if (scheme < 0) {
        return new Parts("", rest, query);
      }
      int slash = rest.indexOf('/', scheme + 3);
      return slash < 0
          ? new Parts(rest, "", query)
          : new Parts(rest.substring(0, slash), rest.substring(slash), query);
    }
  }

  /** One slash at the joint; what is empty adds nothing. */
  private void addPath(String addition) {
    String segments = addition.startsWith("/") ? addition.substring(1) : addition;
    if (!segments.isEmpty()) {
      addSegment(segments);
    }
  }

  private void addSegment(String segment) {
    if (endsWithEmptySegment || path.isEmpty() || path.charAt(path.length() - 1) != '/') {
      path.append('/');
    }
    path.append(segment);
    endsWithEmptySegment = segment.isEmpty();
  }

  private void addSegments(@Nullable Mapping mapping, String place) throws Refused {
    JsonNode segments = evaluate(mapping, place);
    if (segments == null || segments.isMissingNode() || segments.isNull()) {
      return;
    }
    if (!segments.isArray()) {
      throw new Refused("'path' must give a list");
    }
    for (JsonNode segment : segments) {
      String text = MappingValues.text(segment);
      if (text == null) {
        throw new Refused("'path' must give a list of scalars");
      }
      if (segment.isNull()) {
        hasEmptySegment = true;
      } else {
        StringBuilder encoded = new StringBuilder();
        encode(text, UNRESERVED, encoded);
        addSegment(encoded.toString());
      }
    }
  }

  private void addParameters(@Nullable Mapping mapping, List<String> deep, String place)
      throws Refused {
    JsonNode parameters = evaluate(mapping, place);
    if (parameters == null || parameters.isMissingNode() || parameters.isNull()) {
      return;
    }
    if (!parameters.isObject()) {
      throw new Refused("'queryParams' must give an object");
    }
    for (var parameter : parameters.properties()) {
      if (deep.contains(parameter.getKey())) {
        addDeep(parameter.getKey(), parameter.getValue());
      } else if (parameter.getValue().isArray()) {
        for (JsonNode element : parameter.getValue()) {
          addParameter(parameter.getKey(), element);
        }
      } else {
        addParameter(parameter.getKey(), parameter.getValue());
      }
    }
  }

  /** {@code a[b]=1} for what is nested, {@code a[]=1} for lists of scalars, {@code a[0][b]=1}. */
  private void addDeep(String name, JsonNode value) throws Refused {
    if (value.isObject()) {
      for (var property : value.properties()) {
        addDeep(name + "[" + property.getKey() + "]", property.getValue());
      }
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        addDeep(name + (value.get(i).isContainerNode() ? "[" + i + "]" : "[]"), value.get(i));
      }
    } else {
      addParameter(name, value);
    }
  }

  private void addParameter(String name, JsonNode value) throws Refused {
    String text = MappingValues.text(value);
    if (text == null) {
      throw new Refused("'queryParams' must give scalars and lists of scalars");
    }
    if (!value.isNull()) {
      StringBuilder encoded = new StringBuilder();
      encode(name, UNRESERVED, encoded);
      encoded.append('=');
      encode(text, UNRESERVED, encoded);
      addQuery(encoded.toString());
    }
  }

  private void addQuery(String addition) {
    if (!addition.isEmpty()) {
      query.append(query.isEmpty() ? "" : "&").append(addition);
    }
  }

  private @Nullable JsonNode evaluate(@Nullable Mapping mapping, String place) {
    return mapping == null
        ? null
        : MappingEvaluator.evaluate(
            mapping, MappingValues.NODES.objectNode(), variables, null, place, problems);
  }

  /** Who chose the values that stand in a template. */
  private enum Trust {
    /** The operator: {@code $config} may hold a host and port, or a whole URL. */
    OPERATOR,
    /** Clients and services. */
    DATA
  }

  private String text(Template template, Trust trust, ParameterStyles styles, String place)
      throws Refused {
    StringBuilder text = new StringBuilder();
    boolean inPath = true;
    for (Template.Part part : template.parts()) {
      switch (part) {
        case Constant(String constant) -> {
          encode(constant.replaceAll("[\\t\\n\\f\\r]", ""), UNRESERVED + RESERVED, text);
          inPath &= constant.indexOf('?') < 0;
        }
        case Hole(Mapping mapping, int offset) -> {
          JsonNode value =
              MappingEvaluator.evaluate(
                  mapping, MappingValues.NODES.nullNode(), variables, null, place, problems);
          PathStyle style = styles.of(mapping);
          if (style != null && !value.isMissingNode() && !value.isNull()) {
            text.append(PathExpansion.of(style, value));
            continue;
          }
          String scalar = value.isMissingNode() ? "" : MappingValues.text(value);
          if (scalar == null) {
            throw new Refused(
                "A URL cannot hold "
                    + MappingValues.typeName(value)
                    + ": join its values, or use 'queryParams'");
          }
          hasEmptySegment |= inPath && (value.isMissingNode() || value.isNull());
          encode(scalar, trust == Trust.DATA ? UNRESERVED : UNRESERVED + RESERVED, text);
        }
      }
    }
    return text.toString();
  }

  /** Data, with all but what is unreserved encoded. */
  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    encode(text, UNRESERVED, encoded);
    return encoded.toString();
  }

  private static void encode(String text, String kept, StringBuilder into) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if ((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || (c < 0x80 && kept.indexOf(c) >= 0)) {
        into.append(c);
      } else {
        into.append('%').append(HEX[c >> 4]).append(HEX[c & 0xF]);
      }
    }
  }
}
