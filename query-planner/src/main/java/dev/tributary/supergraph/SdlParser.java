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
import dev.tributary.supergraph.SdlDocument.Position;
import dev.tributary.supergraph.SdlDocument.RootSyntax;
import dev.tributary.supergraph.SdlDocument.ScalarSyntax;
import dev.tributary.supergraph.SdlDocument.SchemaSyntax;
import dev.tributary.supergraph.SdlDocument.UnionSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A recursive-descent parser for type system documents (GraphQL specification, September 2025, 3
 * and appendix C).
 *
 * <p>Written by hand because a generated parser takes seconds and gigabytes for a document of ten
 * megabytes. Like graphql-java's it also takes what the specification has left out: empty braces of
 * a definition, and descriptions of root operation types.
 */
public final class SdlParser {

  /** Syntax errors beyond these are most likely echoes of the first. */
  private static final int MAX_PROBLEMS = 20;

  /** After an error, reading goes on where a line begins with one of these. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "extend", "schema", "scalar", "type", "interface", "union", "enum", "input", "directive");

  private final String text;
  private final SdlLexer lexer;
  private final SdlValues values;

  private SdlParser(String text) {
    NameTable names = new NameTable();
    this.text = text;
    this.lexer = new SdlLexer(text, names);
    this.values = new SdlValues(lexer);
  }

  /** What came of a text. */
  public sealed interface Parsed {}

  /** A well-formed document; what its definitions mean is for others to say. */
  public record Valid(SdlDocument document) implements Parsed {}

  /**
   * Not a type system document.
   *
   * @param problems in the order of the text; at least one
   */
  public record Malformed(List<SyntaxProblem> problems) implements Parsed {}

  /**
   * @param problem one sentence without a final stop, such as {@code expected a name but found ")"}
   */
  public record SyntaxProblem(String problem, Position position) {}

  /** Reads a document. Never throws. */
  public static Parsed parse(String text) {
    return new SdlParser(text).parse();
  }

  private Parsed parse() {
    Lines lines = Lines.of(text);
    List<Definition> definitions = new ArrayList<>();
    List<SyntaxProblem> problems = new ArrayList<>();
    boolean more = true;
    boolean resumed = false;
    while (more) {
      try {
        if (!resumed) {
          lexer.advance();
        }
        do {
          definitions.add(definition());
        } while (!lexer.at(SdlLexer.END));
        more = false;
      } catch (SdlSyntaxException e) {
        problems.add(new SyntaxProblem(e.problem, lines.positionOf(e.at)));
        more = problems.size() < MAX_PROBLEMS && resumes();
        resumed = true;
      }
    }
    return problems.isEmpty()
        ? new Valid(new SdlDocument(definitions, lines))
        : new Malformed(List.copyOf(problems));
  }

  /** Moves to where a definition begins most likely; false when there is none any more. */
  private boolean resumes() {
    while (true) {
      try {
        lexer.advance();
        if (lexer.at(SdlLexer.END)) {
          return false;
        }
        if (lexer.beginsLine() && lexer.at(SdlLexer.NAME) && KEYWORDS.contains(lexer.name())) {
          return true;
        }
      } catch (SdlSyntaxException said) {
        // One problem in a stretch that is not read is enough.
        lexer.skip();
      }
    }
  }

  private Definition definition() {
    String description = description();
    int at = lexer.start();
    boolean extension = description == null && lexer.isName("extend");
    if (extension) {
      lexer.advance();
    }
    String keyword = lexer.at(SdlLexer.NAME) ? lexer.name() : "";
    return switch (keyword) {
      case "schema" -> schema(description, extension, at);
      case "scalar" -> scalar(description, extension, at);
      case "type" -> object(description, extension, at);
      case "interface" -> anInterface(description, extension, at);
      case "union" -> union(description, extension, at);
      case "enum" -> anEnum(description, extension, at);
      case "input" -> input(description, extension, at);
      case "directive" -> {
        if (extension) {
          throw lexer.unexpected("a type or \"schema\" after \"extend\"");
        }
        yield directiveDefinition(description, at);
      }
      case "query", "mutation", "subscription", "fragment" ->
          throw SdlLexer.problem(
              at, "an operation or a fragment: only type system definitions belong here");
      default -> throw lexer.unexpected("a definition");
    };
  }

  private @Nullable String description() {
    if (!lexer.at(SdlLexer.STRING) && !lexer.at(SdlLexer.BLOCK_STRING)) {
      return null;
    }
    String description = lexer.description();
    lexer.advance();
    return description;
  }

  private SchemaSyntax schema(@Nullable String description, boolean extension, int at) {
    lexer.advance();
    List<DirectiveSyntax> directives = directives();
    if (extension && directives.isEmpty() && !lexer.at('{')) {
      throw lexer.unexpected("directives or \"{\"");
    }
    return new SchemaSyntax(
        description,
        directives,
        extension && !lexer.at('{') ? List.of() : enclosed('{', this::root, '}'),
        extension,
        at);
  }

  private RootSyntax root() {
    description();
    int at = lexer.start();
    if (!lexer.isName("query") && !lexer.isName("mutation") && !lexer.isName("subscription")) {
      throw lexer.unexpected("\"query\", \"mutation\" or \"subscription\"");
    }
    String operation = lexer.name("an operation");
    lexer.expect(':');
    return new RootSyntax(operation, lexer.name("a type"), at);
  }

  private ScalarSyntax scalar(@Nullable String description, boolean extension, int at) {
    Head head = new Head(typeName(), description, directives(), extension, at);
    requireContent(head, List.of(), List.of());
    return new ScalarSyntax(head);
  }

