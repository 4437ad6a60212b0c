package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupergraphFollowerTest {

  private static final GraphId SHOP = new GraphId("shop", "prod");
  private static final SupergraphFollower.Pace QUICK =
      new SupergraphFollower.Pace(
          Duration.ofSeconds(20), Duration.ofMillis(10), Duration.ofMillis(100));

  @TempDir Path directory;
  private RegistryServer server;
  private RegistryClient client;
  private final BlockingQueue<Delivery.Supergraph> taken = new LinkedBlockingQueue<>();
  private final BlockingQueue<FollowerStatus> statuses = new LinkedBlockingQueue<>();

  @BeforeEach
  void startServer() throws Exception {
    server = RegistryServer.start(directory);
    client = new RegistryClient(server.address(), server.token(TokenRole.READ, "shop@prod"));
  }

  @AfterEach
  void stopServer() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void eachNewSupergraphIsHandedOnWithinASecondOfItsPublish() throws Exception {
    try (SupergraphFollower follower = follow(Optional.empty())) {
      for (int i = 1; i <= 5; i++) {
        publish("type A" + i);
        long published = System.nanoTime();

        Delivery.Supergraph supergraph = next();

        assertThat(Duration.ofNanos(System.nanoTime() - published))
            .isLessThan(Duration.ofSeconds(1));
        assertThat(supergraph.sdl()).contains("type A" + i);
        assertThat(supergraph.version()).isEqualTo(i);
      }
      assertThat(follower.status()).isInstanceOf(FollowerStatus.Following.class);
    }
  }

  @Test
  void whatTheFollowerHasAlreadyIsNotHandedOn() throws Exception {
    publish("type A");
    String known = server.registry.latest(SHOP).orElseThrow().version().contentHash();
    try (SupergraphFollower follower = follow(Optional.of(known))) {
      publish("type B");

      assertThat(next().sdl()).contains("type B");
      assertThat(follower.status()).isNotInstanceOf(FollowerStatus.Failing.class);
    }
  }

  @Test
  void aRegistryThatWasAwayIsFollowedAgain() throws Exception {
    try (SupergraphFollower follower = follow(Optional.empty())) {
      publish("type A");
      next();

      server.restart(
          () -> {
            publish("type B");
            assertThat(failure(1).attempts()).isPositive();
          });

      assertThat(next().sdl()).contains("type B");
    }
  }

  @Test
  void aSupergraphThatCannotBeTakenDoesNotEndTheFollowing() throws Exception {
    try (SupergraphFollower follower =
        SupergraphFollower.start(
            client,
            SHOP,
            Optional.empty(),
            QUICK,
            supergraph -> {
              taken.add(supergraph);
              if (supergraph.sdl().contains("broken")) {
                throw new IllegalStateException("cannot load it");
              }
            })) {
      publish("broken");
      assertThat(next().sdl()).contains("broken");
      publish("type A");

      assertThat(next().sdl()).contains("type A");
      assertThat(follower.status()).isNotInstanceOf(FollowerStatus.Failing.class);
    }
  }

  @Test
  void aFollowerThatIsRefusedSaysWhyAndAsksAgain() throws Exception {
    StoredToken token = server.tokens.list().getFirst();
    server.tokens.revoke(token.id());
    try (SupergraphFollower follower = follow(Optional.empty())) {
      assertThat(failure(3).reason()).contains("revoked");
      assertThat(follower.status()).isInstanceOf(FollowerStatus.Failing.class);
    }
  }

  @Test
  void closingEndsAWaitAtOnce() throws Exception {
    publish("type A");
    SupergraphFollower follower = follow(Optional.empty());
    next();
    long closing = System.nanoTime();

    follower.close();

    assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aRegistryThatStopsEndsTheWaitsOfItsClients() throws Exception {
    publish("type A");
    String known = server.registry.latest(SHOP).orElseThrow().version().contentHash();
    Thread poll =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    if (client.supergraph(SHOP, Optional.of(known), Duration.ofSeconds(20))
                        instanceof Delivery.NotModified) {
                      taken.add(new Delivery.Supergraph("not modified", known, 1));
                    }
                  } catch (Exception e) {
                    taken.add(new Delivery.Supergraph(e.toString(), known, 1));
                  }
                });
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          while (server.waiting() == 0) {
            Thread.yield();
          }
        });

    server.endWaits();

    assertThat(next().sdl()).isEqualTo("not modified");
    poll.join();
  }

  @Test
  void pausesDoubleUpToTheLongestAndVary() {
    SupergraphFollower.Pace pace =
        new SupergraphFollower.Pace(
            Duration.ofSeconds(25), Duration.ofMillis(100), Duration.ofSeconds(1));
    for (int i = 0; i < 100; i++) {
      assertThat(pace.pause(1)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
      assertThat(pace.pause(2)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
      assertThat(pace.pause(9)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
      assertThat(pace.pause(Integer.MAX_VALUE))
          .isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    }
  }

  @Test
  void nobodyThereIsAFailureThatIsTriedAgain() throws Exception {
    try (RegistryClient nobody = new RegistryClient(URI.create("http://localhost:1"), "token");
        SupergraphFollower follower =
            SupergraphFollower.start(
                nobody,
                SHOP,
                Optional.empty(),
                QUICK,
                taken::add,
                Optional::empty,
                statuses::add)) {
      assertThat(failure(3).reason()).isNotEmpty();
      assertThat(follower.status()).isInstanceOf(FollowerStatus.Failing.class);
      assertThat(taken).isEmpty();
    }
  }

  private SupergraphFollower follow(Optional<String> known) {
    return SupergraphFollower.start(
        client, SHOP, known, QUICK, taken::add, Optional::empty, statuses::add);
  }

  private void publish(String sdl) {
    assertThat(
            server.registry.publish(
                SHOP,
                ChangeSet.publishing(new ProposedSubgraph("a", "http://a.example/", sdl)),
                "ci"))
        .isInstanceOf(PublishResult.Published.class);
  }

  private Delivery.Supergraph next() throws InterruptedException {
    Delivery.Supergraph supergraph = taken.poll(10, TimeUnit.SECONDS);
    assertThat(supergraph).as("a supergraph was handed on").isNotNull();
    return Objects.requireNonNull(supergraph);
  }

  /** The first failure after so many in a row. */
  private FollowerStatus.Failing failure(int attempts) {
    while (true) {
      try {
        FollowerStatus status = statuses.poll(10, TimeUnit.SECONDS);
        assertThat(status).as("a failure is reported").isNotNull();
        if (status instanceof FollowerStatus.Failing failing && failing.attempts() >= attempts) {
          return failing;
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
