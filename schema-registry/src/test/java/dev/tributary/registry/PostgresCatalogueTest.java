package dev.tributary.registry;

class PostgresCatalogueTest extends CatalogueContract {

  private final PostgresOptions database = PostgresServer.database();

  @Override
  RegistryStore open() {
    return PostgresRegistryStore.open(database);
  }
}
