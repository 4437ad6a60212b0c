package dev.tributary.supergraph;

import dev.tributary.supergraph.SdlDocument.ArgumentSyntax;
import dev.tributary.supergraph.SdlDocument.Definition;
import dev.tributary.supergraph.SdlDocument.DirectiveDefinitionSyntax;
import dev.tributary.supergraph.SdlDocument.DirectiveSyntax;
import dev.tributary.supergraph.SdlDocument.EnumSyntax;
import dev.tributary.supergraph.SdlDocument.EnumValueSyntax;
import dev.tributary.supergraph.SdlDocument.FieldSyntax;
import dev.tributary.supergraph.SdlDocument.Head;
import dev.tributary.supergraph.SdlDocument.InputSyntax;
import dev.tributary.supergraph.SdlDocument.InputValueSyntax;
import dev.tributary.supergraph.SdlDocument.InterfaceSyntax;
import dev.tributary.supergraph.SdlDocument.NameSyntax;
import dev.tributary.supergraph.SdlDocument.ObjectSyntax;
import dev.tributary.supergraph.SdlDocument.RootSyntax;
import dev.tributary.supergraph.SdlDocument.ScalarSyntax;
import dev.tributary.supergraph.SdlDocument.SchemaSyntax;
import dev.tributary.supergraph.SdlDocument.TypeSyntax;
import dev.tributary.supergraph.SdlDocument.UnionSyntax;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints a document as SDL, on request with the offset of each piece in a comment behind it. */
final class SdlText {

  private final boolean offsets;

  private SdlText(boolean offsets) {
    this.offsets = offsets;
  }

  static String of(SdlDocument document) {
    return new SdlText(false).document(document);
  }

  /** The offset of a described piece is left out: graphql-java tells its description's. */
  static String withOffsets(SdlDocument document) {
    return new SdlText(true).document(document);
  }

  private String document(SdlDocument document) {
    return document.definitions().stream().map(this::definition).collect(Collectors.joining("\n"));
  }

  private String definition(Definition definition) {
    return switch (definition) {
      case SchemaSyntax schema ->
          described(schema.description(), schema.at())
              + (schema.extension() ? "extend schema" : "schema")
              + directives(schema.directives())
              + braced(schema.roots(), this::root);
      case DirectiveDefinitionSyntax directive ->
          described(directive.description(), directive.at())
              + "directive @"
              + directive.name()
              + arguments(directive.arguments())
              + (directive.repeatable() ? " repeatable" : "")
              + " on"
              + names(directive.locations(), " ", "|");
      case TypeSyntax type -> type(type);
    };
  }

  private String type(TypeSyntax type) {
    Head head = type.head();
    return switch (type) {
      case ScalarSyntax _ -> begin(head, "scalar") + directives(head.directives());
      case ObjectSyntax(_, var interfaces, var fields) ->
          begin(head, "type")
              + names(interfaces, " implements ", "&")
              + directives(head.directives())
              + braced(fields, this::field);
      case InterfaceSyntax(_, var interfaces, var fields) ->
          begin(head, "interface")
              + names(interfaces, " implements ", "&")
              + directives(head.directives())
              + braced(fields, this::field);
      case UnionSyntax(_, var members) ->
          begin(head, "union") + directives(head.directives()) + names(members, " = ", "|");
      case EnumSyntax(_, var values) ->
          begin(head, "enum") + directives(head.directives()) + braced(values, this::enumValue);
      case InputSyntax(_, var fields) ->
          begin(head, "input") + directives(head.directives()) + braced(fields, this::inputValue);
    };
  }

  private String begin(Head head, String keyword) {
    return described(head.description(), head.at())
        + (head.extension() ? "extend " : "")
        + keyword
        + " "
        + head.name();
  }

  private String root(RootSyntax root) {
    // graphql-java drops a root's description, and its location is then the description's.
    return root.operation() + ": " + root.type();
  }

  private String field(FieldSyntax field) {
    return described(field.description(), field.at())
        + field.name()
        + arguments(field.arguments())
        + ": "
        + field.type()
        + directives(field.directives());
  }

  private String inputValue(InputValueSyntax value) {
    return described(value.description(), value.at())
        + value.name()
        + ": "
        + value.type()
        + (value.defaultValue() == null ? "" : " = " + value.defaultValue())
        + directives(value.directives());
  }

  private String enumValue(EnumValueSyntax value) {
    return described(value.description(), value.at())
        + value.name()
        + directives(value.directives());
  }

  private String arguments(List<InputValueSyntax> arguments) {
    return arguments.isEmpty() ? "" : "(" + list(arguments, this::inputValue, " ") + ")";
  }

  private String directives(List<DirectiveSyntax> directives) {
    return list(directives, this::directive, "");
  }

  private String directive(DirectiveSyntax directive) {
    return at(directive.at())
        + " @"
        + directive.name()
        + (directive.arguments().isEmpty()
            ? ""
            : "(" + list(directive.arguments(), this::argument, " ") + ")");
  }

  private String argument(ArgumentSyntax argument) {
    return at(argument.at()) + argument.name() + ": " + argument.value();
  }

  private String names(List<NameSyntax> names, String before, String separator) {
    return names.isEmpty()
        ? ""
        : before + list(names, name -> at(name.at()) + " " + name.name(), " " + separator);
  }

  private String described(@Nullable String description, int at) {
    return description == null ? at(at) : new Value.StringValue(description) + "\n";
  }

  private String at(int at) {
    return offsets ? "\n# " + at + "\n" : "";
  }

  private static <T> String braced(List<T> items, Function<T, String> print) {
    return items.isEmpty() ? "" : " {\n" + list(items, print, "\n") + "\n}";
  }

  private static <T> String list(List<T> items, Function<T, String> print, String separator) {
    return items.stream().map(print).collect(Collectors.joining(separator));
  }
}
