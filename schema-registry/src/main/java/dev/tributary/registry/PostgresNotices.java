package dev.tributary.registry;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a process which graphs moved on in the database, whoever moved them.
 *
 * <p>A notice of PostgreSQL (LISTEN, NOTIFY) only wakes the one who watches; what has changed it
 * then reads from the table of graphs. It reads that every second too, so that nothing is missed
 * where notices do not arrive: a pooler in between that does not pass them on, a connection that
 * was lost.
 */
final class PostgresNotices implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresNotices.class);

  private static final String CHANNEL = "tributary_registry";

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final PostgresOptions options;
  private final RegistryStore.Watcher watcher;
  private final Thread thread;

  /** By graph, as of the last look. As large as the tables that they are read from. */
  private Map<String, Long> supergraphs = Map.of();

  private Map<String, Long> clients = Map.of();

  private Map<String, Long> documents = Map.of();

  private volatile boolean closed;
  private volatile @Nullable Connection open;

  private PostgresNotices(PostgresOptions options, RegistryStore.Watcher watcher) {
    this.options = options;
    this.watcher = watcher;
    // Of the platform: the driver's waits hold monitors.
    this.thread = Thread.ofPlatform().daemon().name("registry-notices").unstarted(this::watch);
  }

  /** Wakes all who watch, when the transaction is committed. */
  static void send(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("notify " + CHANNEL);
    }
  }

  /**
   * @param watcher called on a thread of its own: first for every graph that there is, then for
   *     those that move on, also by this process
   */
  static PostgresNotices watch(PostgresOptions options, RegistryStore.Watcher watcher) {
    PostgresNotices notices = new PostgresNotices(options, watcher);
    notices.thread.start();
    return notices;
  }

  private void watch() {
    boolean failing = false;
    while (!closed) {
      try (Connection connection = connect()) {
        open = connection;
        try (Statement statement = connection.createStatement()) {
          statement.execute("listen " + CHANNEL);
        }
        PGConnection notices = connection.unwrap(PGConnection.class);
        while (!closed) {
          look(connection);
          if (failing) {
            LOG.info("The registry hears of other replicas' publishes again");
            failing = false;
          }
          notices.getNotifications((int) LOOK.toMillis());
        }
      } catch (SQLException e) {
        if (!closed && !failing) {
          LOG.warn("The registry does not hear of other replicas' publishes now", e);
          failing = true;
        }
      }
      if (!closed) {
        pause();
      }
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", options.user());
    properties.setProperty("password", options.password());
    properties.setProperty("ApplicationName", "tributary registry, listening");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", "10");
    // A look that takes so long will not end: the other side has gone.
    properties.setProperty("socketTimeout", "30");
    return DriverManager.getConnection(options.url(), properties);
  }

  private void look(Connection connection) throws SQLException {
    supergraphs =
        look(connection, "select id, latest from graph", supergraphs, watcher::supergraphMoved);
    clients =
        look(
            connection,
            "select graph, revision from client_settings",
            clients,
            watcher::clientsMoved);
    documents =
        look(
            connection,
            "select graph, revision from document_settings",
            documents,
            watcher::documentsMoved);
  }

  private static Map<String, Long> look(
      Connection connection, String numbers, Map<String, Long> before, Consumer<GraphId> moved)
      throws SQLException {
    Map<String, Long> now = new HashMap<>();
    JdbcDatabase.query(connection, numbers, row -> Map.entry(row.getString(1), row.getLong(2)))
        .forEach(graph -> now.put(graph.getKey(), graph.getValue()));
    now.forEach(
        (graph, number) -> {
          if (!number.equals(before.get(graph))) {
            tell(graph, moved);
          }
        });
    return now;
  }

  private static void tell(String graph, Consumer<GraphId> moved) {
    try {
      GraphId.parse(graph).ifPresent(moved);
    } catch (RuntimeException e) {
      LOG.error("That {} has moved on could not be told", graph, e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      // Closed, which the loop sees for itself.
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    Connection connection = open;
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("The connection that listens was not ended", e);
      }
    }
  }
}
