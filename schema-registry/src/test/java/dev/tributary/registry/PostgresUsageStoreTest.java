package dev.tributary.registry;

class PostgresUsageStoreTest extends UsageStoreContract {

  private final PostgresOptions database = PostgresServer.database();

  @Override
  RegistryStore open() {
    return PostgresRegistryStore.open(database);
  }
}
