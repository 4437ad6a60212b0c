package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of entities are what mappings read of {@code $this}, {@code $batch} or {@code $args}. */
class VariablePathsTest {

  @ParameterizedTest(name = "{0} reads \"{1}\"")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$this.id                                         | id",
        "x: $this.a.b y: $this.a.c                        | a { b c }",
        "x: $this { a { c } b }                           | a { c } b",
        "x: $this.a { b c: d }                            | a { b d }",
        "x: $this.list->first.id                          | list { id }",
        "x: $this.list->last { id }                       | list { id }",
        "x: $this.list->map(@.id)                         | list { id }",
        "x: $this.list->map({ k: @.id, l: @.o.n })        | list { id o { n } }",
        "x: $this.list->filter(@.ok->eq(true)).id         | list { ok id }",
        "x: $this.list->find(@.a->eq($this.b)).c          | list { a c } b",
        "x: $this.id->match([$this.other, 1], [@, $this.third]) | id other third",
        "x: $this->as($t)->echo([$t.a, $t.b.c])           | a b { c }",
        "x: $this.a->as($t).b { c: $t.d }                 | a { b d }",
        "x: $this.id->joinNotNull($this.sep)              | id sep",
        "x: $($this.a ?? $this.b)                         | a b",
        "x: $this.a?.b?                                   | a { b }",
        "x: $([$this.a, { k: $this.b }])                  | a b",
        "x: $this->echo(@.a)                              | a",
        "x: $args.id y: $config.z                         | ``",
        "x: $('$this.id')                                 | ``",
        "id # $this.id                                    | ``",
      })
  @DisplayName("A mapping")
  void reads(String text, String expected) {
    if (!(Mapping.parse(text, ConnectVersion.V0_3) instanceof Mapping.Parsed(Mapping mapping))) {
      assertThat(expected).as("does not parse").isEmpty();
      return;
    }
    PathTree tree = VariablePaths.of(mapping.root()).below("this");
    assertThat(printed(tree)).isEqualTo(expected);
  }

  private static String printed(PathTree tree) {
    return tree.children().entrySet().stream()
        .map(
            child ->
                child.getValue().isEmpty()
                    ? child.getKey()
                    : child.getKey() + " { " + printed(child.getValue()) + " }")
        .collect(Collectors.joining(" "));
  }
}
