package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressiveOverridesTest {

  private static final List<String> LABELS =
      List.of("percent(0)", "percent(10)", "percent(12.5)", "percent(100)", "beta", "gamma");

  @ParameterizedTest(name = "lot {0}")
  @CsvSource({
    "0,        percent(10) percent(12.5) percent(100) beta",
    "9.999999, percent(10) percent(12.5) percent(100) beta",
    "10,       percent(12.5) percent(100) beta",
    "12.4,     percent(12.5) percent(100) beta",
    "12.5,     percent(100) beta",
    "99.99999, percent(100) beta"
  })
  void aLotFallsUnderEveryGreaterPercentage(double lot, String on) {
    ProgressiveOverrides overrides = ProgressiveOverrides.of(LABELS, Set.of("beta", "unknown"));
    assertThat(overrides.on(() -> lot))
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(on.split(" ")));
  }

  @Test
  void noLotIsNeededWithoutPercentages() {
    ProgressiveOverrides overrides = ProgressiveOverrides.of(Set.of("beta"), Set.of("beta"));
    DoubleSupplier lots =
        () -> {
          throw new AssertionError("a lot is drawn");
        };
    assertThat(overrides.on(lots)).containsExactly("beta");
    assertThatThrownBy(() -> ProgressiveOverrides.of(LABELS, Set.of()).on(lots))
        .isInstanceOf(AssertionError.class);
  }
}
