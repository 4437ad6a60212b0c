package dev.tributary.openapi;

import dev.tributary.openapi.RestArgument.In;
import dev.tributary.openapi.RestType.EnumRef;
import dev.tributary.openapi.RestType.ListOf;
import dev.tributary.openapi.RestType.ObjectRef;
import dev.tributary.openapi.RestType.Scalar;
import dev.tributary.openapi.RestType.UnionRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the subgraph: only the types that its operations lead to. */
final class SdlWriter {

  private static final Map<String, String> SCALARS =
      new TreeMap<>(
          Map.of(
              "JSON", "https://www.rfc-editor.org/rfc/rfc8259",
              "DateTime", "https://scalars.graphql.org/andimarek/date-time.html",
              "Date", "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
              "Time", "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
              "UUID", "https://www.rfc-editor.org/rfc/rfc9562",
              "Url", "https://www.rfc-editor.org/rfc/rfc3986",
              "DataUrl", "https://www.rfc-editor.org/rfc/rfc2397",
              "Long", "https://spec.openapis.org/registry/format/int64",
              "BigDecimal", "https://spec.openapis.org/registry/format/decimal"));

  private static final String REST_LINK =
      """
        @link(
          url: "https://specs.tributary.dev/rest/v0.1"
          import: ["@restAuto", "@restField", "@restEnum", "@restUnion"]
        )
      """;

  private final RestTypes types;
  private final RestLinks links;
  private final CallWriter calls;
  private final Mappings mappings;
  private final String source;
  private final SortedSet<String> used = new TreeSet<>();
  private final StringBuilder out = new StringBuilder();

  private final boolean plain;

  SdlWriter(RestTypes types, RestLinks links, String source, boolean plain) {
    this.types = types;
    this.links = links;
    this.plain = plain;
    this.mappings = new Mappings(types, plain);
    this.source = source;
    this.calls = new CallWriter(mappings, source, plain);
  }

  /** How many types were written, scalars and roots left out. */
  int typeCount() {
    return (int) used.stream().filter(name -> !SCALARS.containsKey(name)).count();
  }

  String write(ServerForm server, List<RestOperation> operations) {
    out.append(
        """
        extend schema
          @link(url: "https://specs.apollo.dev/federation/v2.13"%s)
          @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
        %s  @source(
            name: %s
            http: {
              baseURL: %s
        """
            .formatted(
                links.imports(),
                plain ? "" : REST_LINK,
                SdlText.quoted(source),
                SdlText.quoted(server.baseUrl())));
    if (!server.headers().isEmpty() || server.forwarded() != null) {
      out.append("      headers: [\n");
      server.headers().forEach((name, value) -> out.append("        ").append(header(name, value)));
      if (server.forwarded() != null) {
        String forwarded = SdlText.quoted(server.forwarded());
        out.append("        { name: ").append(forwarded);
        out.append(", from: ").append(forwarded).append(" }\n");
      }
      out.append("      ]\n");
    }
    if (!server.query().isEmpty()) {
      List<String> lines = new ArrayList<>();
      server.query().forEach((name, value) -> lines.add(Mappings.key(name) + ": " + value));
      out.append("      queryParams: ");
      out.append(SdlText.mapping(String.join("\n", lines), "        ")).append('\n');
    }
    out.append("    }\n  )\n");
    root("Query", operations.stream().filter(o -> !o.mutation()).toList());
    root("Mutation", operations.stream().filter(RestOperation::mutation).toList());
    // Entities are there for others too, whether or not an operation leads to them.
    links.entities().keySet().forEach(type -> use(new ObjectRef(type)));
    for (String name : List.copyOf(used)) {
      RestObject object = types.objects().get(name);
      RestEnum values = types.enums().get(name);
      RestUnion union = types.unions().get(name);
      if (object != null) {
        write(object);
      } else if (values != null) {
        write(values);
      } else if (union != null) {
        write(union);
      } else {
        out.append("\nscalar ").append(name);
        out.append(" @specifiedBy(url: \"").append(SCALARS.get(name)).append("\")\n");
      }
    }
    return out.toString();
  }

  private static String header(String name, String value) {
    return "{ name: " + SdlText.quoted(name) + ", value: " + SdlText.quoted(value) + " }\n";
  }

  private void root(String name, List<RestOperation> operations) {
    if (operations.isEmpty()) {
      return;
    }
    out.append("\ntype ").append(name).append(" {\n");
    boolean first = true;
    for (RestOperation operation :
        operations.stream().sorted(Comparator.comparing(RestOperation::name)).toList()) {
      out.append(first ? "" : "\n");
      first = false;
      write(operation);
    }
    out.append("}\n");
  }

