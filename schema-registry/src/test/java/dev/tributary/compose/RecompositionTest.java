package dev.tributary.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.SupergraphReader;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecompositionTest {

  private final AtomicInteger composed = new AtomicInteger();

  private Recomposition recomposition(int most) {
    return new Recomposition(
        sdl -> {
          composed.incrementAndGet();
          return SupergraphReader.readComposed(sdl);
        },
        most);
  }

  @Test
  void whatWasCheckedIsNotComposedAgainToBePublished() {
    Recomposition recomposition = recomposition(10_000);

    Composition checked = recomposition.compose(graph("a"));
    Composition another = recomposition.compose(graph("b"));
    Composition published = recomposition.compose(graph("a"));

    assertThat(composed).hasValue(2);
    assertThat(published).isSameAs(checked).isEqualTo(Composer.compose(graph("a")));
    assertThat(another).isEqualTo(Composer.compose(graph("b")));
  }

  @Test
  void whatDoesNotComposeIsNotTriedAgainEither() {
    Recomposition recomposition = recomposition(10_000);
    List<SubgraphSource> broken =
        List.of(new SubgraphSource("a", "http://a.example", "type Query { a: Missing }"));

    assertThat(recomposition.compose(broken))
        .isInstanceOf(Composition.Failed.class)
        .isSameAs(recomposition.compose(broken));
  }

  @Test
  void onlyTheLastTwoAreRemembered() {
    Recomposition recomposition = recomposition(10_000);

    List.of("a", "b", "c", "a").forEach(field -> recomposition.compose(graph(field)));

    assertThat(composed).hasValue(4);
  }

  @Test
  void whatIsLargerThanMayBeRememberedIsComposedEachTime() {
    Recomposition recomposition = recomposition(10);

    recomposition.compose(graph("a"));
    recomposition.compose(graph("a"));

    assertThat(composed).hasValue(2);
  }

  private static List<SubgraphSource> graph(String field) {
    return List.of(
        new SubgraphSource("one", "http://one.example", "type Query { " + field + ": Int }"),
        new SubgraphSource("two", "http://two.example", "type Query { two: Int }"));
  }
}
