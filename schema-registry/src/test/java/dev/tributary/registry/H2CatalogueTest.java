package dev.tributary.registry;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2CatalogueTest extends CatalogueContract {

  @TempDir Path directory;

  @Override
  RegistryStore open() {
    return H2RegistryStore.open(directory);
  }
}
