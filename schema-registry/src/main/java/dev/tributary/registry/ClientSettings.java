package dev.tributary.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;

/**
 * What gateways are told of a graph's clients.
 *
 * @param revision grows with each change of a key or of the quotas; 0 when there never was one
 * @param keys those that are not revoked, by id; some may have expired
 * @param quotasRevision the revision at which the quotas changed last
 */
public record ClientSettings(
    GraphId graph, long revision, List<ClientKey> keys, QuotaSettings quotas, long quotasRevision) {

  public ClientSettings {
    keys = List.copyOf(keys);
  }

  /** As it is delivered, and as gateways keep it for a start without the registry. */
  public String text() {
    return ClientJson.settings(this).toString();
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static ClientSettings read(String text) {
    try {
      return ClientJson.settings(RegistryJson.parse(text));
    } catch (JsonProcessingException e) {
      // Its message would quote the text.
      throw new IllegalArgumentException("not JSON");
    }
  }
}
