package dev.tributary.benchmarks.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RestFiguresTest {

  @Test
  void eachWayMakesTheCallsThatItsNameSays() throws Exception {
    RestFigures figures = RestFigures.measuring(16);
    try {
      List<RestFigures.Figures> all = figures.all();
      assertThat(all)
          .extracting(RestFigures.Figures::calls)
          .satisfies(
              calls -> {
                assertThat(calls.get(0)).isEqualTo(1_001);
                assertThat(calls.get(1)).isEqualTo(101);
                assertThat(calls.get(2)).isEqualTo(2);
                assertThat(calls.get(3)).isLessThan(101);
                assertThat(calls.get(4)).isZero();
              });
      assertThat(all).allSatisfy(one -> assertThat(one.cpuMillis()).isPositive());
    } finally {
      figures.close();
    }
  }
}
