package dev.tributary.http;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How GraphQL is served over HTTP.
 *
 * @param path where GraphQL is served, such as {@code /graphql}
 * @param graphiql whether the GraphiQL page is served at {@code /}
 * @param documents operations that requests may name in place of sending them
 * @param floods what all clients together may hold
 * @param variables what a request's variables may be
 * @param batch operations that one request may hold; 0 when each is a request of its own
 * @param streams what stays open: WebSockets and event streams
 */
public record HttpOptions(
    String path,
    RequestLimits limits,
    Csrf csrf,
    Cors cors,
    Compression compression,
    boolean graphiql,
    Documents documents,
    FloodLimits floods,
    VariableLimits variables,
    int batch,
    StreamOptions streams) {

  /** The same with the usual limits and streams. */
  public HttpOptions(
      String path,
      RequestLimits limits,
      Csrf csrf,
      Cors cors,
      Compression compression,
      boolean graphiql,
      Documents documents) {
    this(
        path,
        limits,
        csrf,
        cors,
        compression,
        graphiql,
        documents,
        FloodLimits.defaults(),
        VariableLimits.defaults(),
        0,
        StreamOptions.defaults());
  }

  /**
   * What all clients together may hold.
   *
   * @param connections open at one time; further ones are closed at once
   * @param connectionsPerAddress of one peer's address, likewise; 0 for as many as there are.
   *     Behind a proxy, all have one
   * @param requests being received or answered at one time; further ones are answered 503
   * @param head until a new connection's first request has come as far as its body
   * @param keepAlive how long a connection is kept on which nothing is asked
   * @param http2ClearText whether HTTP/2 is spoken without TLS. Which protocol a connection speaks
   *     is found out from its first head then, so that the two before hold from there on only
   */
  public record FloodLimits(
      int connections,
      int connectionsPerAddress,
      int requests,
      Duration head,
      Duration keepAlive,
      boolean http2ClearText) {

    public FloodLimits {
      if (connections < 1 || connectionsPerAddress < 0 || requests < 1) {
        throw new IllegalArgumentException("limits of floods must be positive");
      }
      if (!head.isPositive() || !keepAlive.isPositive()) {
        throw new IllegalArgumentException("times of connections must be positive");
      }
    }

    public static FloodLimits defaults() {
      return new FloodLimits(
          20_000, 0, 10_000, Duration.ofSeconds(10), Duration.ofSeconds(45), true);
    }
  }

  /**
   * The same with other limits of what one request holds.
   *
   * @param most operations of a batch; 0 takes none
   */
  public HttpOptions with(VariableLimits other, int most) {
    return with(floods, other, most, streams);
  }

  public HttpOptions with(FloodLimits other) {
    return with(other, variables, batch, streams);
  }

  public HttpOptions with(StreamOptions other) {
    return with(floods, variables, batch, other);
  }

  private HttpOptions with(
      FloodLimits clients, VariableLimits values, int most, StreamOptions open) {
    return new HttpOptions(
        path, limits, csrf, cors, compression, graphiql, documents, clients, values, most, open);
  }

  /** Of one HTTP/2 connection at one time. */
  private static final long MOST_STREAMS = 100;

  private static final int WEB_SOCKET_CLOSING_SECONDS = 3;

  public HttpOptions {
    if (!path.startsWith("/") || path.length() < 2) {
      throw new IllegalArgumentException("path must start with / and name something: " + path);
    }
  }

  public static HttpOptions defaults() {
    return new HttpOptions(
        "/graphql",
        RequestLimits.defaults(),
        Csrf.defaults(),
        Cors.off(),
        Compression.defaults(),
        true,
        Documents.NONE);
  }

  /**
   * What one request may take.
   *
   * @param bodyBytes largest request body; a larger one is refused while it is being received
   * @param headerBytes all header fields together
   * @param requestLineBytes the request line, which holds a GET request's operation
   * @param jsonDepth nesting of variables and extensions, at most 1024
   * @param time from the request's head to its answer, sending the body included
   */
  public record RequestLimits(
      int bodyBytes, int headerBytes, int requestLineBytes, int jsonDepth, Duration time) {

    public RequestLimits {
      if (bodyBytes < 1 || headerBytes < 1 || requestLineBytes < 1 || jsonDepth < 1) {
        throw new IllegalArgumentException("limits must be positive");
      }
      if (jsonDepth > 1024) {
        throw new IllegalArgumentException("jsonDepth must be at most 1024: " + jsonDepth);
      }
      if (!time.isPositive()) {
        throw new IllegalArgumentException("time must be positive: " + time);
      }
    }

    public static RequestLimits defaults() {
      return new RequestLimits(2 * 1024 * 1024, 32 * 1024, 32 * 1024, 500, Duration.ofSeconds(30));
    }
  }

  /**
   * Guards against cross-site requests that a browser sends without asking first.
   *
   * @param headers names of header fields of which one, not empty, shows that the sender was able
   *     to set it and so is not a cross-site form; lower case
   */
  public record Csrf(boolean enabled, Set<String> headers) {

    public Csrf {
      headers =
          headers.stream()
              .map(name -> name.toLowerCase(Locale.ROOT))
              .collect(Collectors.toUnmodifiableSet());
    }

    public static Csrf defaults() {
      return new Csrf(true, Set.of("x-apollo-operation-name", "apollo-require-preflight"));
    }
  }

  /**
   * Which web origins' scripts may read answers. Empty: none but our own.
   *
   * @param origins such as {@code https://studio.example.com}; {@code null}, which browsers say for
   *     pages from nowhere; {@code *} for all; or between slashes a regular expression that must
   *     match the whole origin
   * @param credentials whether browsers may send cookies; not together with {@code *} or {@code
   *     null}, which anybody's page can be
   * @param maxAge how long a browser may remember a preflight answer
   */
  public record Cors(List<String> origins, boolean credentials, Duration maxAge) {

    public Cors {
      origins = List.copyOf(origins);
      if (credentials && (origins.contains("*") || origins.contains("null"))) {
        throw new IllegalArgumentException("credentials cannot be allowed for any origin");
      }
      for (String origin : origins) {
        try {
          pattern(origin);
        } catch (PatternSyntaxException e) {
          throw new IllegalArgumentException(
              "not a regular expression: " + origin + ": " + e.getDescription(), e);
        }
      }
    }

    /** Origins that are told by regular expressions. */
    List<Pattern> patterns() {
      return origins.stream().map(Cors::pattern).filter(Objects::nonNull).toList();
    }

    /** Null for an origin that stands for itself. */
    private static @Nullable Pattern pattern(String origin) {
      return origin.length() > 2 && origin.startsWith("/") && origin.endsWith("/")
          ? Pattern.compile(origin.substring(1, origin.length() - 1))
          : null;
    }

    public static Cors off() {
      return new Cors(List.of(), false, Duration.ofHours(1));
    }
  }

  /**
   * Compression of answers, as {@code Accept-Encoding} asks.
   *
   * @param minBytes smaller answers are sent as they are
   * @param level 1, fast, to 9, small
   */
  public record Compression(boolean enabled, int minBytes, int level) {

    public Compression {
      if (level < 1 || level > 9) {
        throw new IllegalArgumentException("level must be 1 to 9: " + level);
      }
    }

    /** Level 4: nearly the size of 6 at well under its cost for JSON. */
    public static Compression defaults() {
      return new Compression(true, 1024, 4);
    }
  }

  /** How long nothing may move on a connection before it is closed. */
  Duration idle() {
    return limits.time().plus(floods.keepAlive());
  }

  /** How often what stays open moves, so that it is not taken for idle. */
  Duration beat() {
    Duration inTime = idle().dividedBy(2);
    return inTime.compareTo(streams.beat()) < 0 ? inTime : streams.beat();
  }

  /**
   * Options for an HTTP server that holds these limits, for HTTP/1.1 and HTTP/2 in clear text. For
   * TLS, {@link ServerTls} adds the certificate.
   */
  public HttpServerOptions serverOptions() {
    HttpServerOptions server = commonOptions();
    // Until it is known what a connection speaks, nobody else watches it. From then on the guard
    // does, and whatever is streamed on it: a socket's own watch takes each request 3 % more.
    return floods.http2ClearText()
        ? server.setIdleTimeout((int) idle().toMillis()).setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        : server;
  }

  private HttpServerOptions commonOptions() {
    return new HttpServerOptions()
        .setMaxHeaderSize(limits.headerBytes())
        .setMaxInitialLineLength(limits.requestLineBytes())
        // Answered by us, once the announced length is known to be acceptable.
        .setHandle100ContinueAutomatically(false)
        // A compressed body would have to be bounded twice; requests are small enough without.
        .setDecompressionSupported(false)
        // Answers are small, and a context for each socket would cost more memory than it saves.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setWebSocketSubProtocols(List.of(GraphQlSocket.SUBPROTOCOL))
        .setMaxWebSocketFrameSize(streams.messageBytes())
        .setMaxWebSocketMessageSize(streams.messageBytes())
        .setWebSocketClosingTimeout(WEB_SOCKET_CLOSING_SECONDS)
        .setHttp2ClearTextEnabled(floods.http2ClearText())
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(MOST_STREAMS)
                .setMaxHeaderListSize(limits.headerBytes()))
        // Streams that are opened to be given up at once, and heads in ever more small pieces.
        .setHttp2RstFloodMaxRstFramePerWindow(2 * (int) MOST_STREAMS)
        .setHttp2RstFloodWindowDuration(30)
        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
        .setHttp2MaxSmallContinuationFrames(16)
        .setTcpNoDelay(true)
        .setAcceptBacklog(1024);
  }
}
