package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.instant;
import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.timestamp;
import static dev.tributary.registry.JdbcDatabase.update;

import dev.tributary.registry.AuditEntry.Action;
import dev.tributary.registry.StoredAlert.State;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Alerts in SQL that H2 and PostgreSQL both speak. */
final class JdbcAlertStore implements AlertStore {

  private static final int MOST_TOLD = 500;
  private static final int COLUMNS = 11;

  /** Of what is due of one alert, so that many of it do not keep those of others waiting. */
  private static final int MOST_DUE_OF_ONE = 3;

  private static final String ALERTS =
      """
      select a.graph, a.id, a.name, a.metric, a.above, a.minutes, a.url, a.secret, a.state,
        a.changed_at, a.told
      """;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final JdbcDatabase database;

  JdbcAlertStore(JdbcDatabase database) {
    this.database = database;
  }

  @Override
  public List<StoredAlert> alerts(GraphId graph) {
    return database.read(
        connection ->
            query(
                connection,
                ALERTS + " from alert a where a.graph = ? order by a.name, a.id",
                JdbcAlertStore::alert,
                graph.toString()));
  }

  @Override
  public List<StoredAlert> all() {
    return database.read(
        connection ->
            query(
                connection,
                ALERTS + " from alert a order by a.graph, a.id limit 10000",
                JdbcAlertStore::alert));
  }

  private static StoredAlert alert(ResultSet row) throws SQLException {
    return new StoredAlert(
        GraphId.parse(row.getString(1)).orElseThrow(),
        new AlertRule(
            row.getString(2),
            row.getString(3),
            AlertRule.Metric.valueOf(row.getString(4)),
            row.getDouble(5),
            row.getInt(6),
            row.getString(7)),
        row.getString(8),
        State.valueOf(row.getString(9)),
        Optional.ofNullable(row.getObject(10, OffsetDateTime.class)).map(OffsetDateTime::toInstant),
        row.getString(COLUMNS));
  }

  @Override
  public boolean add(StoredAlert alert, int most, Instant at, String actor) {
    AlertRule rule = alert.rule();
    String graph = alert.graph().toString();
    return database.write(
        connection -> {
          boolean added =
              update(
                      connection,
                      """
                      insert into alert
                        (graph, id, name, metric, above, minutes, url, secret, state, told)
                      select ?, ?, ?, ?, ?, ?, ?, ?, ?, ''
                      where (select count(*) from alert where graph = ?) < ?
                      """,
                      graph,
                      rule.id(),
                      rule.name(),
                      rule.metric().name(),
                      rule.above(),
                      rule.minutes(),
                      rule.url(),
                      alert.secret(),
                      alert.state().name(),
                      graph,
                      most)
                  == 1;
          if (added) {
            JdbcAuditLog.write(
                connection,
                at,
                actor,
                Action.ALERT_SET,
                graph,
                "%s \"%s\": %s above %s in %d min"
                    .formatted(
                        rule.id(), rule.name(), rule.metric(), rule.above(), rule.minutes()));
          }
          return added;
        });
  }

  @Override
  public boolean remove(GraphId graph, String id, Instant at, String actor) {
    return database.write(
        connection -> {
          boolean removed =
              update(
                      connection,
                      "delete from alert where graph = ? and id = ?",
                      graph.toString(),
                      id)
                  == 1;
          if (removed) {
            JdbcAuditLog.write(connection, at, actor, Action.ALERT_REMOVED, graph.toString(), id);
          }
          return removed;
        });
  }

  @Override
  public boolean move(StoredAlert alert, State to, String body, Instant at) {
    return database.write(
        connection ->
            update(
                        connection,
                        """
                        update alert set state = ?, changed_at = ?
                        where graph = ? and id = ? and state = ?
                        """,
                        to.name(),
                        timestamp(at),
                        alert.graph().toString(),
                        alert.rule().id(),
                        alert.state().name())
                    == 1
                && enqueue(connection, alert, body, at));
  }

  @Override
  public void tell(StoredAlert alert, String body, Instant at) {
    database.write(
        connection -> {
          update(
              connection,
              "update alert set changed_at = ? where graph = ? and id = ?",
              timestamp(at),
              alert.graph().toString(),
              alert.rule().id());
          return enqueue(connection, alert, body, at);
        });
  }

  @Override
  public void test(StoredAlert alert, String body, Instant at) {
    database.write(connection -> enqueue(connection, alert, body, at));
  }

  private static boolean enqueue(Connection connection, StoredAlert alert, String body, Instant at)
      throws SQLException {
    byte[] id = new byte[16];
    RANDOM.nextBytes(id);
    update(
        connection,
        """
        insert into alert_delivery (id, graph, alert, body, attempts, due)
        select ?, ?, ?, ?, 0, ?
        where (select count(*) from alert_delivery where graph = ? and alert = ?) < ?
        """,
        HexFormat.of().formatHex(id),
        alert.graph().toString(),
        alert.rule().id(),
        body,
        timestamp(at),
        alert.graph().toString(),
        alert.rule().id(),
        MOST_WAITING);
    return true;
  }

  @Override
  public List<Delivery> due(Instant now, int limit) {
    return database.read(
        connection ->
            query(
                connection,
                ALERTS
                    + """
                    , d.id, d.body, d.attempts, d.due
                    from (
                      select w.*, row_number() over (
                        partition by w.graph, w.alert order by w.due, w.id) as place
                      from alert_delivery w where w.due <= ?
                    ) d
                    join alert a on a.graph = d.graph and a.id = d.alert
                    where d.place <= ? order by d.due, d.id limit ?
                    """,
                row ->
                    new Delivery(
                        row.getString(COLUMNS + 1),
                        alert(row),
                        row.getString(COLUMNS + 2),
                        row.getInt(COLUMNS + 3),
                        instant(row, COLUMNS + 4)),
                timestamp(now),
                MOST_DUE_OF_ONE,
                limit));
  }

  @Override
  public boolean take(Delivery delivery, Instant until) {
    return database.write(
        connection ->
            update(
                    connection,
                    """
                    update alert_delivery set due = ?, attempts = attempts + 1
                    where id = ? and due = ? and attempts = ?
                    """,
                    timestamp(until),
                    delivery.id(),
                    timestamp(delivery.due()),
                    delivery.attempts())
                == 1);
  }

  @Override
  public void outcome(Delivery delivery, String told, Optional<Instant> again) {
    database.write(
        connection -> {
          update(
              connection,
              "update alert set told = ? where graph = ? and id = ?",
              told.length() <= MOST_TOLD ? told : told.substring(0, MOST_TOLD),
              delivery.alert().graph().toString(),
              delivery.alert().rule().id());
          if (again.isPresent()) {
            update(
                connection,
                "update alert_delivery set due = ? where id = ?",
                timestamp(again.get()),
                delivery.id());
          } else {
            update(connection, "delete from alert_delivery where id = ?", delivery.id());
          }
          return true;
        });
  }
}
