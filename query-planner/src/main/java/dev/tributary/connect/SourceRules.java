package dev.tributary.connect;

import dev.tributary.supergraph.Value;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sources of a service, and whether connectors use them rightly. */
final class SourceRules {

  private final ServiceDocument schema;
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final Set<String> sourceNames = new LinkedHashSet<>();

  SourceRules(ServiceDocument schema) {
    this.schema = schema;
  }

  /** The source that a connector names; null when there is none that could be read. */
  @Nullable Source of(Connect connect) {
    return connect.sourceName() == null ? null : sources.get(connect.sourceName());
  }

  /** Reads and checks one {@code @source}. */
  void check(ConnectorSite site, ConnectVersion version) {
    Source source = new ConnectReader(version, site::problem).source(site.arguments());
    if (site.arguments().get("name") instanceof Value.StringValue(String name)
        && !sourceNames.add(name)) {
      site.problem(
          ConnectorCode.DUPLICATE_SOURCE_NAME,
          "name",
          0,
          "There is another source named \"" + name + "\"");
    }
    if (source == null) {
      return;
    }
    sources.put(source.name(), source);
    String scheme = UrlText.scheme(source.baseUrl());
    List<Template.Part> parts = source.baseUrl().parts();
    boolean computed = !parts.isEmpty() && parts.getFirst() instanceof Template.Hole;
    if (!computed && !isHttp(scheme)) {
      site.problem(
          ConnectorCode.INVALID_URL_SCHEME,
          "http.baseURL",
          0,
          "A base URL begins with http:// or https://");
    } else {
      checkHost(source.baseUrl(), "http.baseURL", site);
    }
    new VariableRules(schema, site, null, null, false).checkSource(source);
  }

  private static boolean isHttp(@Nullable String scheme) {
    return scheme != null && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"));
  }

  /** Whether a connector's source is there, and its URL fits. */
  void checkUse(Connect connect, ConnectorSite site) {
    Connect.Http http = connect.http();
    String name = connect.sourceName();
    if (name != null && !sourceNames.contains(name)) {
      ConnectorCode code =
          sourceNames.isEmpty()
              ? ConnectorCode.NO_SOURCES_DEFINED
              : ConnectorCode.SOURCE_NAME_MISMATCH;
      site.problem(
          code,
          "source",
          0,
          "There is no source named \""
              + name
              + "\""
              + (sourceNames.isEmpty()
                  ? ": add a @source to the schema"
                  : ": there are " + String.join(", ", sourceNames)));
    }
    if (http == null) {
      return;
    }
    String argument = "http." + http.method();
    String scheme = UrlText.scheme(http.url());
    if (name != null && scheme != null) {
      site.problem(
          ConnectorCode.ABSOLUTE_CONNECT_URL_WITH_SOURCE,
          argument,
          0,
          "With a source, the URL is a path below the source's: leave out scheme and host");
    } else if (name == null && scheme == null) {
      site.problem(
          ConnectorCode.RELATIVE_CONNECT_URL_WITHOUT_SOURCE,
          argument,
          0,
          "Without a source, the URL must begin with http:// or https://");
    } else if (name == null && !isHttp(scheme)) {
      site.problem(
          ConnectorCode.INVALID_URL_SCHEME, argument, 0, "The scheme must be http or https");
    } else if (name == null) {
      checkHost(http.url(), argument, site);
      checkDomain(http.url(), argument, site);
    }
  }

  private static void checkHost(Template url, String argument, ConnectorSite site) {
    String problem = UrlText.checkHost(url);
    if (problem != null) {
      site.problem(ConnectorCode.INVALID_URL, argument, 0, problem);
    }
  }

  /** Data must never choose the host that is called. */
  private static void checkDomain(Template url, String argument, ConnectorSite site) {
    if (url.parts().getFirst() instanceof Template.Constant(String first)
        && first.substring(first.indexOf("://") + 3).matches("[^/?#]*")
        && url.parts().size() > 1
        && url.parts().get(1) instanceof Template.Hole hole) {
      site.problem(
          ConnectorCode.INVALID_URL,
          argument,
          hole.offset(),
          "The host of a URL cannot be computed: use a @source with $config");
    }
  }
}
