package dev.tributary.execute;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tributary.execute.Instruction.Composite;
import dev.tributary.execute.Instruction.Constant;
import dev.tributary.execute.Instruction.Guard;
import dev.tributary.execute.Instruction.Introspected;
import dev.tributary.execute.Instruction.Leaf;
import dev.tributary.json.JsonText;
import dev.tributary.json.JsonWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last step: one walk over the merged data in the client's order that writes the response.
 *
 * <p>Every method that writes a value returns false when null must take the place of what encloses
 * it (GraphQL specification, 6.4.4). The nearest enclosing value that may be null then takes back
 * what was written since it began, by setting the output's length, and writes null.
 *
 * <p>A row or list that several places refer to is walked once: the second time its bytes are
 * copied from where they were written first. Deep operations meet the same entities over and over,
 * and most of their answer is written this way. Only what told no error is remembered, because an
 * error's path differs from place to place.
 */
final class Projector {

  private static final byte[] DATA = "{\"data\":".getBytes(US_ASCII);
  private static final byte[] ERRORS = ",\"errors\":".getBytes(US_ASCII);
  private static final byte[] NULL = "null".getBytes(US_ASCII);

  /** Where a memo's instruction stands in a header's first word, above length and flags. */
  private static final int MEMO_SHIFT = 34;

  private static final long BELOW_MEMO = (1L << MEMO_SHIFT) - 1;

  /** The answer has grown over its limit. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("the answer is too large", null, false, false);
    }
  }

  private final CompiledOperation operation;
  private final ResponseTree tree;
  private final long[] cells;
  private final boolean[] conditions;
  private final Map<String, byte[]> introspection;
  private final FieldErrors errors;
  private final ResponsePath path;
  private final int maxBytes;
  private final JsonWriter out;

  /** Memos of earlier generations are void: see {@link #takeBack}. */
  private int generation = 1;

  Projector(
      CompiledOperation operation,
      ResponseTree tree,
      boolean[] conditions,
      Map<String, byte[]> introspection,
      FieldErrors errors,
      int maxBytes,
      JsonWriter out) {
    this.operation = operation;
    this.tree = tree;
    this.cells = tree.cells;
    this.conditions = conditions;
    this.introspection = introspection;
    this.errors = errors;
    this.path = errors.path();
    this.maxBytes = maxBytes;
    this.out = out;
  }

  /** Writes the whole response; throws {@link TooLarge}. */
  void write(int root) {
    errors.begin();
    out.write(DATA);
    int mark = out.length();
    if (!object(operation.projection(), root)) {
      takeBack(mark);
      out.write(NULL);
    }
    errors.end();
    if (!errors.all().isEmpty()) {
      out.write(ERRORS);
      errors.all().write(out);
    }
    out.write('}');
  }

  private boolean object(Segment segment, int row) {
    checkSize();
    if ((cells[row] & ResponseTree.HAS_ERRORS) != 0) {
      errors.tellAt(row, segment, tree.type(row), conditions);
    }
    out.write('{');
    boolean first = true;
    for (int i = 0, size = segment.size(); i < size; i++) {
      Guard guard = segment.guard(i);
      if (guard != Guard.NONE && !holds(guard, row)) {
        continue;
      }
      byte[] token = segment.token(i);
      if (first) {
        out.write(token, 1, token.length - 1);
        first = false;
      } else {
        out.write(token);
      }
      path.push(segment.quotedKey(i));
      if (!field(segment.instruction(i), row)) {
        path.pop();
        return false;
      }
      path.pop();
    }
    out.write('}');
    return true;
  }

  /** Looked at before each object: what is written between two looks at most doubles the answer. */
  private void checkSize() {
    if (out.length() > maxBytes) {
      throw new TooLarge();
    }
  }

  private boolean holds(Guard guard, int row) {
    return (guard.condition() < 0 || conditions[guard.condition()])
        && (guard.types() == null || guard.types().contains(tree.type(row)));
  }

