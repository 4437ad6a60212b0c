package dev.tributary.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.quota.Limit.Unit;
import dev.tributary.quota.RedisStoreOptions.Unavailable;
import dev.tributary.redis.RedisProcess;
import dev.tributary.redis.RedisServers;
import dev.tributary.redis.RedisServers.Topology;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The store over Redis 7: one server, a group that Sentinel watches, and a cluster. */
@Timeout(180)
class RedisTopologyTest {

  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    join(vertx.close());
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private static RedisStore store(
      Topology topology, List<String> urls, @Nullable String masterName) {
    return new RedisStore(
        vertx,
        new RedisStoreOptions(
            new RedisServers(topology, urls, masterName, 4),
            "tributary:quota:",
            Duration.ofSeconds(2),
            Unavailable.CLOSED,
            2),
        1_000);
  }

  private static QuotaClient client(String name, long quota) {
    Limit limit = new Limit("d", Unit.COST, quota, Duration.ofDays(1), quota, null, null);
    return new QuotaClient(ClientKey.of(name), new Tier("t", List.of(limit), 0));
  }

  private static Decision decide(RedisStore store, QuotaClient client, long units) {
    return join(store.reserve(client, new long[] {units}));
  }

  private static boolean isAdmitted(RedisStore store, QuotaClient client, long units) {
    return decide(store, client, units) instanceof Decision.Admitted;
  }

  private static Response tell(int port, Command command, String... arguments) {
    Redis redis = Redis.createClient(vertx, "redis://127.0.0.1:" + port);
    Request request = Request.cmd(command);
    for (String argument : arguments) {
      request.arg(argument);
    }
    try {
      return join(redis.send(request));
    } finally {
      join(redis.close());
    }
  }

  private static void await(String what, java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  @Test
  void countsInOneServerOfRedis7() {
    try (RedisProcess redis = RedisProcess.start()) {
      RedisStore one = store(Topology.STANDALONE, List.of(redis.url()), null);
      RedisStore other = store(Topology.STANDALONE, List.of(redis.url()), null);
      QuotaClient client = client("seven", 10);
      assertThat(isAdmitted(one, client, 7)).isTrue();
      assertThat(isAdmitted(other, client, 4)).isFalse();
      assertThat(isAdmitted(other, client, 3)).isTrue();
      join(one.close());
      join(other.close());
    }
  }

  /** What a client has spent is known to the replica that takes the master's place. */
  @Test
  void goesOnWithTheNewMasterWhenSentinelMakesOne() {
    try (RedisProcess master = RedisProcess.start();
        RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1 " + master.port());
        RedisProcess sentinel = RedisProcess.sentinel("quotas", master.port())) {
      await(
          "the replica follows",
          () ->
              tell(master.port(), Command.INFO, "replication").toString().contains("state=online"));
      await(
          "Sentinel knows the replica",
          () -> tell(sentinel.port(), Command.INFO, "sentinel").toString().contains("slaves=1"));
      RedisStore store = store(Topology.SENTINEL, List.of(sentinel.url()), "quotas");
      QuotaClient client = client("watched", 10);
      assertThat(isAdmitted(store, client, 8)).isTrue();
      await(
          "the replica has heard of it",
          () -> tell(replica.port(), Command.DBSIZE).toInteger() == 1);
      master.kill();
      assertThat(decide(store, client, 1))
          .as("nobody is admitted while nobody counts")
          .isInstanceOf(Decision.Refused.class);
      await("the replica is the master", () -> isAdmitted(store, client, 1));
      assertThat(isAdmitted(store, client, 2)).isFalse();
      assertThat(isAdmitted(store, client, 1)).isTrue();
      join(store.close());
    }
  }

  /** Each client's key is in one slot, so that its script runs in one node. */
  @Test
  void countsInAClusterOfThreeNodes() {
    List<RedisProcess> nodes = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        nodes.add(RedisProcess.start("--cluster-enabled", "yes"));
      }
      int[] slots = {0, 5461, 10923, 16384};
      for (int i = 0; i < 3; i++) {
        tell(
            nodes.get(i).port(),
            Command.CLUSTER,
            "ADDSLOTSRANGE",
            Integer.toString(slots[i]),
            Integer.toString(slots[i + 1] - 1));
        tell(
            nodes.get(i).port(),
            Command.CLUSTER,
            "MEET",
            "127.0.0.1",
            Integer.toString(nodes.getFirst().port()));
      }
      for (RedisProcess node : nodes) {
        await(
            "the cluster is whole",
            () ->
                tell(node.port(), Command.CLUSTER, "INFO").toString().contains("cluster_state:ok"));
      }
      List<String> urls = nodes.stream().map(RedisProcess::url).toList();
      RedisStore one = store(Topology.CLUSTER, urls, null);
      RedisStore other = store(Topology.CLUSTER, urls, null);
      for (int i = 0; i < 60; i++) {
        QuotaClient client = client("client " + i, 10);
        assertThat(isAdmitted(one, client, 6)).isTrue();
        assertThat(isAdmitted(other, client, 5)).isFalse();
        assertThat(isAdmitted(other, client, 4)).isTrue();
      }
      for (RedisProcess node : nodes) {
        assertThat(tell(node.port(), Command.DBSIZE).toInteger()).isPositive();
      }
      join(one.close());
      join(other.close());
    } finally {
      nodes.forEach(RedisProcess::close);
    }
  }
}
