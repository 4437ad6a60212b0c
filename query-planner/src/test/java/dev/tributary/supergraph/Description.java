package dev.tributary.supergraph;

import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.ScalarType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A supergraph as lines that a golden file can hold: all that was read, built-in scalars aside. */
final class Description {

  private static final List<String> BUILT_IN = List.of("Int", "Float", "String", "Boolean", "ID");

  private final Supergraph supergraph;
  private final StringBuilder out = new StringBuilder();

  private Description(Supergraph supergraph) {
    this.supergraph = supergraph;
  }

  static String of(Supergraph supergraph) {
    Description description = new Description(supergraph);
    description.describe();
    return description.out.toString();
  }

  private void describe() {
    for (Subgraph subgraph : supergraph.subgraphs()) {
      line(
          "subgraph",
          subgraph.id() + " " + subgraph.enumName() + " " + subgraph.name(),
          subgraph.url());
    }
    line("roots", supergraph.queryType(), supergraph.mutationType(), supergraph.subscriptionType());
    line("schema" + directives(supergraph.schemaDirectives()));
    for (TypeDefinition type : supergraph.types().values()) {
      if (!BUILT_IN.contains(type.name())) {
        out.append('\n');
        describe(type);
      }
    }
  }

  private void describe(TypeDefinition type) {
    String suffix = (type.inaccessible() ? " inaccessible" : "") + directives(type.directives());
    switch (type) {
      case ObjectType object -> withFields("object", object, suffix);
      case InterfaceType anInterface -> withFields("interface", anInterface, suffix);
      case UnionType union -> {
        line("union", union.name(), names(union.in()) + suffix);
        union.members().forEach((member, in) -> line("  | " + member, names(in)));
      }
      case EnumType anEnum -> {
        line("enum", anEnum.name(), names(anEnum.in()) + suffix);
        anEnum
            .values()
            .values()
            .forEach(
                value ->
                    line(
                        "  " + value.name(),
                        names(value.in())
                            + (value.inaccessible() ? " inaccessible" : "")
                            + directives(value.directives())));
      }
      case InputType input -> {
        line("input", input.name(), names(input.in()) + suffix);
        input
            .fields()
            .values()
            .forEach(
                field ->
                    line(
                        "  " + field.name() + ": " + field.type() + defaulted(field.defaultValue()),
                        names(field.in())
                            + (field.inaccessible() ? " inaccessible" : "")
                            + directives(field.directives())));
      }
      case ScalarType scalar -> line("scalar", scalar.name(), names(scalar.in()) + suffix);
    }
  }

  private void withFields(String kind, WithFields type, String suffix) {
    line(
        kind,
        type.name(),
        "possible " + String.join(" ", supergraph.possibleTypes().get(type.name())) + suffix);
    type.in()
        .forEach(
            (subgraph, in) ->
                line(
                    "  in",
                    name(subgraph)
                        + (in.interfaceObject() ? " as interface object" : "")
                        + in.keys().stream()
                            .map(
                                key ->
                                    " key \""
                                        + key.fields()
                                        + "\""
                                        + (key.resolvable() ? "" : " not resolvable"))
                            .collect(Collectors.joining())));
    type.interfaces().forEach((name, in) -> line("  implements", name, names(in)));
    type.fields().values().forEach(this::field);
  }

  private void field(FieldDefinition field) {
    String arguments =
        field.arguments().isEmpty()
            ? ""
            : field.arguments().values().stream()
                .map(
                    argument ->
                        argument.name()
                            + ": "
                            + argument.type()
                            + defaulted(argument.defaultValue())
                            + (argument.inaccessible() ? " inaccessible" : "")
                            + directives(argument.directives()))
                .collect(Collectors.joining(", ", "(", ")"));
    line(
        "  " + field.name() + arguments + ": " + field.type(),
        (field.inaccessible() ? "inaccessible" : "") + directives(field.directives()).strip());
    field.in().forEach((subgraph, in) -> line("    in", name(subgraph) + describe(in)));
  }

  private static String describe(FieldInSubgraph in) {
    List<String> parts = new ArrayList<>();
    if (in.external()) {
      parts.add("external");
    }
    if (in.requires() != null) {
      parts.add("requires \"" + in.requires() + "\"");
    }
    if (in.provides() != null) {
      parts.add("provides \"" + in.provides() + "\"");
    }
    if (in.type() != null) {
      parts.add("type " + in.type());
    }
    if (in.overrides() != null) {
      parts.add("overrides " + in.overrides());
    }
    if (in.overrideLabel() != null) {
      parts.add("when " + in.overrideLabel());
    }
    if (in.usedOverridden()) {
      parts.add("used overridden");
    }
    in.contextArguments()
        .forEach(
            argument ->
                parts.add(
                    argument.argument()
                        + ": "
                        + argument.type()
                        + " from "
                        + argument.context()
                        + " \""
                        + argument.selection()
                        + "\""));
    return parts.isEmpty() ? "" : " " + String.join(", ", parts);
  }

  private static String defaulted(@Nullable Value value) {
    return value == null ? "" : " = " + value;
  }

  private String directives(List<AppliedDirective> directives) {
    return directives.stream()
        .map(
            directive ->
                " @"
                    + directive.name()
                    + arguments(directive.arguments())
                    + (directive.subgraphs() == null
                        ? ""
                        : "<" + names(directive.subgraphs()) + ">"))
        .collect(Collectors.joining());
  }

  private static String arguments(Map<String, Value> arguments) {
    return arguments.isEmpty()
        ? ""
        : arguments.entrySet().stream()
            .map(argument -> argument.getKey() + ": " + argument.getValue())
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private String names(BitSet subgraphs) {
    return subgraphs.stream().mapToObj(this::name).collect(Collectors.joining(" "));
  }

  private String name(int subgraph) {
    return supergraph.subgraphs().get(subgraph).name();
  }

  private void line(@Nullable String... parts) {
    for (int i = 0; i < parts.length; i++) {
      out.append(i == 0 ? "" : " ").append(parts[i] == null ? "-" : parts[i]);
    }
    while (out.charAt(out.length() - 1) == ' ') {
      out.setLength(out.length() - 1);
    }
    out.append('\n');
  }
}
