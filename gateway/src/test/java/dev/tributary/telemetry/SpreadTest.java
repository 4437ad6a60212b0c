package dev.tributary.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void tellsWhatALimitWouldHaveRefused() {
    Spread minutes = new Spread();
    minutes.add(100, 10);
    minutes.add(100, 10);
    minutes.add(400, 40);

    assertThat(minutes.beyond(400)).isZero();
    assertThat(minutes.beyond(100)).isEqualTo(30);
    assertThat(minutes.beyond(200)).isEqualTo(20);
    assertThat(minutes.larger(100)).isEqualTo(1);
  }

  @Test
  void nothingIsSpreadOverNothing() {
    assertThat(new Spread().quantile(0.99)).isZero();
    assertThat(new Spread().beyond(0)).isZero();
  }

  @Property(tries = 500, seed = "20261128")
  void quantilesAreRightToAQuarter(
      @ForAll @Size(min = 1, max = 300)
          List<@LongRange(min = 0, max = 1_000_000_000_000L) Long> all,
      @ForAll @LongRange(min = 1, max = 100) long percent) {
    Spread spread = new Spread();
    all.forEach(amount -> spread.add(amount, 1));
    long exact =
        all.stream().sorted().toList().get((int) Math.ceil(all.size() * (percent / 100.0)) - 1);

    assertThat((double) spread.quantile(percent / 100.0))
        .isCloseTo(exact, within(exact * 0.25 + 1));
  }
}
