package dev.tributary.supergraph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document of type system definitions and extensions as written (GraphQL specification, 3), in
 * its order. Nothing is resolved or checked here; names are shared strings.
 *
 * <p>Every piece says where it begins as an offset into the text, which costs four bytes; {@link
 * #positionOf} turns it into what people read.
 */
public record SdlDocument(List<Definition> definitions, Lines lines) {

  public SdlDocument {
    definitions = List.copyOf(definitions);
  }

  /**
   * @param at where something begins, as an offset into the text
   */
  public Position positionOf(int at) {
    return lines.positionOf(at);
  }

  /** The definitions of one kind, in the order written. */
  public <T extends Definition> List<T> all(Class<T> kind) {
    return definitions.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /**
   * A place in the text as people count.
   *
   * @param line from 1
   * @param column from 1, in UTF-16 units
   */
  public record Position(int line, int column) {}

  /** One definition or extension. */
  public sealed interface Definition {
    /** Where its first keyword begins, behind its description. */
    int at();
  }

  /**
   * {@code schema} or {@code extend schema}.
   *
   * @param roots the root types that it names, in the order written
   */
  public record SchemaSyntax(
      @Nullable String description,
      List<DirectiveSyntax> directives,
      List<RootSyntax> roots,
      boolean extension,
      int at)
      implements Definition {}

  /**
   * @param operation {@code query}, {@code mutation} or {@code subscription}
   */
  public record RootSyntax(String operation, String type, int at) {}

  /**
   * @param locations as written, whether or not there is such a location
   */
  public record DirectiveDefinitionSyntax(
      String name,
      @Nullable String description,
      List<InputValueSyntax> arguments,
      boolean repeatable,
      List<NameSyntax> locations,
      int at)
      implements Definition {}

  /** A type's definition, or an extension of it. */
  public sealed interface TypeSyntax extends Definition {
    Head head();

    default String name() {
      return head().name();
    }

    default List<DirectiveSyntax> directives() {
      return head().directives();
    }

    @Override
    default int at() {
      return head().at();
    }
  }

  /** What all kinds of types have. */
  public record Head(
      String name,
      @Nullable String description,
      List<DirectiveSyntax> directives,
      boolean extension,
      int at) {}

  public record ScalarSyntax(Head head) implements TypeSyntax {}

  public record ObjectSyntax(Head head, List<NameSyntax> interfaces, List<FieldSyntax> fields)
      implements TypeSyntax {}

  public record InterfaceSyntax(Head head, List<NameSyntax> interfaces, List<FieldSyntax> fields)
      implements TypeSyntax {}

  public record UnionSyntax(Head head, List<NameSyntax> members) implements TypeSyntax {}

  public record EnumSyntax(Head head, List<EnumValueSyntax> values) implements TypeSyntax {}

  public record InputSyntax(Head head, List<InputValueSyntax> fields) implements TypeSyntax {}

  public record FieldSyntax(
      String name,
      @Nullable String description,
      List<InputValueSyntax> arguments,
      TypeRef type,
      List<DirectiveSyntax> directives,
      int at) {}

  /** An argument's definition, or an input object's field. */
  public record InputValueSyntax(
      String name,
      @Nullable String description,
      TypeRef type,
      @Nullable Value defaultValue,
      List<DirectiveSyntax> directives,
      int at) {}

  public record EnumValueSyntax(
      String name, @Nullable String description, List<DirectiveSyntax> directives, int at) {}

  /** A name that refers to something. */
  public record NameSyntax(String name, int at) {}

  /** A directive as applied. */
  public record DirectiveSyntax(String name, List<ArgumentSyntax> arguments, int at) {}

  public record ArgumentSyntax(String name, Value value, int at) {}
}
