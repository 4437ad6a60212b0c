package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.instant;
import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.timestamp;
import static dev.tributary.registry.JdbcDatabase.update;

import dev.tributary.registry.AuditEntry.Action;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Entries of the audit log, written in the transactions of the changes that they tell of. */
final class JdbcAuditLog {

  private static final int MOST_DETAIL = 4_096;

  private static final String ENTRIES =
      "select id, at, actor, action, graph, detail from audit_entry";

  private JdbcAuditLog() {}

  static void published(Connection connection, SupergraphVersion version) throws SQLException {
    String changes =
        version.changes().stream()
            .map(change -> change.kind().name().toLowerCase(Locale.ROOT) + " " + change.subgraph())
            .collect(Collectors.joining(", "));
    write(
        connection,
        version.publishedAt(),
        version.publishedBy(),
        Action.SUPERGRAPH_PUBLISHED,
        version.graph().toString(),
        "version %d: %s".formatted(version.number(), changes));
  }

  static void issued(Connection connection, StoredToken token, String actor) throws SQLException {
    write(
        connection,
        token.issuedAt(),
        actor,
        Action.TOKEN_ISSUED,
        "",
        "%s \"%s\", %s of %s"
            .formatted(token.id(), token.label(), token.role().label(), token.scope()));
  }

  static void revoked(Connection connection, String token, Instant at, String actor)
      throws SQLException {
    write(connection, at, actor, Action.TOKEN_REVOKED, "", token);
  }

  static void write(
      Connection connection, Instant at, String actor, Action action, String graph, String detail)
      throws SQLException {
    update(
        connection,
        "insert into audit_entry (at, actor, action, graph, detail) values (?, ?, ?, ?, ?)",
        timestamp(at),
        actor,
        action.name(),
        graph,
        detail.length() <= MOST_DETAIL ? detail : detail.substring(0, MOST_DETAIL));
  }

  /**
   * Entries, newest first.
   *
   * @param graph empty for those of all graphs and of none
   */
  static List<AuditEntry> read(
      Connection connection, Optional<GraphId> graph, long before, int limit) throws SQLException {
    return graph.isPresent()
        ? query(
            connection,
            ENTRIES + " where graph = ? and id < ? order by id desc limit ?",
            JdbcAuditLog::entry,
            graph.get().toString(),
            before,
            limit)
        : query(
            connection,
            ENTRIES + " where id < ? order by id desc limit ?",
            JdbcAuditLog::entry,
            before,
            limit);
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getLong(1),
        instant(row, 2),
        row.getString(3),
        Action.valueOf(row.getString(4)),
        GraphId.parse(row.getString(5)),
        row.getString(6));
  }
}
