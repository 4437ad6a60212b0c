package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveDefinitionNode;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.EnumValueNode;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.InputValueNode;
import dev.tributary.subgraph.RootKind;
import dev.tributary.subgraph.TypeNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Prints a supergraph: the schema definition, directive definitions by name, types by name. Fields
 * keep their order. The same schema always gives the same bytes.
 */
final class SupergraphPrinter {

  /**
   * Case does not count first, so that machinery types stand among the others as readers expect.
   */
  private static final Comparator<String> BY_NAME =
      Comparator.<String, String>comparing(name -> name.toLowerCase(Locale.ROOT))
          .thenComparing(Comparator.naturalOrder());

  private static final int MAX_ONE_LINE = 70;

  private final StringBuilder out = new StringBuilder();

  private SupergraphPrinter() {}

  static String print(MergedSchema schema) {
    Map<RootKind, String> roots = new EnumMap<>(RootKind.class);
    for (RootKind kind : RootKind.values()) {
      if (schema.types().containsKey(kind.typeName())) {
        roots.put(kind, kind.typeName());
      }
    }
    Map<String, DirectiveDefinitionNode> directives = new HashMap<>();
    directives.putAll(JoinDefinitions.directives(schema));
    directives.putAll(schema.directives());
    Map<String, TypeNode> types = new HashMap<>();
    types.putAll(JoinDefinitions.types(schema));
    types.putAll(schema.types());
    return print(schema.description(), schema.schemaDirectives(), roots, directives, types);
  }

  /** Prints a whole document: everything that stands in it is given. */
  static String print(
      @Nullable String description,
      List<DirectiveNode> schemaDirectives,
      Map<RootKind, String> roots,
      Map<String, DirectiveDefinitionNode> directives,
      Map<String, TypeNode> types) {
    SupergraphPrinter printer = new SupergraphPrinter();
    printer.schema(description, schemaDirectives, roots);
    sorted(directives).values().forEach(printer::directive);
    sorted(types).values().forEach(printer::type);
    return printer.out.toString();
  }

  private static <T> TreeMap<String, T> sorted(Map<String, T> byName) {
    TreeMap<String, T> sorted = new TreeMap<>(BY_NAME);
    sorted.putAll(byName);
    return sorted;
  }

  private void schema(
      @Nullable String description,
      List<DirectiveNode> schemaDirectives,
      Map<RootKind, String> roots) {
    description(description, "");
    out.append("schema");
    schemaDirectives.forEach(directive -> out.append("\n  ").append(directive));
    out.append("\n{\n");
    for (RootKind kind : RootKind.values()) {
      String root = roots.get(kind);
      if (root != null) {
        out.append("  ").append(kind.operation()).append(": ").append(root).append('\n');
      }
    }
    out.append("}\n");
  }

  private void directive(DirectiveDefinitionNode definition) {
    out.append('\n');
    description(definition.description(), "");
    out.append("directive @").append(definition.name());
    arguments(definition.arguments().values(), "");
    if (definition.repeatable()) {
      out.append(" repeatable");
    }
    out.append(" on ").append(String.join(" | ", definition.locations())).append('\n');
  }

  private void type(TypeNode type) {
    out.append('\n');
    description(type.description(), "");
    switch (type) {
      case TypeNode.ObjectNode object -> withFields("type", object);
      case TypeNode.InterfaceNode contract -> withFields("interface", contract);
      case TypeNode.UnionNode union -> {
        head("union", union, "");
        if (!union.members().isEmpty()) {
          out.append(union.directives().isEmpty() ? " = " : "\n = ")
              .append(String.join(" | ", union.members().keySet()));
        }
        out.append('\n');
      }
      case TypeNode.EnumNode constants -> {
        head("enum", constants, "");
        openBody(constants);
        boolean first = true;
        for (EnumValueNode value : constants.values().values()) {
          gap(value.description(), first);
          first = false;
          description(value.description(), "  ");
          out.append("  ").append(value.name());
          directives(value.directives());
          out.append('\n');
        }
        out.append("}\n");
      }
      case TypeNode.InputNode input -> {
        head("input", input, "");
        openBody(input);
        boolean first = true;
        for (InputValueNode field : input.fields().values()) {
          gap(field.description(), first);
          first = false;
          description(field.description(), "  ");
          out.append("  ");
          inputValue(field);
          out.append('\n');
        }
        out.append("}\n");
      }
      case TypeNode.ScalarNode scalar -> {
        head("scalar", scalar, "");
        out.append('\n');
      }
    }
  }

  private void withFields(String keyword, TypeNode.WithFields type) {
    String interfaces =
        type.interfaces().isEmpty()
            ? ""
            : " implements " + String.join(" & ", type.interfaces().keySet());
    head(keyword, type, interfaces);
    openBody(type);
    boolean first = true;
    for (FieldNode field : type.fields().values()) {
      gap(field.description(), first);
      first = false;
      description(field.description(), "  ");
      out.append("  ").append(field.name());
      arguments(field.arguments().values(), "  ");
      out.append(": ").append(field.type());
      directives(field.directives());
      out.append('\n');
    }
    out.append("}\n");
  }

  private void head(String keyword, TypeNode type, String interfaces) {
    out.append(keyword).append(' ').append(type.name()).append(interfaces);
    type.directives().forEach(directive -> out.append("\n  ").append(directive));
  }

  private void openBody(TypeNode type) {
    out.append(type.directives().isEmpty() ? " {\n" : "\n{\n");
  }

  /** A described member stands apart from the one before it. */
  private void gap(@Nullable String description, boolean first) {
    if (description != null && !first) {
      out.append('\n');
    }
  }

  private void arguments(Collection<InputValueNode> arguments, String indent) {
    if (arguments.isEmpty()) {
      return;
    }
    boolean described = arguments.stream().anyMatch(argument -> argument.description() != null);
    if (!described) {
      out.append('(');
      String separator = "";
      for (InputValueNode argument : arguments) {
        out.append(separator);
        inputValue(argument);
        separator = ", ";
      }
      out.append(')');
      return;
    }
    out.append("(\n");
    boolean first = true;
    for (InputValueNode argument : arguments) {
      gap(argument.description(), first);
      first = false;
      description(argument.description(), indent + "  ");
      out.append(indent).append("  ");
      inputValue(argument);
      out.append('\n');
    }
    out.append(indent).append(')');
  }

  private void inputValue(InputValueNode value) {
    out.append(value.name()).append(": ").append(value.type());
    if (value.defaultValue() != null) {
      out.append(" = ").append(value.defaultValue());
    }
    directives(value.directives());
  }

  private void directives(List<DirectiveNode> directives) {
    directives.forEach(directive -> out.append(' ').append(directive));
  }

  private static boolean fitsOneLine(String text) {
    return text.length() <= MAX_ONE_LINE
        && !text.contains("\n")
        && !text.endsWith("\"")
        && !text.endsWith("\\")
        && !text.isBlank()
        && text.equals(text.strip());
  }

  private void description(@Nullable String text, String indent) {
    if (text == null) {
      return;
    }
    String escaped = text.replace("\"\"\"", "\\\"\"\"");
    if (fitsOneLine(escaped)) {
      out.append(indent).append("\"\"\"").append(escaped).append("\"\"\"\n");
      return;
    }
    out.append(indent).append("\"\"\"\n");
    out.append(
        escaped
            .lines()
            .map(line -> line.isBlank() ? "" : indent + line)
            .collect(Collectors.joining("\n")));
    out.append('\n').append(indent).append("\"\"\"\n");
  }
}
