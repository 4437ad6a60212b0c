package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SupergraphWaitersTest {

  private static final GraphId SHOP = new GraphId("shop", "prod");

  private final SupergraphWaiters waiters = new SupergraphWaiters(2);

  @Test
  void whoWaitsWhenTheServerStopsIsLetGo() {
    SupergraphWaiters.Waiter waiter = waiters.enter(SHOP).orElseThrow();

    waiters.endAll();

    assertThat(waiter.published().failed()).isTrue();
  }

  @Test
  void whoEntersWhileTheServerStopsIsLetGoAtOnce() {
    waiters.endAll();

    SupergraphWaiters.Waiter waiter = waiters.enter(SHOP).orElseThrow();

    assertThat(waiter.published().failed()).isTrue();
    waiter.leave();
    assertThat(waiters.count()).isZero();
  }
}
