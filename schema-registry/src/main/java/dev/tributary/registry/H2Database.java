package dev.tributary.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcConnectionPool;

/** The embedded database: one file, opened by one process at a time. */
final class H2Database {

  private static final String FILE = "registry";
  private static final int MAX_CONNECTIONS = 8;
  private static final long MOST_CACHED = 96 << 20;

  private H2Database() {}

  /**
   * Opens {@code registry.mv.db} in a directory, makes both when they are not there, and brings the
   * tables up to date.
   */
  static JdbcConnectionPool open(Path directory) {
    try {
      OwnerOnly.createDirectories(directory);
      // The directory may have been there, open to others. H2 takes an empty file for a new
      // database.
      OwnerOnly.createFile(directory.resolve(FILE + ".mv.db"));
    } catch (IOException e) {
      throw new RegistryStoreException("cannot write to the directory " + directory, e);
    }
    JdbcConnectionPool pool = JdbcConnectionPool.create(url(directory), "sa", "");
    pool.setMaxConnections(MAX_CONNECTIONS);
    pool.setLoginTimeout(30);
    try {
      migrate(pool);
      return pool;
    } catch (SQLException e) {
      pool.dispose();
      throw cannotOpen(directory, e);
    } catch (FlywayException e) {
      pool.dispose();
      throw new RegistryStoreException(
          "cannot bring the tables in " + directory + " up to date", e);
    } catch (RegistryStoreException e) {
      pool.dispose();
      throw e;
    }
  }

  private static String url(Path directory) {
    String file = directory.toAbsolutePath().normalize().resolve(FILE).toString();
    if (file.indexOf(';') >= 0) {
      // H2 would take what follows for settings, and some of those run code.
      throw new RegistryStoreException("the path of the data directory must not hold ';': " + file);
    }
    return "jdbc:h2:"
        // Plain file channels are closed for good when a thread that is in them is interrupted.
        + "async:"
        + file
        // Opened and closed by us alone: neither by the last connection nor by a shutdown hook.
        + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE"
        + ";LOCK_TIMEOUT=10000"
        + ";CACHE_SIZE="
        + cacheKilobytes()
        + ";TRACE_LEVEL_FILE=0";
  }

  /**
   * For what is read again and again of a large database, beside H2's own 16 MB: rankings of
   * operations read twenty, and would read all of them from the file each time.
   */
  private static long cacheKilobytes() {
    return Math.min(MOST_CACHED, Runtime.getRuntime().maxMemory() / 8) >> 10;
  }

  /**
   * Flyway takes some 0.4 s to find that there is nothing to do, a fifth of the time in which the
   * whole gateway is to start; one query finds the same.
   */
  private static void migrate(DataSource database) throws SQLException {
    int found = schemaVersion(database);
    if (found > Migrations.NEWEST) {
      throw new RegistryStoreException(
          "the registry's database was written by a newer version of Tributary (its tables have"
              + " version "
              + found
              + ", this one knows "
              + Migrations.NEWEST
              + "): run that version, or start with another data directory");
    }
    if (found < Migrations.NEWEST) {
      migrations(database).migrate();
    }
  }

  static Flyway migrations(DataSource database) {
    return Migrations.of(database, "blob");
  }

  /** The version that the tables have; 0 when there are none or when a migration did not finish. */
  private static int schemaVersion(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet tables =
          statement.executeQuery(
              "select count(*) from information_schema.tables"
                  + " where table_name = 'flyway_schema_history'")) {
        tables.next();
        if (tables.getInt(1) == 0) {
          return 0;
        }
      }
      try (ResultSet migrations =
          statement.executeQuery(
              """
              select coalesce(max(cast("version" as int)), 0), coalesce(bool_and("success"), false)
              from "flyway_schema_history" where "version" is not null
              """)) {
        migrations.next();
        return migrations.getBoolean(2) ? migrations.getInt(1) : 0;
      }
    }
  }

  private static RegistryStoreException cannotOpen(Path directory, SQLException cause) {
    String reason =
        cause.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1
            ? "another process has it open"
            : "H2 says " + cause.getErrorCode();
    return new RegistryStoreException(
        "cannot open the registry's database in " + directory + ": " + reason, cause);
  }
}
