package dev.tributary.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How operations are served over what stays open: WebSockets and event streams.
 *
 * @param webSockets whether WebSockets are served
 * @param connections open at one time; further ones are refused
 * @param connectionsPerAddress of one peer's address, likewise; 0 for as many as there are
 * @param operations of one WebSocket at one time
 * @param messageBytes largest message of a client
 * @param initialisation until a new WebSocket's {@code connection_init} has come
 * @param beat how often a client is shown that its connection is alive, and must show that it is
 *     itself; its credentials are looked at again then
 * @param idle how long a WebSocket is kept on which no operation runs
 * @param stalled how long a client may leave what it is sent unread
 * @param initFields members of {@code connection_init}'s payload that count as header fields,
 *     besides those that hold credentials; lower case
 */
public record StreamOptions(
    boolean webSockets,
    int connections,
    int connectionsPerAddress,
    int operations,
    int messageBytes,
    Duration initialisation,
    Duration beat,
    Duration idle,
    Duration stalled,
    Set<String> initFields) {

  public StreamOptions {
    if (connections < 1 || connectionsPerAddress < 0 || operations < 1 || messageBytes < 1) {
      throw new IllegalArgumentException("limits of streams must be positive");
    }
    if (!initialisation.isPositive()
        || !beat.isPositive()
        || !idle.isPositive()
        || !stalled.isPositive()) {
      throw new IllegalArgumentException("times of streams must be positive");
    }
    initFields =
        initFields.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    if (initFields.contains("cookie")) {
      throw new IllegalArgumentException("a cookie is what a browser sends, not a page's script");
    }
  }

  public static StreamOptions defaults() {
    return new StreamOptions(
        true,
        10_000,
        0,
        100,
        1024 * 1024,
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Duration.ofMinutes(5),
        Duration.ofSeconds(30),
        Set.of());
  }
}
