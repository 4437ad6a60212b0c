package dev.tributary.subgraph;

import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Value;
import graphql.language.Argument;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Parses the selection in {@code @key}, {@code @requires} and {@code @provides}. */
public final class FieldSetReader {

  private static final SequencedMap<String, Value> NO_ARGUMENTS =
      Collections.unmodifiableSequencedMap(new LinkedHashMap<>());

  private FieldSetReader() {}

  /** A selection that cannot be used; the message says why. */
  public static final class InvalidFieldSet extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidFieldSet(String message) {
      super(message);
    }

    String problem() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * @param text with or without its outer braces
   */
  public static FieldSet read(String text) throws InvalidFieldSet {
    return read(text, Strictness.ALL_RULES);
  }

  /** How much is refused. */
  private enum Strictness {
    ALL_RULES,
    /** Aliases and directives are looked over: somebody else complains of them. */
    NAMES_ONLY
  }

  private static FieldSet read(String text, Strictness strictness) throws InvalidFieldSet {
    FieldSet plain = names(text);
    if (plain != null) {
      return plain;
    }
    String braced = text.strip().startsWith("{") ? text : "{" + text + "}";
    Document document;
    try {
      document = Parser.parse(braced);
    } catch (InvalidSyntaxException invalid) {
      String token = invalid.getOffendingToken();
      throw new InvalidFieldSet(
          text.isBlank()
              ? "it selects nothing"
              : token == null
                  ? "it is no selection of fields"
                  : "it is no selection of fields, near \"%s\"".formatted(token));
    }
    if (document.getDefinitions().size() != 1
        || !(document.getDefinitions().getFirst() instanceof OperationDefinition operation)) {
      throw new InvalidFieldSet("it is no single selection of fields");
    }
    return read(operation.getSelectionSet(), strictness);
  }

  /**
   * Nothing but names, as nearly all are: a large graph has thousands, and to parse each as the
   * document that it could be took an eighth of composing it. Null when there is more in it.
   */
  private static @Nullable FieldSet names(String text) {
    List<FieldSet.Selection> names = new ArrayList<>();
    int begin = -1;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ' ';
      boolean letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (letter || (c >= '0' && c <= '9' && begin >= 0)) {
        begin = begin < 0 ? i : begin;
      } else if (c == ' ' || c == ',' || c == '\t' || c == '\n') {
        if (begin >= 0) {
          names.add(new FieldSet.Field(text.substring(begin, i), NO_ARGUMENTS, null));
        }
        begin = -1;
      } else {
        return null;
      }
    }
    return names.isEmpty() ? null : new FieldSet(names);
  }

  private static FieldSet read(SelectionSet set, Strictness strictness) throws InvalidFieldSet {
    List<FieldSet.Selection> selections = new ArrayList<>();
    for (Selection<?> selection : set.getSelections()) {
      switch (selection) {
        case Field field -> selections.add(field(field, strictness));
        case InlineFragment fragment -> selections.addAll(fragment(fragment, strictness));
        case FragmentSpread spread ->
            throw new InvalidFieldSet(
                "it uses the named fragment \"%s\": write ... on Type { } instead"
                    .formatted(spread.getName()));
        default -> throw new InvalidFieldSet("it is no selection of fields");
      }
    }
    return new FieldSet(selections);
  }

  private static FieldSet.Field field(Field field, Strictness strictness) throws InvalidFieldSet {
    if (strictness == Strictness.ALL_RULES && field.getAlias() != null) {
      throw new InvalidFieldSet(
          "it gives \"%s\" the alias \"%s\", and aliases are not allowed"
              .formatted(field.getName(), field.getAlias()));
    }
    if (strictness == Strictness.ALL_RULES && !field.getDirectives().isEmpty()) {
      throw new InvalidFieldSet(
          "it puts a directive on \"%s\", and directives are not allowed"
              .formatted(field.getName()));
    }
    SequencedMap<String, Value> arguments = new LinkedHashMap<>();
    for (Argument argument : field.getArguments()) {
      arguments.put(argument.getName(), ValueReader.value(argument.getValue()));
    }
    SelectionSet below = field.getSelectionSet();
    return new FieldSet.Field(
        field.getName(), arguments, below == null ? null : read(below, strictness));
  }

  /** A fragment without a type says what its selections say. */
  private static List<FieldSet.Selection> fragment(InlineFragment fragment, Strictness strictness)
      throws InvalidFieldSet {
    if (strictness == Strictness.ALL_RULES && !fragment.getDirectives().isEmpty()) {
      throw new InvalidFieldSet("it puts a directive on a fragment, and that is not allowed");
    }
    FieldSet below = read(fragment.getSelectionSet(), strictness);
    return fragment.getTypeCondition() == null
        ? below.selections()
        : List.of(new FieldSet.Fragment(fragment.getTypeCondition().getName(), below));
  }

  /** What {@code text} selects, as far as it can be told; null when that is nothing. */
  public static @Nullable FieldSet tryRead(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return read(text, Strictness.NAMES_ONLY);
    } catch (InvalidFieldSet _) {
      return null;
    }
  }
}
