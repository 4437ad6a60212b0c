package dev.tributary.supergraph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.supergraph.FieldSets.Malformed;
import dev.tributary.supergraph.FieldSets.Valid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class FieldSetsProperties {

  @Property(tries = 2_000, seed = "20261128")
  void anyTextIsAFieldSetOrAProblemWithinIt(@ForAll("texts") String text) {
    switch (FieldSets.parse(text)) {
      case Valid(FieldSet fieldSet) -> assertThat(fieldSet.selections()).isNotEmpty();
      case Malformed malformed -> assertThat(malformed.offset()).isBetween(0, text.length());
    }
  }

  @Property(seed = "20261128")
  void aPrintedFieldSetReadsBackAsItself(@ForAll("fieldSets") FieldSet fieldSet) {
    assertThat(FieldSets.parse(fieldSet.toString())).isEqualTo(new Valid(fieldSet));
  }

  /** Pieces of the grammar in any order come nearer to its edges than random characters do. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "id", "on", "{", "}", "(", ")", "[", "]", ":", "@", "$", "...", "..", "\"", "\"x\"",
            "\"\"\"", "\\", "\\u00", "1", "-", "1.5e", ".", ",", " ", "\n", "#", "null", "|", "é",
            "\uD800", "\u0000");
    return Arbitraries.oneOf(
        pieces.list().ofMaxSize(12).map(list -> String.join("", list)),
        Arbitraries.strings().ofMaxLength(20));
  }

  @Provide
  Arbitrary<FieldSet> fieldSets() {
    return fieldSets(3);
  }

  private Arbitrary<FieldSet> fieldSets(int depth) {
    Arbitrary<FieldSet.Selection> leaves =
        Combinators.combine(names(), arguments())
            .as((name, arguments) -> new FieldSet.Field(name, arguments, null));
    if (depth == 0) {
      return leaves.list().ofMinSize(1).ofMaxSize(3).map(FieldSet::new);
    }
    Arbitrary<FieldSet> below = fieldSets(depth - 1);
    Arbitrary<FieldSet.Selection> selections =
        Arbitraries.frequencyOf(
            Tuple.of(3, leaves),
            Tuple.of(2, Combinators.combine(names(), arguments(), below).as(FieldSet.Field::new)),
            Tuple.of(1, Combinators.combine(names(), below).as(FieldSet.Fragment::new)));
    return selections.list().ofMinSize(1).ofMaxSize(3).map(FieldSet::new);
  }

  private static Arbitrary<SequencedMap<String, Value>> arguments() {
    return Combinators.combine(names(), values())
        .as(Map::entry)
        .list()
        .ofMaxSize(2)
        .map(
            entries -> {
              SequencedMap<String, Value> arguments = new LinkedHashMap<>();
              entries.forEach(entry -> arguments.put(entry.getKey(), entry.getValue()));
              return arguments;
            });
  }

  private static Arbitrary<Value> values() {
    Arbitrary<Value> scalars =
        Arbitraries.oneOf(
            Arbitraries.bigIntegers().map(Value.IntValue::new),
            Arbitraries.bigDecimals().ofScale(3).map(Value.FloatValue::new),
            Arbitraries.strings().ofMaxLength(8).map(Value.StringValue::new),
            names()
                .filter(n -> !List.of("true", "false", "null").contains(n))
                .map(Value.EnumValue::new),
            Arbitraries.of(true, false).map(Value.BooleanValue::new),
            Arbitraries.just(new Value.NullValue()));
    return Arbitraries.oneOf(scalars, scalars.list().ofMaxSize(3).map(Value.ListValue::new));
  }

  private static Arbitrary<String> names() {
    return Arbitraries.of("id", "on", "_x", "name9", "type", "a", "query");
  }
}
