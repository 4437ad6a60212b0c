package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;

/**
 * Which report of each reporter was counted last. One row stands for all of a reporter's reports:
 * it sends them in order, so that what is not beyond the last one was counted.
 */
final class JdbcReporters {

  /** Of one graph; the reports of more are counted as often as they come. */
  private static final int MOST_REPORTERS = 10_000;

  private JdbcReporters() {}

  /**
   * Notes that a report is counted, in the transaction that counts it. A second one for the same
   * report waits for the first, by the lock of the row that both change or by the key that both
   * insert.
   *
   * @return whether it is to be counted
   */
  static boolean isNext(Connection connection, GraphId graph, ReportId id, LocalDate day)
      throws SQLException {
    boolean moved =
        update(
                connection,
                """
                update usage_reporter set sequence = ?, seen_on = ?
                where graph = ? and reporter = ? and sequence < ?
                """,
                id.sequence(),
                day,
                graph.toString(),
                id.reporter(),
                id.sequence())
            == 1;
    if (moved) {
      return true;
    }
    boolean known =
        !query(
                connection,
                "select 1 from usage_reporter where graph = ? and reporter = ?",
                row -> true,
                graph.toString(),
                id.reporter())
            .isEmpty();
    if (known) {
      return false;
    }
    update(
        connection,
        """
        insert into usage_reporter (graph, reporter, sequence, seen_on)
        select ?, ?, ?, ? where (select count(*) from usage_reporter where graph = ?) < ?
        """,
        graph.toString(),
        id.reporter(),
        id.sequence(),
        day,
        graph.toString(),
        MOST_REPORTERS);
    return true;
  }

  /** Forgets reporters that did not report since a day. */
  static void forget(Connection connection, LocalDate before) throws SQLException {
    update(connection, "delete from usage_reporter where seen_on < ?", before);
  }
}
