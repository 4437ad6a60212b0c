package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GraphWaitersTest {

  private static final GraphId SHOP = new GraphId("shop", "prod");

  private final GraphWaiters<String> waiters = new GraphWaiters<>(2);

  @Test
  void whoWaitsWhenTheServerStopsIsLetGo() {
    GraphWaiters<String>.Waiter waiter = waiters.enter(SHOP).orElseThrow();

    waiters.endAll();

    assertThat(waiter.woken().failed()).isTrue();
  }

  @Test
  void whoEntersWhileTheServerStopsIsLetGoAtOnce() {
    waiters.endAll();

    GraphWaiters<String>.Waiter waiter = waiters.enter(SHOP).orElseThrow();

    assertThat(waiter.woken().failed()).isTrue();
    waiter.leave();
    assertThat(waiters.count()).isZero();
  }
}
