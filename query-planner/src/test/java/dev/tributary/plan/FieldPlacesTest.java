package dev.tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.Condition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldPlacesTest {

  /** A selection is written {@code key?variable}, or {@code key} alone when it always counts. */
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          a b           ; a b
          a b a         ; a b
          a b a?x       ; a b
          a?x a         ; a
          a?x a?y b     ; a?($x | $y) b
          a?x b a       ; a?$x b a?!$x
          a?x b a?x     ; a?$x b
          a?x b a?y c a ; a?$x b a?($y & !$x) c a?(!$x & !$y)
          a?x b b a?y   ; a?$x b a?($y & !$x)
          """)
  void fieldsStandWhereTheyAreSelectedFirst(String selections, String places) {
    assertThat(places(new FieldPlaces(), selections)).isEqualTo(places);
  }

  @Test
  void anOperationHasSoManySecondPlacesAndNoMore() {
    FieldPlaces places = new FieldPlaces();
    String selections = "a?x b a";
    List<String> found =
        Collections.nCopies(70, selections).stream().map(all -> places(places, all)).toList();

    assertThat(found.subList(0, 64)).containsOnly("a?$x b a?!$x");
    assertThat(found.subList(64, 70)).containsOnly("a b");
  }

  private static String places(FieldPlaces places, String selections) {
    List<String> keys = new ArrayList<>();
    List<Condition> conditions = new ArrayList<>();
    for (String selection : selections.split(" ")) {
      String[] parts = selection.split("\\?");
      keys.add(parts[0]);
      conditions.add(
          parts.length == 1 ? Condition.ALWAYS : new Condition.Variable(parts[1], false));
    }
    Stream<String> texts =
        places.of(keys, conditions).stream()
            .map(
                place ->
                    place.condition() instanceof Condition.Always
                        ? place.responseKey()
                        : place.responseKey() + "?" + place.condition());
    return texts.collect(Collectors.joining(" "));
  }
}
