package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** What graphs ask of the schemas that are published to them. */
final class JdbcLintRules {

  private JdbcLintRules() {}

  static Optional<String> of(Connection connection, GraphId graph) throws SQLException {
    return query(
            connection,
            "select rules from lint_rules where graph = ?",
            row -> row.getString(1),
            graph.toString())
        .stream()
        .findFirst();
  }

  static void set(Connection connection, GraphId graph, String rules, Instant at, String actor)
      throws SQLException {
    update(connection, "delete from lint_rules where graph = ?", graph.toString());
    update(
        connection, "insert into lint_rules (graph, rules) values (?, ?)", graph.toString(), rules);
    JdbcAuditLog.write(
        connection, at, actor, AuditEntry.Action.LINT_RULES_CHANGED, graph.toString(), rules);
  }
}
