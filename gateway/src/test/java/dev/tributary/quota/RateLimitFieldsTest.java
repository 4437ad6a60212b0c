package dev.tributary.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimitFieldsTest {

  private static final LimitStatus SECOND =
      new LimitStatus(
          new Limit("second", Limit.Unit.COST, 100, Duration.ofMillis(500), 200, null, null),
          57,
          1);
  private static final LimitStatus DAY =
      new LimitStatus(
          new Limit("day", Limit.Unit.REQUESTS, 1_000, Duration.ofDays(1), 1_000, null, null),
          0,
          2_001);

  @Test
  void limitsAreListedAsStructuredFields() {
    assertThat(RateLimitFields.policy(List.of(SECOND)))
        .isEqualTo("\"second\";q=100;w=1;qu=\"cost\"");
    assertThat(RateLimitFields.policy(List.of(SECOND, DAY)))
        .isEqualTo("\"second\";q=100;w=1;qu=\"cost\", \"day\";q=1000;w=86400;qu=\"requests\"");
    assertThat(RateLimitFields.limit(List.of(SECOND, DAY)))
        .isEqualTo("\"second\";r=57;t=1, \"day\";r=0;t=3");
    assertThat(RateLimitFields.limit(List.of())).isEmpty();
  }
}
