package dev.tributary.gateway;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client-facing server. */
record ServerConfig(
    @Setting(value = "Address to listen on.", atStart = LISTENING) String host,
    @Setting(value = "Port to listen on; 0 picks a free one.", max = 65_535, atStart = LISTENING)
        int port,
    @Setting("The GraphQL endpoint's path.") String path,
    @Setting("Serve the GraphiQL page at /.") boolean graphiql,
    @Setting("Compress responses when the client accepts it.") boolean compression,
    @Setting(value = "Event loops; 0 is one per core.", max = 1_024, atStart = LISTENING)
        int eventLoops,
    @Setting("Largest request body.") DataSize maxBody,
    @Setting("Time limit of a whole request.") Duration timeout,
    @Setting("How long requests in flight may take to finish on shutdown.") Duration drain,
    @Setting(
            "How long after a change of this file requests and connections may go on that began"
                + " before it.")
        Duration handover,
    @Setting(
            "Start from what production wants: no introspection and no GraphiQL, unless they are"
                + " switched on.")
        boolean production,
    @Setting(
            "Origins that browsers may call from; empty for none, * for any. One between slashes is"
                + " a regular expression for the whole origin.")
        List<String> corsOrigins,
    @Setting("Let browsers send cookies from these origins; not with * or null.")
        boolean corsCredentials,
    @Setting(
            "Refuse requests that a browser could send across sites without asking first"
                + " (cross-site request forgery).")
        boolean csrfPrevention,
    @Setting(
            value = "Serve over TLS. Changed files hold for new connections within a few seconds.",
            atStart = LISTENING)
        @Nullable TlsConfig tls,
    @Setting("What requests may hold, and what all clients together may.") LimitsConfig limits,
    @Setting("When the gateway has more to do than it can.") OverloadConfig overload,
    @Setting("What stays open: WebSockets and event streams.") StreamConfig streams) {

  static final String LISTENING = "it is settled when the gateway begins to listen";

  record LimitsConfig(
      @Setting(value = "Connections; further ones are closed.", min = 1, max = 10_000_000)
          int connections,
      @Setting(
              value =
                  "Connections of one address, likewise; 0 for as many as there are. Behind a"
                      + " proxy, all have one address.",
              max = 10_000_000)
          int connectionsPerAddress,
      @Setting(
              value = "Requests being received or answered; further ones are answered 503.",
              min = 1,
              max = 10_000_000)
          int requests,
      @Setting("Time limit of the head of a new connection's first request.") Duration head,
      @Setting("How long a connection is kept on which nothing is asked.") Duration keepAlive,
      @Setting(
              value =
                  "Speak HTTP/2 without TLS as well. The time limit of heads does not hold for"
                      + " clients without TLS then.",
              atStart = LISTENING)
          boolean http2ClearText,
      @Setting(value = "Operations that one request may hold; 0 takes one only.", max = 1_000)
          int batch,
      @Setting("Largest variables of an operation.") DataSize variables,
      @Setting(value = "How deep they may be nested.", min = 1, max = 1_000) int variablesDepth,
      @Setting(value = "How many values they may hold.", min = 1, max = 100_000_000)
          int variablesValues) {

    static final LimitsConfig DEFAULTS =
        new LimitsConfig(
            20_000,
            0,
            10_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(45),
            false,
            0,
            DataSize.ofMegabytes(1),
            100,
            100_000);
  }

  static final ServerConfig DEFAULTS =
      new ServerConfig(
          "127.0.0.1",
          4000,
          "/graphql",
          true,
          true,
          0,
          DataSize.ofMegabytes(2),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofMinutes(10),
          false,
          List.of(),
          false,
          true,
          null,
          LimitsConfig.DEFAULTS,
          OverloadConfig.DEFAULTS,
          StreamConfig.DEFAULTS);

  ServerConfig {
    corsOrigins = List.copyOf(corsOrigins);
    if (!path.startsWith("/") || path.equals("/")) {
      throw new IllegalArgumentException("'path' must begin with / and not be / itself");
    }
  }

  ServerConfig withPort(int other) {
    return with(other, graphiql);
  }

  /** What production starts from. */
  ServerConfig withoutGraphiql() {
    return with(port, false);
  }

  private ServerConfig with(int otherPort, boolean otherGraphiql) {
    return new ServerConfig(
        host,
        otherPort,
        path,
        otherGraphiql,
        compression,
        eventLoops,
        maxBody,
        timeout,
        drain,
        handover,
        production,
        corsOrigins,
        corsCredentials,
        csrfPrevention,
        tls,
        limits,
        overload,
        streams);
  }
}