  private ObjectSyntax object(@Nullable String description, boolean extension, int at) {
    String name = typeName();
    List<NameSyntax> interfaces = interfaces();
    Head head = new Head(name, description, directives(), extension, at);
    List<FieldSyntax> fields = content(head, this::field);
    requireContent(head, interfaces, fields);
    return new ObjectSyntax(head, interfaces, fields);
  }

  private InterfaceSyntax anInterface(@Nullable String description, boolean extension, int at) {
    String name = typeName();
    List<NameSyntax> interfaces = interfaces();
    Head head = new Head(name, description, directives(), extension, at);
    List<FieldSyntax> fields = content(head, this::field);
    requireContent(head, interfaces, fields);
    return new InterfaceSyntax(head, interfaces, fields);
  }

  private UnionSyntax union(@Nullable String description, boolean extension, int at) {
    Head head = new Head(typeName(), description, directives(), extension, at);
    List<NameSyntax> members = lexer.takes('=') ? separated('|', "a type") : List.of();
    requireContent(head, members, List.of());
    return new UnionSyntax(head, members);
  }

  private EnumSyntax anEnum(@Nullable String description, boolean extension, int at) {
    Head head = new Head(typeName(), description, directives(), extension, at);
    List<EnumValueSyntax> enumValues = content(head, this::enumValue);
    requireContent(head, List.of(), enumValues);
    return new EnumSyntax(head, enumValues);
  }

  private InputSyntax input(@Nullable String description, boolean extension, int at) {
    Head head = new Head(typeName(), description, directives(), extension, at);
    List<InputValueSyntax> fields = content(head, this::inputValue);
    requireContent(head, List.of(), fields);
    return new InputSyntax(head, fields);
  }

  private String typeName() {
    lexer.advance();
    return lexer.name("a name");
  }

  private List<NameSyntax> interfaces() {
    if (!lexer.isName("implements")) {
      return List.of();
    }
    lexer.advance();
    return separated('&', "an interface");
  }

  /** What stands in the braces of a type; nothing when it has none. */
  private <T> List<T> content(Head head, Supplier<T> item) {
    if (!lexer.takes('{')) {
      return List.of();
    }
    List<T> items = new ArrayList<>();
    boolean mayBeEmpty = !head.extension() || !head.directives().isEmpty();
    while (mayBeEmpty ? !lexer.takes('}') : items.isEmpty() || !lexer.takes('}')) {
      items.add(item.get());
    }
    return List.copyOf(items);
  }

  /** An extension that adds nothing is none (3.4.3 and its like). */
  private void requireContent(Head head, List<?> names, List<?> content) {
    if (head.extension() && head.directives().isEmpty() && names.isEmpty() && content.isEmpty()) {
      throw lexer.unexpected("what is added to \"" + head.name() + "\"");
    }
  }

  private FieldSyntax field() {
    String description = description();
    int at = lexer.start();
    String name = lexer.name("a field");
    List<InputValueSyntax> arguments = arguments();
    lexer.expect(':');
    TypeRef type = values.type();
    return new FieldSyntax(name, description, arguments, type, directives(), at);
  }

  private List<InputValueSyntax> arguments() {
    return lexer.at('(') ? enclosed('(', this::inputValue, ')') : List.of();
  }

  private InputValueSyntax inputValue() {
    String description = description();
    int at = lexer.start();
    String name = lexer.name("a name");
    lexer.expect(':');
    TypeRef type = values.type();
    Value defaultValue = lexer.takes('=') ? values.constant() : null;
    return new InputValueSyntax(name, description, type, defaultValue, directives(), at);
  }

  private EnumValueSyntax enumValue() {
    String description = description();
    int at = lexer.start();
    if (lexer.isName("true") || lexer.isName("false") || lexer.isName("null")) {
      throw lexer.unexpected("an enum value");
    }
    return new EnumValueSyntax(lexer.name("an enum value"), description, directives(), at);
  }

  private DirectiveDefinitionSyntax directiveDefinition(@Nullable String description, int at) {
    lexer.advance();
    lexer.expect('@');
    String name = lexer.name("a name");
    List<InputValueSyntax> arguments = arguments();
    boolean repeatable = lexer.isName("repeatable");
    if (repeatable) {
      lexer.advance();
    }
    if (!lexer.isName("on")) {
      throw lexer.unexpected("\"on\"");
    }
    lexer.advance();
    return new DirectiveDefinitionSyntax(
        name, description, arguments, repeatable, separated('|', "a location"), at);
  }

  private List<DirectiveSyntax> directives() {
    if (!lexer.at('@')) {
      return List.of();
    }
    List<DirectiveSyntax> directives = new ArrayList<>();
    while (lexer.at('@')) {
      int at = lexer.start();
      lexer.advance();
      directives.add(
          new DirectiveSyntax(
              lexer.name("the name of a directive"),
              lexer.at('(') ? enclosed('(', this::argument, ')') : List.of(),
              at));
    }
    return List.copyOf(directives);
  }

  private ArgumentSyntax argument() {
    int at = lexer.start();
    String name = lexer.name("an argument");
    lexer.expect(':');
    return new ArgumentSyntax(name, values.value(), at);
  }

  /** Names with a separator between them, and perhaps one before the first. */
  private List<NameSyntax> separated(char separator, String what) {
    lexer.takes(separator);
    List<NameSyntax> names = new ArrayList<>();
    do {
      int at = lexer.start();
      names.add(new NameSyntax(lexer.name(what), at));
    } while (lexer.takes(separator));
    return List.copyOf(names);
  }

  private <T> List<T> enclosed(char open, Supplier<T> item, char close) {
    lexer.expect(open);
    List<T> items = new ArrayList<>();
    do {
      items.add(item.get());
    } while (!lexer.takes(close));
    return List.copyOf(items);
  }
}
