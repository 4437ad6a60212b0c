package dev.tributary.quota;

import dev.tributary.redis.RedisServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import redis.embedded.RedisServer;

/** A real Redis, on a free port, that keeps nothing. */
public final class TestRedis implements AutoCloseable {

  private final int port;
  private RedisServer server;

  public TestRedis() {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  void start() {
    try {
      server =
          RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void stop() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RedisStoreOptions options(
      RedisStoreOptions.Unavailable unavailable, Duration timeout, int connections) {
    return new RedisStoreOptions(
        new RedisServers(RedisServers.Topology.STANDALONE, List.of(url()), null, connections),
        "tributary:quota:",
        timeout,
        unavailable,
        2);
  }

  @Override
  public void close() {
    stop();
  }
}
