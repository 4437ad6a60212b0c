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
    return new JdbcRegistryStore(pool, H2RegistryStore::forceToDisk, () -> shutdown(pool));
  }

  /** H2 writes a commit to the file at once; this makes the disk itself keep it. */
  private static void forceToDisk(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("checkpoint sync");
    }
  }

  private static void shutdown(JdbcConnectionPool pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("shutdown");
    } finally {
      pool.dispose();
    }
  }
}
