package dev.tributary.registry;

import java.sql.Connection;

/**
 * A database that nobody else looks at.
 *
 * @param end what its end takes
 */
record Alone(Runnable end) implements JdbcDatabase.Dialect {

  @Override
  public void moved(Connection connection, GraphId graph) {}

  @Override
  public void committed(Connection connection) {}

  @Override
  public void watch(RegistryStore.Watcher watcher) {}

  @Override
  public void close() {
    end.run();
  }
}
