package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.instant;
import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.timestamp;
import static dev.tributary.registry.JdbcDatabase.update;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** The table of tokens. */
final class JdbcTokens {

  private static final String TOKENS =
      "select id, secret_hash, label, role, scope, issued_at, revoked_at from token";

  private JdbcTokens() {}

  static void add(Connection connection, StoredToken token, String actor) throws SQLException {
    update(
        connection,
        """
        insert into token (id, secret_hash, label, role, scope, issued_at, revoked_at)
        values (?, ?, ?, ?, ?, ?, ?)
        """,
        token.id(),
        token.secretHash(),
        token.label(),
        token.role().name(),
        token.scope().toString(),
        timestamp(token.issuedAt()),
        token.revokedAt().map(JdbcDatabase::timestamp).orElse(null));
    JdbcAuditLog.issued(connection, token, actor);
  }

  static Optional<StoredToken> of(Connection connection, String id) throws SQLException {
    return query(connection, TOKENS + " where id = ?", JdbcTokens::token, id).stream().findFirst();
  }

  /** The oldest first. */
  static List<StoredToken> all(Connection connection) throws SQLException {
    return query(connection, TOKENS + " order by issued_at, id", JdbcTokens::token);
  }

  /** Whether there was such a token that had not been revoked before. */
  static boolean revoke(Connection connection, String id, Instant at, String actor)
      throws SQLException {
    boolean revoked =
        update(
                connection,
                "update token set revoked_at = ? where id = ? and revoked_at is null",
                timestamp(at),
                id)
            == 1;
    if (revoked) {
      JdbcAuditLog.revoked(connection, id, at, actor);
    }
    return revoked;
  }

  private static StoredToken token(ResultSet row) throws SQLException {
    String scope = row.getString(5);
    return new StoredToken(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        TokenRole.valueOf(row.getString(4)),
        TokenScope.parse(scope)
            .orElseThrow(() -> new RegistryStoreException("a stored token's scope is " + scope)),
        instant(row, 6),
        Optional.ofNullable(row.getObject(7, OffsetDateTime.class)).map(OffsetDateTime::toInstant));
  }
}