  private boolean field(Instruction instruction, int row) {
    return switch (instruction) {
      case Leaf leaf -> leaf(leaf, leaf.type(), cell(row, leaf.origin().slot()));
      case Composite composite ->
          composite(composite, composite.type(), cell(row, composite.origin().slot()));
      case Constant constant -> {
        out.write(constant.text());
        yield true;
      }
      case Instruction.Withheld withheld -> {
        if (withheld.isToldWhereMet()) {
          errors.withheld();
        }
        yield nullOr(withheld.type());
      }
      case Introspected(String responseKey) -> {
        out.write(introspection.getOrDefault(responseKey, NULL));
        yield true;
      }
    };
  }

  private long cell(int row, int slot) {
    return slot < 0 ? Cell.MISSING : cells[row + ResponseTree.HEADER + slot];
  }

  private boolean leaf(Leaf leaf, ValueType type, long cell) {
    if (Cell.isAbsent(cell)) {
      return absent(leaf.origin(), type, cell);
    }
    ValueType element = type.element();
    if (element == null) {
      return scalar(leaf, type, cell);
    }
    if (Cell.kind(cell) != Cell.LIST) {
      return mismatch(leaf.origin(), type);
    }
    int list = Cell.index(cell);
    int mark = out.length();
    out.write('[');
    for (int i = 0, length = tree.length(list); i < length; i++) {
      if (i > 0) {
        out.write(',');
      }
      path.push(i);
      boolean written = leaf(leaf, element, tree.get(list, i));
      path.pop();
      if (!written) {
        return instead(type, mark);
      }
    }
    out.write(']');
    return true;
  }

  private boolean scalar(Leaf leaf, ValueType type, long cell) {
    if ((leaf.sure() & 1 << Cell.kind(cell)) != 0) {
      tree.write(cell, out);
      return true;
    }
    if (Cell.isReference(cell)) {
      return mismatch(leaf.origin(), type);
    }
    switch (leaf.kind().check(tree, cell)) {
      case AS_IS -> tree.write(cell, out);
      case QUOTED -> {
        out.write('"');
        tree.write(cell, out);
        out.write('"');
      }
      case REFUSED -> {
        return mismatch(leaf.origin(), type);
      }
      case HIDDEN -> {
        return hidden(leaf.origin(), type);
      }
    }
    return true;
  }

  private boolean composite(Composite field, ValueType type, long cell) {
    if (Cell.isAbsent(cell)) {
      return absent(field.origin(), type, cell);
    }
    if (!Cell.isReference(cell)) {
      return mismatch(field.origin(), type);
    }
    int at = Cell.index(cell);
    return (cells[at] & ResponseTree.SHARED) == 0
        ? reference(field, type, cell)
        : memoised(field, type, cell, at);
  }

  private boolean memoised(Composite field, ValueType type, long cell, int at) {
    if ((int) (cells[at + 1] >>> 32) == generation
        && (int) (cells[at] >>> MEMO_SHIFT) == field.id()) {
      checkSize();
      long memo = cells[at + 2];
      out.repeat((int) memo, (int) (memo >>> 32));
      return true;
    }
    int start = out.length();
    int errorsBefore = errors.seen();
    if (!reference(field, type, cell)) {
      return false;
    }
    if (errors.seen() == errorsBefore) {
      cells[at] = cells[at] & BELOW_MEMO | (long) field.id() << MEMO_SHIFT;
      cells[at + 1] = cells[at + 1] & 0xFFFFFFFFL | (long) generation << 32;
      cells[at + 2] = (long) (out.length() - start) << 32 | start;
    }
    return true;
  }

