package dev.tributary.registry;

/** The store could not be opened, read or written. What was stored before is untouched. */
public final class RegistryStoreException extends RuntimeException {

  public RegistryStoreException(String message) {
    super(message);
  }

  public RegistryStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
