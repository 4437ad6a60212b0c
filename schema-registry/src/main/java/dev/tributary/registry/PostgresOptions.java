package dev.tributary.registry;

/**
 * Where a PostgreSQL database is, and who asks it.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, with the driver's parameters
 * @param user its tables are made by and belong to this role
 * @param password may be empty
 * @param connections at a time, from 2; one more listens
 */
public record PostgresOptions(String url, String user, String password, int connections) {

  private static final String SCHEME = "jdbc:postgresql:";

  /**
   * @throws IllegalArgumentException when the URL is of another kind, or there are too few
   *     connections to work with
   */
  public PostgresOptions {
    requireUrl(url);
    if (connections < 2) {
      throw new IllegalArgumentException("at least 2 connections are needed");
    }
  }

  /**
   * @throws IllegalArgumentException when a URL is not one of PostgreSQL
   */
  public static void requireUrl(String url) {
    if (!url.startsWith(SCHEME)) {
      throw new IllegalArgumentException("the URL must begin with " + SCHEME);
    }
  }

  /** The URL without parameters, which may hold secrets. */
  String address() {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }

  /** Without what must not reach a log by accident. */
  @Override
  public String toString() {
    return "PostgresOptions[" + address() + "]";
  }
}
