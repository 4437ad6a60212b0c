package dev.tributary.registry;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database by JDBC: connections, transactions, and what differs between H2 and PostgreSQL. */
final class JdbcDatabase implements AutoCloseable {

  /** Something that is done with a connection. */
  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  /** Reads one row. */
  interface Row<T> {
    T from(ResultSet row) throws SQLException;
  }

  /** What differs between databases. */
  interface Dialect {

    /** Called in the transaction that moves a graph or its clients on. */
    void moved(Connection connection, GraphId graph) throws SQLException;

    /** Called after a commit, with no transaction. */
    void committed(Connection connection) throws SQLException;

    /** As {@link RegistryStore#watch} says. */
    void watch(RegistryStore.Watcher watcher);

    /** Ends the database. */
    void close() throws SQLException;
  }

  /** The SQL standard's class 23: integrity constraint violation. */
  private static final String INTEGRITY_VIOLATION = "23";

  /** And class 40: transaction rollback, as after a deadlock. */
  private static final String ROLLED_BACK = "40";

  /** Of both databases, for a statement that was given up. */
  private static final String CANCELLED = "57014";

  private final DataSource connections;
  private final Dialect dialect;
  private final AtomicBoolean closed = new AtomicBoolean();

  JdbcDatabase(DataSource connections, Dialect dialect) {
    this.connections = connections;
    this.dialect = dialect;
  }

  <T> T read(Work<T> work) {
    try (Connection connection = connect()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw failure("cannot read the store", e);
    }
  }

  /**
   * Runs work in a transaction: committed when it answers true, undone when it answers false or
   * fails. A row that is there already is an answer of false, and so is a deadlock: somebody else
   * wrote meanwhile.
   */
  boolean write(Work<Boolean> work) {
    return write(work, true);
  }

  /** The same for what may be lost when the process dies. */
  boolean note(Work<Boolean> work) {
    return write(work, false);
  }

  private boolean write(Work<Boolean> work, boolean forced) {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        done = work.with(connection);
        if (done) {
          connection.commit();
        }
      } catch (SQLException e) {
        if (!isLostRace(e)) {
          throw e;
        }
        done = false;
      } finally {
        if (!done) {
          connection.rollback();
        }
        connection.setAutoCommit(true);
      }
      if (done && forced) {
        dialect.committed(connection);
      }
      return done;
    } catch (SQLException e) {
      throw failure("cannot write to the store", e);
    }
  }

  void moved(Connection connection, GraphId graph) throws SQLException {
    dialect.moved(connection, graph);
  }

  void watch(RegistryStore.Watcher watcher) {
    dialect.watch(watcher);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        dialect.close();
      } catch (SQLException e) {
        throw new RegistryStoreException("cannot close the store", e);
      }
    }
  }

  /** What was given up because its time had passed is no failure of the store. */
  private static RegistryStoreException failure(String what, SQLException e) {
    if (CANCELLED.equals(e.getSQLState())) {
      TimeLimit.check();
    }
    return new RegistryStoreException(what, e);
  }

  private Connection connect() throws SQLException {
    TimeLimit.check();
    if (closed.get()) {
      throw new RegistryStoreException("the store is closed");
    }
    return connections.getConnection();
  }

  private static boolean isLostRace(SQLException e) {
    String state = e.getSQLState();
    return state != null
        && (state.startsWith(INTEGRITY_VIOLATION) || state.startsWith(ROLLED_BACK));
  }

  static <T> List<T> query(
      Connection connection, String sql, Row<T> row, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      int seconds = TimeLimit.secondsLeft();
      if (seconds == 0) {
        return rows(statement, row);
      }
      statement.setQueryTimeout(seconds);
      try {
        return rows(statement, row);
      } finally {
        // H2 has it hold for the connection, which is lent to others next.
        statement.setQueryTimeout(0);
      }
    }
  }

  private static <T> List<T> rows(PreparedStatement statement, Row<T> row) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        found.add(row.from(rows));
      }
      return found;
    }
  }

  static int update(Connection connection, String sql, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      return statement.executeUpdate();
    }
  }

  static void bind(PreparedStatement statement, @Nullable Object... parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static OffsetDateTime timestamp(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