  private boolean reference(Composite field, ValueType type, long cell) {
    boolean isList = Cell.kind(cell) == Cell.LIST;
    ValueType element = type.element();
    if (element != null) {
      return isList ? list(field, type, element, Cell.index(cell)) : mismatch(field.origin(), type);
    }
    if (isList) {
      return mismatch(field.origin(), type);
    }
    int row = Cell.index(cell);
    if (field.possibleTypes() != null && !field.possibleTypes().contains(tree.type(row))) {
      return otherType(field, type, row);
    }
    int mark = out.length();
    return object(field.selections(), row) || instead(type, mark);
  }

  /** An object is there, and not of a type that a client may see here. */
  private boolean otherType(Composite field, ValueType type, int row) {
    Instruction.Origin typename = field.typename();
    String name = typename == null ? null : name(tree.get(row, typename.slot()));
    if (name != null && operation.schema().isHidden(name)) {
      return hidden(field.origin(), type);
    }
    if (typename == null || name != null && !operation.schema().isInterface(name)) {
      return mismatch(field.origin(), type);
    }
    // An interface object. Its type was looked up if these conditions make it matter.
    boolean matters = dependsOnType(field.selections());
    boolean isLost = matters && errors.tellIfLost(typename);
    if (matters && !isLost && !errors.areAbout(row)) {
      return mismatch(field.origin(), type);
    }
    if (tellsType(field.selections())) {
      errors.tellAbout(row);
      return nullOr(type);
    }
    // What is asked for whatever the type may be is there.
    int mark = out.length();
    return object(field.selections(), row) || instead(type, mark);
  }

  private @Nullable String name(long typename) {
    return Cell.kind(typename) == Cell.STRING
        ? JsonText.unquote(tree.bytes(typename), Cell.start(typename), tree.end(typename))
        : null;
  }

  private boolean dependsOnType(Segment segment) {
    boolean depends = tellsType(segment);
    for (int i = 0; i < segment.size() && !depends; i++) {
      Guard guard = segment.guard(i);
      depends = guard.types() != null && holds(guard);
    }
    return depends;
  }

  /** Whether a client asks for the type itself. */
  private boolean tellsType(Segment segment) {
    for (int i = 0; i < segment.size(); i++) {
      if (segment.instruction(i) instanceof Leaf leaf
          && leaf.origin().field().equals("__typename")
          && holds(segment.guard(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean holds(Guard guard) {
    return guard.condition() < 0 || conditions[guard.condition()];
  }

  private boolean list(Composite field, ValueType type, ValueType element, int list) {
    int mark = out.length();
    out.write('[');
    for (int i = 0, length = tree.length(list); i < length; i++) {
      if (i > 0) {
        out.write(',');
      }
      path.push(i);
      boolean written = composite(field, element, tree.get(list, i));
      path.pop();
      if (!written) {
        return instead(type, mark);
      }
    }
    out.write(']');
    return true;
  }

  /** Null in the place of what was written since {@code mark}, when the type allows it. */
  private boolean instead(ValueType type, int mark) {
    takeBack(mark);
    if (type.nonNull()) {
      return false;
    }
    out.write(NULL);
    return true;
  }

  private void takeBack(int mark) {
    out.truncate(mark);
    errors.sweep();
    // Memos may point to bytes that are gone. To find out which would cost more than to begin
    // anew: nulls that propagate are rare.
    generation++;
  }

  private boolean absent(Instruction.Origin origin, ValueType type, long cell) {
    boolean lost = Cell.kind(cell) == Cell.MISSING && errors.tellIfLost(origin);
    if (type.nonNull()) {
      if (!lost) {
        errors.nullInNonNull(origin);
      }
      return false;
    }
    out.write(NULL);
    return true;
  }

  private boolean mismatch(Instruction.Origin origin, ValueType type) {
    errors.wrongKind(origin);
    return nullOr(type);
  }

  private boolean hidden(Instruction.Origin origin, ValueType type) {
    if (type.nonNull()) {
      errors.wrongKind(origin);
    }
    return nullOr(type);
  }

  private boolean nullOr(ValueType type) {
    if (type.nonNull()) {
      return false;
    }
    out.write(NULL);
    return true;
  }
}
