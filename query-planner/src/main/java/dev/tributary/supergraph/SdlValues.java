package dev.tributary.supergraph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Reads values and type references (GraphQL specification, 2.9 and 2.11). Equal type references of
 * one document are one object: a large document has few different ones.
 */
final class SdlValues {

  /** Deeper than anything that means something, and far from the end of the stack. */
  private static final int MAX_DEPTH = 200;

  private static final Value TRUE = new Value.BooleanValue(true);
  private static final Value FALSE = new Value.BooleanValue(false);
  private static final Value NULL = new Value.NullValue();

  private final SdlLexer lexer;
  private final Map<String, TypeRef> named = new HashMap<>();
  private final Map<TypeRef, TypeRef> wrapped = new HashMap<>();
  private final Map<String, Value> strings = new HashMap<>();
  private final Map<String, Value> enums = new HashMap<>();
  private int depth;
  private boolean variables;

  SdlValues(SdlLexer lexer) {
    this.lexer = lexer;
  }

  TypeRef type() {
    depth = 0;
    return readType();
  }

  private TypeRef readType() {
    enter();
    TypeRef type;
    if (lexer.takes('[')) {
      TypeRef element = readType();
      lexer.expect(']');
      type = shared(new TypeRef.ListOf(element));
    } else {
      type = named.computeIfAbsent(lexer.name("a type"), TypeRef.Named::new);
    }
    depth--;
    return lexer.takes('!') ? shared(new TypeRef.NonNull(type)) : type;
  }

  private TypeRef shared(TypeRef type) {
    TypeRef known = wrapped.putIfAbsent(type, type);
    return known == null ? type : known;
  }

  /** A value without variables. */
  Value constant() {
    depth = 0;
    variables = false;
    return read();
  }

  /** A value that may hold variables. */
  Value value() {
    depth = 0;
    variables = true;
    return read();
  }

  private Value read() {
    enter();
    Value value =
        switch (lexer.kind()) {
          case '[' -> list();
          case '{' -> object();
          case '$' -> variable();
          case SdlLexer.NAME -> name(lexer.name("a value"));
          case SdlLexer.STRING, SdlLexer.BLOCK_STRING -> string();
          case SdlLexer.INT, SdlLexer.FLOAT -> number();
          default -> throw lexer.unexpected("a value");
        };
    depth--;
    return value;
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw SdlLexer.problem(lexer.start(), "more than " + MAX_DEPTH + " levels deep");
    }
  }

  private Value list() {
    lexer.advance();
    List<Value> values = new ArrayList<>();
    while (!lexer.takes(']')) {
      values.add(read());
    }
    return new Value.ListValue(values);
  }

  private Value object() {
    lexer.advance();
    SequencedMap<String, Value> fields = new LinkedHashMap<>();
    while (!lexer.takes('}')) {
      String field = lexer.name("a field of an input object");
      lexer.expect(':');
      fields.put(field, read());
    }
    return new Value.ObjectValue(fields);
  }

  private Value variable() {
    if (!variables) {
      throw lexer.unexpected("a value");
    }
    lexer.advance();
    return new Value.Variable(lexer.name("the name of a variable"));
  }

  private Value name(String name) {
    return switch (name) {
      case "true" -> TRUE;
      case "false" -> FALSE;
      case "null" -> NULL;
      default -> enums.computeIfAbsent(name, Value.EnumValue::new);
    };
  }

  private Value string() {
    Value value = strings.computeIfAbsent(lexer.value(), Value.StringValue::new);
    lexer.advance();
    return value;
  }

  private Value number() {
    Value value = lexer.readNumber();
    lexer.advance();
    return value;
  }
}