  private void write(RestOperation operation) {
    out.append(SdlText.description(operation.description(), "  "));
    out.append("  ").append(operation.name());
    if (!operation.arguments().isEmpty()) {
      out.append("(\n");
      for (RestArgument argument : operation.arguments()) {
        use(argument.type());
        out.append(SdlText.description(argument.description(), "    "));
        out.append("    ").append(argument.name()).append(": ").append(argument.type().text());
        out.append(argument.nonNull() ? "!" : "");
        out.append(argument.defaultValue() == null ? "" : " = " + argument.defaultValue());
        out.append('\n');
      }
      out.append("  )");
    }
    RestType result = operation.result();
    if (result != null) {
      use(result);
    }
    out.append(": ").append(result == null ? "Boolean" : result.text());
    out.append(operation.deprecated() ? " @deprecated" : "").append('\n');
    out.append("    @connect(\n      source: ").append(SdlText.quoted(source));
    out.append("\n      http: {\n        ").append(operation.method()).append(": ");
    out.append(SdlText.quoted(path(operation))).append('\n');
    http(operation);
    out.append("      }\n      selection: ");
    out.append(SdlText.mapping(selection(operation, result), "      "));
    out.append("\n    )\n");
    if (!plain) {
      out.append("    @restAuto").append(styles(operation)).append('\n');
    }
  }

  /** The arguments of {@code @restAuto}. */
  private static String styles(RestOperation operation) {
    List<String> deep = new ArrayList<>();
    List<String> path = new ArrayList<>();
    for (RestArgument argument : operation.arguments()) {
      if (argument.in() == In.QUERY_DEEP) {
        deep.add(SdlText.quoted(argument.wireName()));
      }
      if (!argument.pathStyle().isEmpty()) {
        path.add(argument.pathStyle());
      }
    }
    List<String> repeated = new ArrayList<>();
    List<String> joined = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (RestArgument argument : operation.arguments()) {
      argument.form().repeated().forEach(name -> repeated.add(SdlText.quoted(name)));
      argument.form().joined().forEach(name -> joined.add(SdlText.quoted(name)));
      argument.form().parts().forEach(part -> parts.add(part.text()));
    }
    List<String> styles = new ArrayList<>();
    addStyle("deep", deep, styles);
    addStyle("repeat", repeated, styles);
    addStyle("join", joined, styles);
    addStyle("parts", parts, styles);
    addStyle("path", path, styles);
    return styles.isEmpty() ? "" : "(" + String.join(", ", styles) + ")";
  }

  private static void addStyle(String name, List<String> values, List<String> into) {
    if (!values.isEmpty()) {
      into.add(name + ": [" + String.join(", ", values) + "]");
    }
  }

  private String selection(RestOperation operation, @Nullable RestType result) {
    if (result == null) {
      return "$(true)";
    }
    String selection = mappings.selection(result);
    StringBuilder added = new StringBuilder();
    links
        .givenBy(operation)
        .forEach((field, argument) -> added.append("\n" + field + ": $args." + argument));
    return added.isEmpty() ? selection : (plain ? selection : "... $") + added;
  }

  private String path(RestOperation operation) {
    return PathTemplate.replaced(
        operation.path(),
        parameter -> {
          RestArgument argument =
              operation.arguments().stream()
                  .filter(a -> a.in().isPath() && a.wireName().equals(parameter))
                  .findFirst()
                  .orElseThrow();
          return plain
              ? argument.prefix() + "{" + mappings.inline(argument) + "}"
              : argument.pathStyle().isEmpty()
                  ? "{" + mappings.inline(argument) + "}"
                  : "{$args." + argument.name() + "}";
        });
  }

  private void http(RestOperation operation) {
    List<String> query = new ArrayList<>();
    List<String> headers = new ArrayList<>();
    String body = null;
    for (RestArgument argument : operation.arguments()) {
      query.addAll(mappings.query(argument));
      if (argument.in() == In.HEADER) {
        headers.add(header(argument.wireName(), "{" + mappings.inline(argument) + "}"));
      }
      if (argument.in().isBody()) {
        body = mappings.body("$args." + argument.name(), argument.type());
      }
      if (argument.in() == In.FORM_BODY) {
        headers.add(header("Content-Type", FormImporter.URL_ENCODED));
      }
      if (argument.in() == In.MULTIPART_BODY) {
        headers.add(header("Content-Type", FormImporter.MULTIPART));
      }
    }
    if (!query.isEmpty()) {
      out.append("        queryParams: ");
      out.append(SdlText.mapping(String.join("\n", query), "        ")).append('\n');
    }
    if (!headers.isEmpty()) {
      out.append("        headers: [\n");
      headers.forEach(header -> out.append("          ").append(header));
      out.append("        ]\n");
    }
    if (body != null) {
      out.append("        body: ").append(SdlText.mapping(body, "        ")).append('\n');
    }
  }

