package dev.tributary.supergraph;

import dev.tributary.supergraph.FieldSets.Malformed;
import dev.tributary.supergraph.FieldSets.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A recursive-descent parser for field sets.
 *
 * <p>Written by hand because a large supergraph holds tens of thousands of them: one run of the
 * full GraphQL parser for each would cost more than the rest of the document.
 */
final class FieldSetParser {

  /** Deeper than any field set that means something, and far from the end of the stack. */
  private static final int MAX_DEPTH = 200;

  private final FieldSetLexer lexer;
  private int depth;

  FieldSetParser(String text) {
    this.lexer = new FieldSetLexer(text);
  }

  FieldSet fieldSet() {
    lexer.advance();
    FieldSet whole;
    if (lexer.takes('{')) {
      whole = selections();
      lexer.expect('}');
    } else {
      whole = selections();
    }
    if (!lexer.atEnd()) {
      throw lexer.unexpected("a field");
    }
    return whole;
  }

  private FieldSet selections() {
    if (++depth > MAX_DEPTH) {
      throw lexer.problem(Reason.SYNTAX, "more than " + MAX_DEPTH + " levels deep");
    }
    List<FieldSet.Selection> selections = new ArrayList<>();
    do {
      selections.add(lexer.takesSpread() ? fragment() : field());
    } while (!lexer.atEnd() && !lexer.at('}'));
    depth--;
    return new FieldSet(selections);
  }

  private FieldSet.Fragment fragment() {
    if (!"on".equals(lexer.name())) {
      throw lexer.unexpected("\"on\" and a type after \"...\"");
    }
    lexer.advance();
    String type = name("a type name");
    refuseDirective();
    return new FieldSet.Fragment(type, braced());
  }

  private FieldSet.Field field() {
    String name = name("a field");
    if (lexer.at(':')) {
      throw lexer.problem(
          Reason.ALIAS, "aliases are not allowed in a field set: \"" + name + ":\"");
    }
    SequencedMap<String, Value> arguments = new LinkedHashMap<>();
    if (lexer.takes('(')) {
      do {
        String argument = name("an argument name");
        lexer.expect(':');
        if (arguments.putIfAbsent(argument, value()) != null) {
          throw lexer.problem(Reason.SYNTAX, "argument \"" + argument + "\" is given twice");
        }
      } while (!lexer.takes(')'));
    }
    refuseDirective();
    return new FieldSet.Field(name, arguments, lexer.at('{') ? braced() : null);
  }

  private FieldSet braced() {
    lexer.expect('{');
    FieldSet below = selections();
    lexer.expect('}');
    return below;
  }

  private void refuseDirective() {
    if (lexer.at('@')) {
      throw lexer.problem(Reason.DIRECTIVE, "directives are not allowed in a field set");
    }
  }

  private Value value() {
    if (++depth > MAX_DEPTH) {
      throw lexer.problem(Reason.SYNTAX, "more than " + MAX_DEPTH + " levels deep");
    }
    Value value;
    if (lexer.at('$')) {
      throw lexer.problem(Reason.VARIABLE, "variables are not allowed in a field set");
    } else if (lexer.takes('[')) {
      List<Value> values = new ArrayList<>();
      while (!lexer.takes(']')) {
        values.add(value());
      }
      value = new Value.ListValue(values);
    } else if (lexer.takes('{')) {
      SequencedMap<String, Value> fields = new LinkedHashMap<>();
      while (!lexer.takes('}')) {
        String field = name("a field of an input object");
        lexer.expect(':');
        fields.put(field, value());
      }
      value = new Value.ObjectValue(fields);
    } else {
      value = scalar(lexer.name());
      lexer.advance();
    }
    depth--;
    return value;
  }

  private Value scalar(@Nullable String name) {
    if (name != null) {
      return switch (name) {
        case "true" -> new Value.BooleanValue(true);
        case "false" -> new Value.BooleanValue(false);
        case "null" -> new Value.NullValue();
        default -> new Value.EnumValue(name);
      };
    }
    Value literal = lexer.literal();
    if (literal == null) {
      throw lexer.unexpected("a value");
    }
    return literal;
  }

  private String name(String what) {
    String name = lexer.name();
    if (name == null) {
      throw lexer.unexpected(what);
    }
    lexer.advance();
    return name;
  }

  /** Leaves the descent; {@link FieldSets#parse} turns it into a value again. */
  static final class Unreadable extends RuntimeException {
    final transient Malformed malformed;

    Unreadable(Malformed malformed) {
      super(malformed.problem(), null, false, false);
      this.malformed = malformed;
    }
  }
}
