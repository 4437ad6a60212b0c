package dev.tributary.openapi;

import dev.tributary.openapi.RestArgument.In;
import dev.tributary.openapi.RestType.ListOf;
import java.util.ArrayList;
import java.util.List;

/** Writes connectors of entities and of fields that lead to them. */
final class CallWriter {

  private final Mappings mappings;
  private final String source;
  private final boolean plain;

  CallWriter(Mappings mappings, String source, boolean plain) {
    this.mappings = mappings;
    this.source = source;
    this.plain = plain;
  }

  /** The directives, each on a line that begins with the indent. */
  String directives(RestCall call, String indent) {
    RestOperation operation = call.operation();
    StringBuilder out = new StringBuilder();
    out.append(indent).append("@connect(\n");
    out.append(indent).append("  source: ").append(SdlText.quoted(source)).append('\n');
    out.append(indent).append("  http: {\n");
    out.append(indent).append("    ").append(operation.method()).append(": ");
    out.append(SdlText.quoted(path(call))).append('\n');
    List<String> query = new ArrayList<>();
    List<String> body = new ArrayList<>();
    for (RestArgument argument : operation.arguments()) {
      String binding = call.bindings().get(argument.wireName());
      if (binding != null && !argument.in().isPath()) {
        query.add(Mappings.key(key(argument)) + ": " + list(argument, binding, call));
      }
      if (argument.in() == In.JSON_BODY) {
        call.bindings().forEach((name, value) -> addBody(operation, name, value, body));
      }
    }
    mapping(out, "queryParams", query, indent + "    ");
    mapping(out, "body", body, indent + "    ");
    out.append(indent).append("  }\n");
    if (call.batchSize() != null) {
      out.append(indent).append("  batch: { maxSize: ").append(call.batchSize()).append(" }\n");
    }
    out.append(indent).append("  selection: ");
    out.append(SdlText.mapping(selection(call), indent + "  ")).append('\n');
    out.append(indent).append(")\n");
    out.append(plain ? "" : indent + "@restAuto\n");
    return out.toString();
  }

  private static void addBody(
      RestOperation operation, String name, String value, List<String> body) {
    if (operation.arguments().stream()
        .noneMatch(a -> a.in() != In.JSON_BODY && a.wireName().equals(name))) {
      body.add(Mappings.key(name) + ": " + value);
    }
  }

  private static void mapping(StringBuilder out, String name, List<String> lines, String indent) {
    if (!lines.isEmpty()) {
      out.append(indent).append(name).append(": ");
      out.append(SdlText.mapping(String.join("\n", lines), indent)).append('\n');
    }
  }

  private static String path(RestCall call) {
    return PathTemplate.replaced(
        call.operation().path(),
        parameter ->
            prefix(call, parameter)
                + "{"
                + call.bindings().getOrDefault(parameter, "$(null)")
                + "}");
  }

  private static String prefix(RestCall call, String parameter) {
    return call.operation().arguments().stream()
        .filter(a -> a.in().isPath() && a.wireName().equals(parameter))
        .findFirst()
        .map(RestArgument::prefix)
        .orElse("");
  }

  private static String key(RestArgument argument) {
    return argument.in() == In.QUERY_DEEP ? argument.wireName() + "[]" : argument.wireName();
  }

  private static String list(RestArgument argument, String binding, RestCall call) {
    if (!(argument.type() instanceof ListOf) || call.batchSize() == null) {
      return binding;
    }
    return switch (argument.in()) {
      case QUERY_COMMAS -> binding + "->joinNotNull(\",\")";
      case QUERY_SPACES -> binding + "->joinNotNull(\" \")";
      case QUERY_PIPES -> binding + "->joinNotNull(\"|\")";
      case QUERY_JSON -> binding + "->jsonStringify";
      default -> binding;
    };
  }

  private String selection(RestCall call) {
    String selection = mappings.selection(call.result());
    if (call.at().equals("$")) {
      return selection;
    }
    return selection.startsWith("$")
        ? call.at() + selection.substring(1)
        : call.at() + " {\n  " + selection + "\n}";
  }
}
