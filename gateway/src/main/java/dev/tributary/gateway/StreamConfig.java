package dev.tributary.gateway;

import dev.tributary.execute.SubscriptionOptions;
import dev.tributary.http.StreamOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What stays open between clients and the gateway. */
record StreamConfig(
    @Setting("Serve WebSockets (graphql-transport-ws) at the GraphQL endpoint's path.")
        boolean webSockets,
    @Setting(
            value = "WebSockets and event streams, each; further ones are refused.",
            min = 1,
            max = 10_000_000)
        int connections,
    @Setting(
            value =
                "The same of one address; 0 for as many as there are. Behind a proxy, all have one"
                    + " address.",
            max = 10_000_000)
        int connectionsPerAddress,
    @Setting(value = "Operations that run on one WebSocket at a time.", min = 1, max = 100_000)
        int operations,
    @Setting(value = "Largest message of a client.", atStart = ServerConfig.LISTENING)
        DataSize maxMessage,
    @Setting("Time limit of a new WebSocket's connection_init.") Duration initialisation,
    @Setting(
            "How often the other end must show that it is there, and its credentials are looked at"
                + " again.")
        Duration beat,
    @Setting("How long a WebSocket is kept on which no operation runs.") Duration idle,
    @Setting("How long a client may leave unread what it is sent.") Duration stalled,
    @Setting(
            "Members of connection_init's payload that count as header fields, besides those that"
                + " hold credentials.")
        List<String> initFields,
    @Setting(value = "Subscriptions at a time; further ones are refused.", max = 10_000_000)
        int subscriptions,
    @Setting(
            value = "Events of a subscription that may wait for its client; one more ends it.",
            min = 1,
            max = 1_000_000)
        int waitingEvents,
    @Setting(
            "Within this time, subscriptions end when a new schema is served, and WebSockets and"
                + " event streams when another configuration holds; clients are told to come back.")
        Duration schemaChange) {

  static final StreamConfig DEFAULTS = of(StreamOptions.defaults());

  private static StreamConfig of(StreamOptions options) {
    return new StreamConfig(
        options.webSockets(),
        options.connections(),
        options.connectionsPerAddress(),
        options.operations(),
        DataSize.ofMegabytes(1),
        options.initialisation(),
        options.beat(),
        options.idle(),
        options.stalled(),
        List.of(),
        SubscriptionOptions.DEFAULT.most(),
        SubscriptionOptions.DEFAULT.waiting(),
        SubscriptionOptions.DEFAULT.spread());
  }

  SubscriptionOptions subscriptionOptions() {
    return new SubscriptionOptions(subscriptions, waitingEvents, schemaChange);
  }

  StreamConfig {
    initFields = List.copyOf(initFields);
  }

  StreamOptions options() {
    return new StreamOptions(
        webSockets,
        connections,
        connectionsPerAddress,
        operations,
        maxMessage.asInt(),
        initialisation,
        beat,
        idle,
        stalled,
        Set.copyOf(initFields));
  }
}
