package dev.tributary.registry;

class PostgresTrafficStoreTest extends TrafficStoreContract {

  private final PostgresOptions database = PostgresServer.database();

  @Override
  RegistryStore open() {
    return PostgresRegistryStore.open(database);
  }
}
