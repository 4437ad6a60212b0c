package dev.tributary.auth;

import java.util.List;

/**
 * API keys that come from elsewhere than a file while the gateway runs. Whoever asks sees all keys
 * of one delivery.
 */
public final class DeliveredKeys {

  private volatile ApiKeys.Index current = ApiKeys.Index.of(List.of());

  /** From now on these keys are good, and no others. */
  public void replace(List<ApiKey> keys) {
    current = ApiKeys.Index.of(keys);
  }

  ApiKeys.Index current() {
    return current;
  }
}
