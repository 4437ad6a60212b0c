package dev.tributary.openapi;

import dev.tributary.openapi.Customisation.Credentials;
import dev.tributary.openapi.Finding.Code;
import dev.tributary.openapi.Settings.Problems;
import dev.tributary.openapi.Settings.Word;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What all calls have in common.
 *
 * @param headers by name, with templates as values
 * @param query by name, with mappings as values
 * @param forwarded a header of the client's that is sent on, or null
 */
record ServerForm(
    String baseUrl,
    Map<String, String> headers,
    Map<String, String> query,
    @Nullable String forwarded) {

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_.-]+");
  private static final String NOWHERE = "https://server.invalid";

  /**
   * @param auth what calls carry instead of what the document says, or null
   */
  static ServerForm of(
      OpenAPI document,
      ImportOptions options,
      @Nullable Credentials auth,
      Findings findings,
      Problems problems) {
    Map<String, String> headers = new TreeMap<>();
    Map<String, String> query = new TreeMap<>();
    String forwarded = null;
    if (auth != null) {
      forwarded = forwarded(auth.forward(), problems);
      Word scheme = auth.scheme();
      if (scheme != null && !credentials(document, scheme.text(), headers, query, findings)) {
        problems.add(scheme.line(), "the document has no security scheme '" + scheme.text() + "'");
      }
    } else if (document.getSecurity() != null && !document.getSecurity().isEmpty()) {
      // Alternatives: the first is as good as any other.
      for (String name : document.getSecurity().getFirst().keySet()) {
        credentials(document, name, headers, query, findings);
      }
    }
    return new ServerForm(
        baseUrl(document, options.baseUrl(), findings), headers, query, forwarded);
  }

  private static @Nullable String forwarded(@Nullable Word header, Problems problems) {
    if (header != null && !TOKEN.matcher(header.text()).matches()) {
      problems.add(header.line(), "'" + header.text() + "' is no header");
      return null;
    }
    return header == null ? null : header.text();
  }

  private static String baseUrl(OpenAPI document, @Nullable String chosen, Findings findings) {
    if (chosen != null) {
      return chosen;
    }
    String url = "";
    if (document.getServers() != null && !document.getServers().isEmpty()) {
      Server server = document.getServers().getFirst();
      url = server.getUrl() == null ? "" : server.getUrl();
      if (server.getVariables() != null) {
        for (var variable : server.getVariables().entrySet()) {
          String value = variable.getValue().getDefault();
          url = url.replace("{" + variable.getKey() + "}", value == null ? "" : value);
        }
      }
    }
    if (url.matches("https?://[^/{}\\s]+[^{}\\s]*")) {
      return url;
    }
    findings.add(
        Code.SERVER_UNKNOWN,
        "/servers",
        "no whole address; give one when importing, or set services.NAME.url");
    return NOWHERE + (url.matches("/[^{}\\s]*") ? url : "");
  }

  private static boolean credentials(
      OpenAPI document,
      String name,
      Map<String, String> headers,
      Map<String, String> query,
      Findings findings) {
    var components = document.getComponents();
    SecurityScheme scheme =
        components == null || components.getSecuritySchemes() == null
            ? null
            : components.getSecuritySchemes().get(name);
    if (scheme == null || scheme.getType() == null) {
      return false;
    }
    String key = Names.field(name);
    String config = "$config." + key;
    String what =
        switch (scheme.getType()) {
          case APIKEY -> {
            String parameter = String.valueOf(scheme.getName());
            if (!TOKEN.matcher(parameter).matches() || scheme.getIn() == null) {
              yield "";
            }
            switch (scheme.getIn()) {
              case HEADER -> headers.put(parameter, "{" + config + "}");
              case QUERY -> query.put(parameter, config);
              case COOKIE -> headers.put("Cookie", parameter + "={" + config + "}");
            }
            yield "the key";
          }
          case HTTP -> {
            boolean basic =
                "basic".equals(String.valueOf(scheme.getScheme()).toLowerCase(Locale.ROOT));
            headers.put("Authorization", (basic ? "Basic {" : "Bearer {") + config + "}");
            yield basic ? "name:password in Base64" : "the token";
          }
          case OAUTH2, OPENIDCONNECT -> {
            headers.put("Authorization", "Bearer {" + config + "}");
            yield "a token";
          }
          case MUTUALTLS -> "";
        };
    if (!what.isEmpty()) {
      findings.add(
          Code.CREDENTIALS_NEEDED,
          Findings.at("/components/securitySchemes", name),
          "services.NAME.config." + key + " must be " + what);
    }
    return true;
  }
}
