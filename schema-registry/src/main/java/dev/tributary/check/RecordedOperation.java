package dev.tributary.check;

import java.util.List;

/**
 * An operation that gateways ran.
 *
 * @param hash of its document
 * @param name empty when it has none
 * @param document without literals
 * @param executions how often, by all clients
 * @param clients who ran it, most often first
 */
public record RecordedOperation(
    String hash, String name, String document, long executions, List<ClientUse> clients) {

  public RecordedOperation {
    clients = List.copyOf(clients);
  }

  /** What people may call it. */
  public String label() {
    return name.isEmpty() ? "operation " + hash.substring(0, Math.min(8, hash.length())) : name;
  }
}
