package dev.tributary.registry;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** How the registry's tables came to be, one numbered file after the other, for every database. */
final class Migrations {

  /** The number of the newest file. */
  static final int NEWEST = 15;

  private Migrations() {}

  /**
   * @param bytes the database's type of bytes, as many as there are: the one thing in these files
   *     that H2 and PostgreSQL call by different names
   */
  static Flyway of(DataSource database, String bytes) {
    return Flyway.configure()
        .dataSource(database)
        .locations("classpath:dev/tributary/registry/migrations")
        .placeholders(Map.of("bytes", bytes))
        .load();
  }
}
