package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.instant;
import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.timestamp;
import static dev.tributary.registry.JdbcDatabase.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

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

  /** By id. */
  static List<SeenGateway> since(Connection connection, GraphId graph, Instant since)
      throws SQLException {
    return query(
        connection,
        """
        select id, version, content_hash, seen_at from gateway
        where graph = ? and seen_at >= ? order by id
        """,
        row ->
            new SeenGateway(
                new ServingGateway(row.getString(1), row.getLong(2), row.getString(3)),
                instant(row, 4)),
        graph.toString(),
        timestamp(since));
  }
}