  private void use(RestType type) {
    switch (type) {
      case ListOf list -> use(list.item());
      case EnumRef values -> used.add(values.name());
      case UnionRef union -> {
        if (used.add(union.name())) {
          types.union(union).members().forEach(member -> use(member.type()));
        }
      }
      case Scalar scalar -> {
        if (SCALARS.containsKey(scalar.name())) {
          used.add(scalar.name());
        }
      }
      case ObjectRef object -> {
        if (used.add(object.name())) {
          types.object(object).fields().forEach(field -> use(field.type()));
          links.given(object.name()).forEach(field -> use(field.type()));
          links.relationsOf(object.name()).forEach(relation -> use(relation.to()));
        }
      }
    }
  }

  private void write(RestObject object) {
    out.append('\n').append(SdlText.description(object.description(), ""));
    out.append(object.input() ? "input " : "type ").append(object.name());
    RestLinks.Entity entity = links.entities().get(object.name());
    if (entity != null) {
      out.append("\n  @key(fields: ").append(SdlText.quoted(String.join(" ", entity.key())));
      out.append(")\n").append(calls.directives(entity.call(), "  ")).append("{\n");
    } else {
      out.append(" {\n");
    }
    for (RestField field : object.fields()) {
      out.append(SdlText.description(field.description(), "  "));
      out.append("  ").append(field.name()).append(": ").append(field.type().text());
      out.append(field.nonNull() ? "!" : "");
      if (!plain && !field.name().equals(field.wireName())) {
        out.append(" @restField(name: ").append(SdlText.quoted(field.wireName())).append(')');
      }
      out.append('\n');
    }
    for (RestField field : links.given(object.name())) {
      out.append("  ").append(field.name()).append(": ").append(field.type().text());
      out.append(" @inaccessible\n");
    }
    for (RestLinks.Relation relation : links.relationsOf(object.name())) {
      out.append("  ").append(relation.name()).append(": ").append(relation.to().text());
      out.append('\n').append(calls.directives(relation.call(), "    "));
    }
    out.append("}\n");
  }

  private void write(RestUnion union) {
    out.append('\n').append(SdlText.description(union.description(), ""));
    if (union.input()) {
      out.append("input ").append(union.name()).append(" @oneOf @restUnion {\n");
      for (RestUnion.Member member : union.members()) {
        out.append("  ").append(member.field()).append(": ").append(member.type().text());
        out.append('\n');
      }
      out.append("}\n");
      return;
    }
    out.append("union ").append(union.name()).append("\n  @restUnion(\n");
    if (union.discriminator() != null) {
      out.append("    discriminator: ").append(SdlText.quoted(union.discriminator()));
      out.append('\n');
    }
    out.append("    members: [\n");
    for (RestUnion.Member member : union.members()) {
      out.append("      { type: ").append(SdlText.quoted(member.type().text()));
      if (member.kind() != null) {
        out.append(", kind: ").append(SdlText.quoted(member.kind()));
      }
      list("values", member.values());
      list("required", member.required());
      list("statuses", member.statuses());
      out.append(" }\n");
    }
    out.append("    ]\n  ) =\n");
    for (RestUnion.Member member : union.members()) {
      out.append("    | ").append(member.type().text()).append('\n');
    }
  }

  private void list(String name, List<String> texts) {
    if (!texts.isEmpty()) {
      out.append(", ").append(name).append(": [");
      out.append(texts.stream().map(SdlText::quoted).collect(Collectors.joining(", ")));
      out.append(']');
    }
  }

  private void write(RestEnum values) {
    out.append('\n').append(SdlText.description(values.description(), ""));
    out.append("enum ").append(values.name()).append(" {\n");
    for (RestEnum.Value value : values.values()) {
      out.append("  ").append(value.name());
      if (!plain && !value.name().equals(value.wireName())) {
        out.append(" @restEnum(value: ").append(SdlText.quoted(value.wireName())).append(')');
      }
      out.append('\n');
    }
    out.append("}\n");
  }
}
