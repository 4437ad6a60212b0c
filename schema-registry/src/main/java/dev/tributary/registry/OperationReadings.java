package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.update;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * How often operations ran, as meters tell it: an operation has how often it ever ran, and each of
 * its days how often it had run before. The difference of two such readings is how often it ran
 * since a day. Two rows of each operation answer that, whatever the number of days, clients and
 * executions; and as readings are written with the report that moves them, they are the same for
 * all who ask.
 */
final class OperationReadings {

  /**
   * Null for what did not run since. The order is that of an index, so that one row of it is read.
   */
  private static final String EXECUTIONS =
      """
      (o.executions - (
         select d.earlier from usage_operation_day d
         where d.graph = o.graph and d.hash = o.hash and d.used_on >= ?
         order by d.graph, d.hash, d.used_on limit 1)) as executions
      """;

  private static final String OPERATIONS =
      """
      select o.hash, %s from usage_operation o where o.graph = ? and o.last_seen >= ?
      """
          .formatted(EXECUTIONS);

  private static final String USING =
      """
      select o.hash, %s from usage_coordinate c
      join usage_operation o on o.graph = c.graph and o.hash = c.hash
      where c.graph = ? and c.coordinate = ? and o.last_seen >= ?
      """
          .formatted(EXECUTIONS);

  /**
   * What did not run comes last, and is left out of what was read: to ask for the others alone,
   * PostgreSQL would look each reading up twice.
   */
  private static final String MOST =
      "select hash, executions from (%s) ran order by executions desc nulls last, hash"
          + " limit ? offset ?";

  private OperationReadings() {}

  /** How often an operation ran. */
  record Ran(String hash, long executions) {

    private static Optional<Ran> of(ResultSet row) throws SQLException {
      long executions = row.getLong(2);
      return row.wasNull() ? Optional.empty() : Optional.of(new Ran(row.getString(1), executions));
    }
  }

  /** All that ran, in no order. */
  static List<Ran> all(Connection connection, GraphId graph, LocalDate since) throws SQLException {
    return ran(connection, OPERATIONS, since, graph.toString(), since);
  }

  /** Those that ran most, the most often first. */
  static List<Ran> most(
      Connection connection, GraphId graph, LocalDate since, int offset, int limit)
      throws SQLException {
    return ran(
        connection, MOST.formatted(OPERATIONS), since, graph.toString(), since, limit, offset);
  }

  /** The same of those that use a coordinate. */
  static List<Ran> mostUsing(
      Connection connection, GraphId graph, String coordinate, LocalDate since, int limit)
      throws SQLException {
    return ran(
        connection, MOST.formatted(USING), since, graph.toString(), coordinate, since, limit, 0);
  }

  private static List<Ran> ran(Connection connection, String sql, Object... parameters)
      throws SQLException {
    return query(connection, sql, Ran::of, parameters).stream().flatMap(Optional::stream).toList();
  }

  /** How often operations ran that use a coordinate. */
  static long using(Connection connection, GraphId graph, String coordinate, LocalDate since)
      throws SQLException {
    return query(
            connection,
            "select coalesce(sum(executions), 0) from (%s) ran".formatted(USING),
            row -> row.getLong(1),
            since,
            graph.toString(),
            coordinate,
            since)
        .getFirst();
  }

  /**
   * Adds executions of one operation. Its row is locked from then on until the transaction ends:
   * readings of one operation are written by one after the other.
   *
   * @return false, with nothing added, when the operation is not known
   */
  static boolean add(
      Connection connection, GraphId graph, LocalDate day, String hash, long executions)
      throws SQLException {
    Object[] operation = {graph.toString(), hash};
    int known =
        update(
            connection,
            """
            update usage_operation
            set executions = executions + ?, last_seen = greatest(last_seen, ?)
            where graph = ? and hash = ?
            """,
            executions,
            day,
            operation[0],
            operation[1]);
    if (known == 0) {
      return false;
    }
    int there =
        update(
            connection,
            """
            update usage_operation_day set executions = executions + ?
            where graph = ? and hash = ? and used_on = ?
            """,
            executions,
            operation[0],
            operation[1],
            day);
    if (there == 0) {
      update(
          connection,
          """
          insert into usage_operation_day (graph, hash, used_on, executions, earlier)
          select o.graph, o.hash, ?, ?, coalesce(
            (select min(d.earlier) from usage_operation_day d
             where d.graph = o.graph and d.hash = o.hash and d.used_on > ?), o.executions - ?)
          from usage_operation o where o.graph = ? and o.hash = ?
          """,
          day,
          executions,
          day,
          executions,
          operation[0],
          operation[1]);
    }
    // There are such when midnight comes to one registry earlier than to another.
    update(
        connection,
        """
        update usage_operation_day set earlier = earlier + ?
        where graph = ? and hash = ? and used_on > ?
        """,
        executions,
        operation[0],
        operation[1],
        day);
    return true;
  }
}
