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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Clients' keys and quotas in SQL. */
final class JdbcClientStore implements ClientStore {

  private static final String KEYS =
      """
      select id, hash, client, scopes, expires_at, created_at, created_by, revoked_at
      from client_key where graph = ?
      """;

  private final JdbcDatabase database;

  JdbcClientStore(JdbcDatabase database) {
    this.database = database;
  }

  /** A graph's own row. */
  private record Row(long revision, QuotaSettings quotas, long quotasRevision) {
    static final Row NONE = new Row(0, QuotaSettings.NONE, 0);

    static Row read(Connection connection, GraphId graph) throws SQLException {
      return query(
              connection,
              "select revision, quotas, quotas_revision from client_settings where graph = ?",
              row ->
                  new Row(row.getLong(1), ClientJson.readQuotas(row.getString(2)), row.getLong(3)),
              graph.toString())
          .stream()
          .findFirst()
          .orElse(NONE);
    }
  }

  @Override
  public ClientSettings settings(GraphId graph) {
    return database.read(
        connection -> {
          // In this order: keys may be newer than the revision, which is then looked at again.
          Row row = Row.read(connection, graph);
          List<ClientKey> keys =
              query(
                  connection,
                  KEYS + " and revoked_at is null order by id",
                  found -> key(found).key(),
                  graph.toString());
          return new ClientSettings(
              graph, row.revision(), keys, row.quotas(), row.quotasRevision());
        });
  }

  @Override
  public List<StoredKey> keys(GraphId graph, int revoked) {
    return database.read(
        connection -> {
          List<StoredKey> keys =
              new ArrayList<>(
                  query(
                      connection,
                      KEYS + " and revoked_at is null order by created_at desc, id",
                      JdbcClientStore::key,
                      graph.toString()));
          keys.addAll(
              query(
                  connection,
                  KEYS + " and revoked_at is not null order by revoked_at desc, id limit ?",
                  JdbcClientStore::key,
                  graph.toString(),
                  revoked));
          return keys;
        });
  }

  @Override
  public Optional<StoredKey> key(GraphId graph, String hash) {
    return database.read(
        connection ->
            query(connection, KEYS + " and hash = ?", JdbcClientStore::key, graph.toString(), hash)
                .stream()
                .findFirst());
  }

  @Override
  public int count(GraphId graph) {
    return database.read(
        connection ->
            query(
                    connection,
                    "select count(*) from client_key where graph = ? and revoked_at is null",
                    row -> row.getInt(1),
                    graph.toString())
                .getFirst());
  }

  @Override
  public boolean append(GraphId graph, long from, Change change, Instant at, String actor) {
    return database.write(
        connection -> {
          if (!moveOn(connection, graph, from)) {
            return false;
          }
          switch (change) {
            case Change.KeyCreated(StoredKey key) -> add(connection, graph, key);
            case Change.KeyCreatedInTier(StoredKey key, QuotaSettings quotas) -> {
              add(connection, graph, key);
              set(connection, graph, quotas);
            }
            case Change.KeyRevoked(ClientKey key) -> {
              if (!revoke(connection, graph, key, at)) {
                return false;
              }
            }
            case Change.QuotasSet(QuotaSettings quotas, String summary) ->
                set(connection, graph, quotas);
          }
          audit(connection, graph, change, at, actor);
          database.moved(connection, graph);
          return true;
        });
  }

  /** Takes the graph's row to the next revision, and its lock until the commit. */
  private static boolean moveOn(Connection connection, GraphId graph, long from)
      throws SQLException {
    return from == 0
        ? update(
                connection,
                """
                insert into client_settings (graph, revision, quotas, quotas_revision)
                values (?, 1, ?, 0)
                """,
                graph.toString(),
                ClientJson.quotas(QuotaSettings.NONE).toString())
            == 1
        : update(
                connection,
                "update client_settings set revision = ? where graph = ? and revision = ?",
                from + 1,
                graph.toString(),
                from)
            == 1;
  }

  private static void add(Connection connection, GraphId graph, StoredKey stored)
      throws SQLException {
    ClientKey key = stored.key();
    update(
        connection,
        """
        insert into client_key
          (graph, id, hash, client, scopes, expires_at, created_at, created_by, revoked_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, null)
        """,
        graph.toString(),
        key.id(),
        key.hash(),
        key.client(),
        String.join(" ", key.scopes()),
        key.expires().map(JdbcDatabase::timestamp).orElse(null),
        timestamp(stored.createdAt()),
        stored.createdBy());
  }

  private static boolean revoke(Connection connection, GraphId graph, ClientKey key, Instant at)
      throws SQLException {
    return update(
            connection,
            """
            update client_key set revoked_at = ?
            where graph = ? and id = ? and revoked_at is null
            """,
            timestamp(at),
            graph.toString(),
            key.id())
        == 1;
  }

  private static void set(Connection connection, GraphId graph, QuotaSettings quotas)
      throws SQLException {
    update(
        connection,
        "update client_settings set quotas = ?, quotas_revision = revision where graph = ?",
        ClientJson.quotas(quotas).toString(),
        graph.toString());
  }

  private static void audit(
      Connection connection, GraphId graph, Change change, Instant at, String actor)
      throws SQLException {
    Action action =
        switch (change) {
          case Change.KeyCreated created -> Action.CLIENT_KEY_CREATED;
          case Change.KeyCreatedInTier created -> Action.CLIENT_KEY_CREATED;
          case Change.KeyRevoked revoked -> Action.CLIENT_KEY_REVOKED;
          case Change.QuotasSet set -> Action.QUOTAS_SET;
        };
    String detail =
        switch (change) {
          case Change.KeyCreated(StoredKey key) -> text(key.key());
          case Change.KeyCreatedInTier(StoredKey key, QuotaSettings quotas) ->
              text(key.key()) + ", tier " + quotas.clients().get(key.key().client());
          case Change.KeyRevoked(ClientKey key) -> text(key);
          case Change.QuotasSet(QuotaSettings quotas, String summary) -> summary;
        };
    JdbcAuditLog.write(connection, at, actor, action, graph.toString(), detail);
  }

  private static String text(ClientKey key) {
    return "%s of \"%s\"%s%s"
        .formatted(
            key.id(),
            key.client(),
            key.scopes().isEmpty() ? "" : ", scopes " + String.join(" ", key.scopes()),
            key.expires().map(at -> ", until " + at).orElse(""));
  }

  private static StoredKey key(ResultSet row) throws SQLException {
    String scopes = row.getString(4);
    return new StoredKey(
        new ClientKey(
            row.getString(1),
            row.getString(2),
            row.getString(3),
            scopes.isEmpty() ? List.of() : List.of(scopes.split(" ")),
            optional(row, 5)),
        instant(row, 6),
        row.getString(7),
        optional(row, 8));
  }

  private static Optional<Instant> optional(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
