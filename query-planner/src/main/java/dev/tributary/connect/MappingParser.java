package dev.tributary.connect;

import dev.tributary.connect.Expression.ArrayLiteral;
import dev.tributary.connect.Expression.BooleanLiteral;
import dev.tributary.connect.Expression.Fallback;
import dev.tributary.connect.Expression.FallbackKind;
import dev.tributary.connect.Expression.Group;
import dev.tributary.connect.Expression.Head;
import dev.tributary.connect.Expression.Item;
import dev.tributary.connect.Expression.NullLiteral;
import dev.tributary.connect.Expression.NumberLiteral;
import dev.tributary.connect.Expression.ObjectLiteral;
import dev.tributary.connect.Expression.Path;
import dev.tributary.connect.Expression.Step;
import dev.tributary.connect.Expression.TextLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Recursive descent over the mapping language of connect v0.1 to v0.4. Where the versions read the
 * same text differently, the version decides; see the methods that ask it.
 */
final class MappingParser {

  /** Deeper nesting is a mistake or an attack; each level costs a few stack frames. */
  private static final int MAX_DEPTH = 64;

  private final ConnectVersion version;
  private final MappingLexer lexer;
  private int depth;

  MappingParser(String text, ConnectVersion version) {
    this.version = version;
    this.lexer = new MappingLexer(text);
  }

  /** The whole text. */
  Expression parse() {
    MappingSyntaxException asValue;
    try {
      Expression value = wholeValue();
      if (value != null) {
        return value;
      }
      asValue = null;
    } catch (MappingSyntaxException wrong) {
      asValue = wrong;
    }
    lexer.moveTo(0);
    depth = 0;
    try {
      return wholeItems();
    } catch (MappingSyntaxException asItems) {
      // Of two readings that both fail, the one that got further is the one that was meant.
      throw asValue != null && asValue.offset() > asItems.offset() ? asValue : asItems;
    }
  }

  /** The text as one value; null when it is to be read as items instead. */
  private @Nullable Expression wholeValue() {
    if (version.hasOptionalSteps() && !version.hasBareLiterals()) {
      return null; // v0.3 knows items only
    }
    Expression value = version.hasBareLiterals() ? expression() : path();
    // One key alone is an item: `name` makes {name: ...}.
    return !lexer.atEnd() || (value instanceof Path path && isSingleKey(path)) ? null : value;
  }

  private Expression wholeItems() {
    int start = lexer.next();
    List<Item> items = items(false);
    int end = lexer.position();
    if (items.size() == 1
        && items.getFirst() instanceof Item.Spread spread
        && !spread.isExplicit()) {
      return spread.value(); // one anonymous item is the result itself
    }
    return new Path(new Head.Root(), List.of(), new Group(items, start, end), start, end);
  }

  /** Items up to the closing brace or the end, which is left standing. */
  private List<Item> items(boolean nested) {
    List<Item> items = new ArrayList<>();
    Item.@Nullable Spread anonymous = null;
    boolean commas = false;
    while (!lexer.atEnd() && lexer.peek() != '}') {
      Item item = item();
      items.add(item);
      if (item instanceof Item.Spread spread
          && !spread.isExplicit()
          && !(spread.value() instanceof Path path && path.group() != null)) {
        anonymous = spread;
      }
      if (version.hasBareLiterals() && lexer.peek() == ',') {
        if (items.size() > 1 && !commas) {
          throw new MappingSyntaxException(
              "Separate all items with commas, or none", lexer.position());
        }
        commas = true;
        lexer.take(",");
      } else if (commas && !lexer.atEnd() && lexer.peek() != '}') {
        throw lexer.unexpected("','");
      }
    }
    if (!nested && !lexer.atEnd()) {
      throw lexer.unexpected("a key");
    }
    if (anonymous != null && (nested || items.size() > 1)) {
      throw new MappingSyntaxException(
          "This value has no name: write 'name: ...' before it or '{ ... }' after it",
          anonymous.start());
    }
    return items;
  }

