package dev.tributary.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {

  private final RequestIds ids = RequestIds.accepted("x-request-id");

  private String given(String id) {
    return ids.of(MultiMap.caseInsensitiveMultiMap().add("x-request-id", id));
  }

  @Test
  void takesAPlainIdFromInFront() {
    assertThat(given("7b2f-A_1.9")).isEqualTo("7b2f-A_1.9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a\nb", "a\"b", "<b>", "é", "a,b", "${jndi:x}"})
  void givesItsOwnInPlaceOfWhatIsNotPlain(String id) {
    assertThat(given(id)).matches("[0-9a-z]{20}");
  }

  @Test
  void givesItsOwnInPlaceOfALongOne() {
    assertThat(given("a".repeat(64))).hasSize(64);
    assertThat(given("a".repeat(65))).hasSize(20);
  }

  @Test
  void takesNobodysIdsUnlessToldSo() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("x-request-id", "theirs");
    assertThat(RequestIds.generated().of(headers)).matches("[0-9a-z]{20}");
  }

  @Test
  void noTwoAreTheSame() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      assertThat(seen.add(ids.of(MultiMap.caseInsensitiveMultiMap()))).isTrue();
    }
  }
}
