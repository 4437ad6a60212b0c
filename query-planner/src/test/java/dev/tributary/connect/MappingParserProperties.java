package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;

class MappingParserProperties {

  private static final String[] TOKENS = {
    "a",
    "b1",
    "'q'",
    "\"x\"",
    "'",
    "\"",
    ".",
    "...",
    "->",
    "map",
    "match",
    "as",
    "$",
    "$args",
    "$(",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "?",
    "??",
    "?!",
    "@",
    "1",
    "-2.5",
    "- 3 . 4",
    ".5",
    "true",
    "null",
    "#",
    "\n",
    " ",
    "\\",
    "-",
    "é",
    "\uD83D\uDE00"
  };

  @Property(tries = 2000, seed = "20261128")
  void anyTextParsesOrSaysWhereItDoesNot(
      @ForAll("texts") String text, @ForAll ConnectVersion version) {
    switch (Mapping.parse(text, version)) {
      case Mapping.Parsed(Mapping mapping) -> {
        assertThat(mapping.root().start()).isBetween(0, text.length());
        assertThat(mapping.root().end()).isBetween(mapping.root().start(), text.length());
        // What walks the tree copes with every tree that can be parsed.
        assertThat(Shape.of(mapping.root())).isNotNull();
        assertThat(VariablePaths.of(mapping.root())).isNotNull();
        assertThat(MappingUses.of(mapping)).isNotNull();
      }
      case Mapping.Malformed(String message, int offset) -> {
        assertThat(message).isNotBlank();
        assertThat(offset).isBetween(0, text.length());
      }
    }
    assertThat(Template.parse(text, version)).isNotNull();
  }

  @Property(tries = 2000, seed = "20261128")
  void anyCharactersWhateverParseOrSayWhereTheyDoNot(
      @ForAll @StringLength(max = 40) String text, @ForAll ConnectVersion version) {
    anyTextParsesOrSaysWhereItDoesNot(text, version);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(TOKENS).list().ofMaxSize(25).map(tokens -> String.join("", tokens));
  }

  @Example
  void whatIsNestedTooDeepIsMalformed() {
    for (String open : List.of("{", "$(", "[", "a{", "a:{", "$(a->map(")) {
      for (ConnectVersion version : ConnectVersion.values()) {
        assertThat(Mapping.parse(open.repeat(100_000), version))
            .isInstanceOf(Mapping.Malformed.class);
      }
    }
  }

  @Example
  void aLongMappingIsReadInOneGo() {
    String items = "field_name: some.other.field_name->first { id name }\n".repeat(5_000);
    assertThat(Mapping.parse(items, ConnectVersion.V0_3)).isInstanceOf(Mapping.Parsed.class);
  }

  @Example
  void spansPointIntoTheText() {
    String text = "  id: $.a.b->first # why\n { c }";
    Mapping mapping = ((Mapping.Parsed) Mapping.parse(text, ConnectVersion.V0_3)).mapping();
    Expression.Path all = (Expression.Path) mapping.root();
    Expression.Item.Named item =
        (Expression.Item.Named) Objects.requireNonNull(all.group()).items().getFirst();
    assertThat(text.substring(item.start(), item.keyEnd())).isEqualTo("id");
    assertThat(text.substring(item.value().start(), item.value().end()))
        .isEqualTo("$.a.b->first # why\n { c }");
    Expression.Path path = (Expression.Path) item.value();
    assertThat(path.steps())
        .extracting(step -> text.substring(step.start(), step.end()))
        .containsExactly(".a", ".b", "->first");
  }
}