  private Item item() {
    int start = lexer.next();
    if (lexer.startsWith("...")) {
      if (!version.hasBareLiterals()) {
        throw new MappingSyntaxException("'...' needs connect/v0.4 or later", start);
      }
      lexer.take("...");
      return new Item.Spread(expression(), start);
    }
    if (lexer.peek() == '.') {
      throw new MappingSyntaxException("A path cannot begin with '.': write '$.' instead", start);
    }
    String alias = lexer.key();
    int aliasEnd = lexer.position();
    if (alias != null && lexer.take(":")) {
      return new Item.Named(alias, aliased(), start, aliasEnd);
    }
    lexer.moveTo(start);
    Path path = path();
    return isSingleKey(path) && path.head() instanceof Head.Property(String key)
        ? new Item.Named(key, path, start, aliasEnd)
        : new Item.Spread(path, start);
  }

  private Expression aliased() {
    if (version.hasBareLiterals()) {
      return expression();
    }
    int start = lexer.next();
    if (lexer.peek() == '{') {
      Group group = group();
      return new Path(new Head.Root(), List.of(), group, start, group.end());
    }
    if (lexer.atNumber() || lexer.peek() == '[') {
      throw new MappingSyntaxException(
          "A literal must be written '$(...)' before connect/v0.4", start);
    }
    return path();
  }

  /** Whether an item contributes its own key: one property, perhaps optional, perhaps grouped. */
  private static boolean isSingleKey(Path path) {
    return path.head() instanceof Head.Property
        && path.steps().stream().allMatch(Step.Optional.class::isInstance);
  }

  // Paths

  private Path path() {
    int start = lexer.next();
    return tail(head(), start);
  }

  private Head head() {
    int start = lexer.next();
    if (lexer.take("@")) {
      return new Head.Current();
    }
    if (lexer.take("$")) {
      String variable = lexer.identifierHere();
      if (variable != null) {
        return new Head.Variable(variable);
      }
      if (lexer.take("(")) {
        Expression value = nested(this::expression);
        lexer.expect(")");
        return new Head.Value(value);
      }
      lexer.moveTo(start + 1);
      return new Head.Root();
    }
    String key = lexer.key();
    if (key == null) {
      throw lexer.unexpected("a path");
    }
    return new Head.Property(key);
  }

  private Path tail(Head head, int start) {
    List<Step> steps = new ArrayList<>();
    int end = lexer.position();
    for (Step step = step(steps); step != null; step = step(steps)) {
      steps.add(step);
      end = step.end();
    }
    Group group = null;
    if (lexer.peek() == '{') {
      group = group();
      end = group.end();
    } else {
      lexer.moveTo(end);
    }
    return new Path(head, steps, group, start, end);
  }

  private @Nullable Step step(List<Step> before) {
    int start = lexer.next();
    if (lexer.startsWith("...")) {
      return null;
    }
    if (lexer.take(".")) {
      String key = lexer.key();
      if (key == null) {
        throw lexer.unexpected("a key after '.'");
      }
      return new Step.Property(key, start, lexer.position());
    }
    if (lexer.take("->")) {
      lexer.next();
      String name = lexer.identifierHere();
      if (name == null) {
        throw lexer.unexpected("a method name after '->'");
      }
      int end = lexer.position();
      List<Expression> arguments = null;
      if (lexer.take("(")) {
        arguments = nested(() -> expressions(")"));
        end = lexer.position();
      } else {
        lexer.moveTo(end);
      }
      return new Step.Method(name, arguments, start, end);
    }
    if (lexer.peek() == '?' && !lexer.startsWith("??") && !lexer.startsWith("?!")) {
      if (!version.hasOptionalSteps()) {
        throw new MappingSyntaxException("'?' needs connect/v0.3 or later", start);
      }
      if (!before.isEmpty() && before.getLast() instanceof Step.Optional) {
        throw new MappingSyntaxException("One '?' is enough", start);
      }
      lexer.take("?");
      return new Step.Optional(start, lexer.position());
    }
    return null;
  }

