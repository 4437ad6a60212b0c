package dev.tributary.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What Redis has not been told yet. */
class UntoldTagsTest {

  private final UntoldTags untold = new UntoldTags(3);

  @Test
  void aTagIsUntoldUntilItsLatestInvalidationIsTold() {
    long first = untold.add(List.of("a", "b"));
    long second = untold.add(List.of("a"));

    untold.told(List.of("a", "b"), first);
    assertThat(untold.has(List.of("x", "a"))).isTrue();
    assertThat(untold.has(List.of("x", "b"))).isFalse();

    untold.told(List.of("a"), second);
    assertThat(untold.isEmpty()).isTrue();
  }

  @Test
  void ofMoreThanAreRememberedNobodyIsToldApartUntilAllAreTold() {
    untold.add(List.of("a"));
    long number = untold.add(List.of("b", "c", "d"));

    assertThat(untold.has(List.of("x"))).isTrue();
    untold.told(List.of("a", "b", "c", "d"), number);
    assertThat(untold.has(List.of("x"))).isTrue();

    untold.add(List.of("e"));
    untold.toldAll(number);
    assertThat(untold.has(List.of("x", "a", "b"))).isFalse();
    assertThat(untold.has(List.of("e"))).isTrue();
  }
}
