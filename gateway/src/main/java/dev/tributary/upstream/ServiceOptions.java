package dev.tributary.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one service is reached.
 *
 * @param url in place of the one in the supergraph; null to use that
 * @param timeout from asking to the whole answer, waiting for a connection included
 * @param maxAnswerBytes a larger answer is given up while it is received; counted after
 *     decompression
 * @param pool connections, per event loop
 * @param headers sent with every call
 * @param forwardedHeaders names of the client's header fields that are passed on; lower case
 * @param sharing whether calls that are identical, forwarded header fields included, become one
 *     while it is in flight
 * @param propagation rules for what else passes between clients and the service
 * @param identity how the gateway shows a service that a call is its own
 */
public record ServiceOptions(
    @Nullable String url,
    Duration timeout,
    int maxAnswerBytes,
    Pool pool,
    Map<String, String> headers,
    List<String> forwardedHeaders,
    Sharing sharing,
    Propagation propagation,
    CallIdentity identity) {

  /** Whether identical queries that are in flight share one call. */
  public enum Sharing {
    ON,
    OFF
  }

  /** Which protocol is spoken. Over TLS, HTTP/2 is negotiated; in clear text it is presumed. */
  public enum Protocol {
    HTTP_1_1,
    HTTP_2
  }

  /**
   * Connections to one service from one event loop.
   *
   * @param maxConnections at most this many at a time
   * @param maxWaiting calls that may wait for a connection; further ones fail at once
   * @param keepAlive how long an unused connection is kept. A service that announces a shorter time
   *     is believed
   * @param tls the certificate that services are shown, and who vouches for theirs; null for none,
   *     and those that the JDK trusts
   */
  public record Pool(
      Protocol protocol,
      int maxConnections,
      int maxWaiting,
      Duration connectTimeout,
      Duration keepAlive,
      @Nullable ServiceTls tls) {

    /** As many as there may be subscriptions, nearly: these are limited elsewhere. */
    private static final int MOST_STREAMS = 100_000;

    /** Without a certificate, and with the authorities that the JDK trusts. */
    public Pool(
        Protocol protocol,
        int maxConnections,
        int maxWaiting,
        Duration connectTimeout,
        Duration keepAlive) {
      this(protocol, maxConnections, maxWaiting, connectTimeout, keepAlive, null);
    }

    /** For what keeps its connection: it must not use up those of other calls. */
    Pool forStreams() {
      return new Pool(protocol, MOST_STREAMS, maxWaiting, connectTimeout, keepAlive, tls);
    }

    Pool with(@Nullable ServiceTls other) {
      return new Pool(protocol, maxConnections, maxWaiting, connectTimeout, keepAlive, other);
    }

    public Pool {
      if (maxConnections < 1 || maxWaiting < 0) {
        throw new IllegalArgumentException("a pool needs connections and no negative queue");
      }
      requirePositive("connectTimeout", connectTimeout);
      requirePositive("keepAlive", keepAlive);
    }

    public static Pool defaults() {
      return new Pool(Protocol.HTTP_1_1, 64, 1024, Duration.ofSeconds(3), Duration.ofSeconds(30));
    }
  }

  /**
   * @throws IllegalArgumentException when a limit is not positive, or a header field that may not
   *     be forwarded is to be
   */
  public ServiceOptions {
    requirePositive("timeout", timeout);
    if (maxAnswerBytes < 1) {
      throw new IllegalArgumentException("maxAnswerBytes must be positive: " + maxAnswerBytes);
    }
    headers = Map.copyOf(headers);
    forwardedHeaders =
        forwardedHeaders.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().toList();
    List<String> refused =
        forwardedHeaders.stream().filter(HeaderNames.OF_A_CONNECTION::contains).toList();
    if (!refused.isEmpty()) {
      throw new IllegalArgumentException("never forwarded: " + String.join(", ", refused));
    }
    CallIdentity.Token token = identity.token();
    if (token != null && headers.keySet().stream().anyMatch(token.header()::equalsIgnoreCase)) {
      throw new IllegalArgumentException("headers and token both say what is in " + token.header());
    }
  }

  /** The same for a service that is to know whose calls these are. */
  public ServiceOptions with(CallIdentity other) {
    return new ServiceOptions(
        url, timeout, maxAnswerBytes, pool, headers, forwardedHeaders, sharing, propagation, other);
  }

  /** The same over other TLS. */
  public ServiceOptions with(@Nullable ServiceTls tls) {
    return new ServiceOptions(
        url,
        timeout,
        maxAnswerBytes,
        pool.with(tls),
        headers,
        forwardedHeaders,
        sharing,
        propagation,
        identity);
  }

  /** The same without rules. */
  public ServiceOptions(
      @Nullable String url,
      Duration timeout,
      int maxAnswerBytes,
      Pool pool,
      Map<String, String> headers,
      List<String> forwardedHeaders,
      Sharing sharing) {
    this(
        url,
        timeout,
        maxAnswerBytes,
        pool,
        headers,
        forwardedHeaders,
        sharing,
        Propagation.NONE,
        CallIdentity.NONE);
  }

  public static ServiceOptions defaults() {
    return new ServiceOptions(
        null,
        Duration.ofSeconds(10),
        64 * 1024 * 1024,
        Pool.defaults(),
        Map.of(),
        List.of(),
        Sharing.ON);
  }

  private static void requirePositive(String name, Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(name + " must be positive: " + duration);
    }
  }
}
