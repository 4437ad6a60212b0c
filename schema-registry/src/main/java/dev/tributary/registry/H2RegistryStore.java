package dev.tributary.registry;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.jdbcx.JdbcConnectionPool;

/** The embedded store: one H2 file, for one registry process. */
public final class H2RegistryStore {

  private H2RegistryStore() {}

  /**
   * Opens the store in a directory, which is made when it is not there, readable by its owner only.
   *
   * @throws RegistryStoreException when another process has it open, when a newer Tributary wrote
   *     it, or when it cannot be read
   */
  public static RegistryStore open(Path directory) {
    JdbcConnectionPool pool = H2Database.open(directory);
    return new JdbcRegistryStore(new JdbcDatabase(pool, new H2Dialect(pool)));
  }

  private record H2Dialect(JdbcConnectionPool pool) implements JdbcDatabase.Dialect {

    @Override
    public void moved(Connection connection, GraphId graph) {
      // There is no other process to tell.
    }

    /**
     * H2 writes a commit up to half a second after it; this has it written, and kept by the disk.
     * The setting {@code WRITE_DELAY=0} would do the first, and end the thread that makes room in
     * the file: in a year's use it grew to eight times what it held.
     */
    @Override
    public void committed(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("checkpoint sync");
      }
    }

    @Override
    public void watch(RegistryStore.Watcher watcher) {
      // There is no other process that could move a graph on.
    }

    @Override
    public void close() throws SQLException {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("shutdown");
      } finally {
        pool.dispose();
      }
    }
  }
}
