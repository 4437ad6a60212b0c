package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.timestamp;
import static dev.tributary.registry.JdbcDatabase.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** The gateways that follow graphs, and what they serve. */
final class JdbcGateways {

  private static final Duration FORGOTTEN = Duration.ofDays(1);
  private static final int MOST_GATEWAYS = 1_000;

  private JdbcGateways() {}

  static void keep(Connection connection, GraphId graph, SeenGateway gateway) throws SQLException {
    ServingGateway serving = gateway.serving();
    boolean known =
        update(
                connection,
                """
                update gateway set version = ?, content_hash = ?, seen_at = ?
                where graph = ? and id = ?
                """,
                serving.version(),
                serving.contentHash(),
                timestamp(gateway.seenAt()),
                graph.toString(),
                serving.id())
            == 1;
    if (known) {
      return;
    }
    update(
        connection,
        "delete from gateway where graph = ? and seen_at < ?",
        graph.toString(),
        timestamp(gateway.seenAt().minus(FORGOTTEN)));
    update(
        connection,
        """
        insert into gateway (graph, id, version, content_hash, seen_at)
        select ?, ?, ?, ?, ? where (select count(*) from gateway where graph = ?) < ?
        """,
        graph.toString(),
        serving.id(),
        serving.version(),
        serving.contentHash(),
        timestamp(gateway.seenAt()),
        graph.toString(),
        MOST_GATEWAYS);
  }
}
