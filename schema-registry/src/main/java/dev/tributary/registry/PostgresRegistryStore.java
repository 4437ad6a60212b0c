package dev.tributary.registry;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** The store for several registry processes: one PostgreSQL database, version 13 or newer. */
public final class PostgresRegistryStore {

  private static final long CONNECT_MILLIS = 10_000;

  private PostgresRegistryStore() {}

  /**
   * Opens the store and brings its tables up to date. Replicas that start together take turns.
   *
   * @throws RegistryStoreException when the database cannot be reached, or when a newer Tributary
   *     wrote it
   */
  public static RegistryStore open(PostgresOptions options) {
    HikariDataSource pool = pool(options);
    try {
      migrate(pool);
      return new JdbcRegistryStore(new JdbcDatabase(pool, new PostgresDialect(options, pool)));
    } catch (FlywayException e) {
      pool.close();
      throw new RegistryStoreException("cannot bring the tables of PostgreSQL up to date", e);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  private static HikariDataSource pool(PostgresOptions options) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("registry");
    config.setJdbcUrl(options.url());
    config.setUsername(options.user());
    config.setPassword(options.password());
    config.setMaximumPoolSize(options.connections());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.addDataSourceProperty("ApplicationName", "tributary registry");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    try {
      return new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException e) {
      throw new RegistryStoreException("cannot connect to PostgreSQL at " + options.address(), e);
    }
  }

  private static void migrate(HikariDataSource pool) {
    Flyway flyway = Migrations.of(pool, "bytea");
    flyway.migrate();
    for (MigrationInfo applied : flyway.info().applied()) {
      if (applied.getState().isResolved()) {
        continue;
      }
      throw new RegistryStoreException(
          "the registry's database was written by a newer version of Tributary (its tables have"
              + " version %s): run that version, or use another database"
                  .formatted(applied.getVersion()));
    }
  }

  private static final class PostgresDialect implements JdbcDatabase.Dialect {

    private final PostgresOptions options;
    private final HikariDataSource pool;
    private final List<PostgresNotices> watchers = new CopyOnWriteArrayList<>();

    PostgresDialect(PostgresOptions options, HikariDataSource pool) {
      this.options = options;
      this.pool = pool;
    }

    @Override
    public void moved(Connection connection, GraphId graph) throws SQLException {
      PostgresNotices.send(connection);
    }

    @Override
    public void committed(Connection connection) {
      // PostgreSQL answers a commit when it is on disk.
    }

    @Override
    public void watch(RegistryStore.Watcher watcher) {
      watchers.add(PostgresNotices.watch(options, watcher));
    }

    @Override
    public void close() {
      watchers.forEach(PostgresNotices::close);
      pool.close();
    }
  }
}