  private Group group() {
    int start = lexer.next();
    lexer.expect("{");
    List<Item> items = nested(() -> items(true));
    lexer.expect("}");
    return new Group(items, start, lexer.position());
  }

  // Expressions

  private Expression expression() {
    int start = lexer.next();
    Expression first = unary();
    if (!version.hasOptionalSteps()) {
      return first;
    }
    List<Expression> operands = new ArrayList<>();
    operands.add(first);
    FallbackKind kind = null;
    int end = first.end();
    while (lexer.startsWith("??") || lexer.startsWith("?!")) {
      FallbackKind next = lexer.startsWith("??") ? FallbackKind.NULLISH : FallbackKind.MISSING;
      if (kind != null && kind != next) {
        throw new MappingSyntaxException(
            "'??' and '?!' cannot be mixed: use '$(...)' around one of them", lexer.position());
      }
      kind = next;
      lexer.take(kind == FallbackKind.NULLISH ? "??" : "?!");
      Expression operand = unary();
      operands.add(operand);
      end = operand.end();
    }
    lexer.moveTo(end);
    return kind == null ? first : new Fallback(kind, operands, start, end);
  }

  private Expression unary() {
    int start = lexer.next();
    Expression literal = literal();
    if (literal != null) {
      Path path = tail(new Head.Value(literal), start);
      return path.steps().isEmpty() && path.group() == null ? literal : path;
    }
    Path path = path();
    if (!version.hasOptionalSteps() && isSingleKey(path)) {
      throw new MappingSyntaxException(
          "A key alone is not an expression before connect/v0.3: write '$.' before it", start);
    }
    return path;
  }

  /** Literals are tried before paths, so that {@code "x"} is a text here and a key elsewhere. */
  private @Nullable Expression literal() {
    int start = lexer.next();
    if (lexer.atString()) {
      return new TextLiteral(lexer.string(), start, lexer.position());
    }
    if (lexer.atNumber()) {
      return new NumberLiteral(lexer.number(), start, lexer.position());
    }
    if (lexer.takeWord("true")) {
      return new BooleanLiteral(true, start, lexer.position());
    }
    if (lexer.takeWord("false")) {
      return new BooleanLiteral(false, start, lexer.position());
    }
    if (lexer.takeWord("null")) {
      return new NullLiteral(start, lexer.position());
    }
    if (lexer.take("[")) {
      List<Expression> elements = nested(() -> expressions("]"));
      return new ArrayLiteral(elements, start, lexer.position());
    }
    if (lexer.peek() == '{') {
      return object();
    }
    return null;
  }

  private Expression object() {
    int start = lexer.next();
    if (version.hasBareLiterals()) {
      Group group = group();
      return new ObjectLiteral(group.items(), start, group.end());
    }
    lexer.expect("{");
    List<Item> items =
        nested(
            () -> {
              List<Item> members = new ArrayList<>();
              while (!lexer.take("}")) {
                members.add(member());
                if (!lexer.take(",")) {
                  lexer.expect("}");
                  break;
                }
              }
              return members;
            });
    return new ObjectLiteral(items, start, lexer.position());
  }

  private Item member() {
    int start = lexer.next();
    String key = lexer.key();
    if (key == null) {
      throw lexer.unexpected("a key");
    }
    int keyEnd = lexer.position();
    lexer.expect(":");
    return new Item.Named(key, expression(), start, keyEnd);
  }

  /** Expressions with commas between them, up to and including {@code close}. */
  private List<Expression> expressions(String close) {
    List<Expression> expressions = new ArrayList<>();
    while (!lexer.take(close)) {
      expressions.add(expression());
      if (!lexer.take(",")) {
        lexer.expect(close);
        break;
      }
    }
    return expressions;
  }

  private <T> T nested(Supplier<T> inner) {
    if (++depth > MAX_DEPTH) {
      throw new MappingSyntaxException("Nested more than " + MAX_DEPTH + " deep", lexer.position());
    }
    T result = inner.get();
    depth--;
    return result;
  }
}
