package dev.tributary.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The endpoints' OpenAPI document as a page for people: no scripts, nothing from elsewhere. */
final class EndpointPage {

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent);
        --soft: color-mix(in srgb, currentColor 7%, transparent); }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.5rem; } article { border: 1px solid var(--line); border-radius: .5rem;
        margin: 1rem 0; padding: 1rem 1.25rem; } h2 { font: 600 1.05rem/1.4 ui-monospace, monospace; margin: 0; }
      h2 b { display: inline-block; min-width: 4.5rem; } p { margin: .5rem 0; }
      table { border-collapse: collapse; width: 100%; margin: .75rem 0; font-size: .95rem; }
      th, td { text-align: left; padding: .3rem .5rem; border-top: 1px solid var(--line); vertical-align: top; }
      pre { background: var(--soft); border-radius: .4rem; overflow: auto; padding: .75rem; font-size: .85rem; }
      summary { cursor: pointer; }
      """;

  private final StringBuilder html = new StringBuilder();

  private EndpointPage() {}

  /**
   * @param description where the document is; null when it is not served
   */
  static String of(JsonObject document, @Nullable String description) {
    return new EndpointPage().page(document, description);
  }

  private String page(JsonObject document, @Nullable String description) {
    html.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\">")
        .append("<title>Endpoints</title><style>")
        .append(STYLE)
        .append("</style><h1>Endpoints</h1>");
    if (description != null) {
      html.append("<p><a href=\"")
          .append(escaped(description))
          .append("\">OpenAPI document</a></p>");
    }
    JsonObject paths = document.getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      JsonObject methods = paths.getJsonObject(path);
      for (String method : methods.fieldNames()) {
        endpoint(path, method.toUpperCase(Locale.ROOT), methods.getJsonObject(method));
      }
    }
    return html.append("</html>").toString();
  }

  private void endpoint(String path, String method, JsonObject operation) {
    html.append("<article><h2><b>")
        .append(method)
        .append("</b> ")
        .append(escaped(path))
        .append("</h2>");
    String summary = operation.getString("summary");
    if (summary != null) {
      html.append("<p>").append(escaped(summary)).append("</p>");
    }
    JsonArray parameters = operation.getJsonArray("parameters", new JsonArray());
    if (!parameters.isEmpty()) {
      html.append("<table><tr><th>Parameter<th>In<th>Required<th>Type");
      for (int i = 0; i < parameters.size(); i++) {
        JsonObject parameter = parameters.getJsonObject(i);
        html.append("<tr><td><code>")
            .append(escaped(parameter.getString("name")))
            .append("</code><td>")
            .append(escaped(parameter.getString("in")))
            .append("<td>")
            .append(parameter.getBoolean("required") ? "yes" : "no")
            .append("<td><code>")
            .append(escaped(type(parameter.getJsonObject("schema"))))
            .append("</code>");
      }
      html.append("</table>");
    }
    JsonObject body = operation.getJsonObject("requestBody");
    if (body != null) {
      schema("Body", body.getJsonObject("content").getJsonObject("application/json"));
    }
    JsonObject responses = operation.getJsonObject("responses");
    for (String status : responses.fieldNames()) {
      JsonObject content = responses.getJsonObject(status).getJsonObject("content");
      if (content.containsKey("application/json")) {
        schema("Answer " + status, content.getJsonObject("application/json"));
      }
    }
    html.append("</article>");
  }

  /** A schema in a few words. */
  private static String type(JsonObject schema) {
    if (schema.containsKey("anyOf")) {
      return schema.getJsonArray("anyOf").stream()
          .map(one -> type((JsonObject) one))
          .collect(Collectors.joining(" or "));
    }
    if (schema.containsKey("enum")) {
      return schema.getJsonArray("enum").stream()
          .map(String::valueOf)
          .collect(Collectors.joining(", "));
    }
    if (schema.containsKey("items")) {
      return "list of " + type(schema.getJsonObject("items"));
    }
    String reference = schema.getString("$ref");
    return reference != null
        ? reference.substring(reference.lastIndexOf('/') + 1)
        : schema.getString("type", schema.getString("description", "anything"));
  }

  private void schema(String title, JsonObject content) {
    html.append("<details><summary>")
        .append(escaped(title))
        .append("</summary><pre>")
        .append(escaped(content.getJsonObject("schema").encodePrettily()))
        .append("</pre></details>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
