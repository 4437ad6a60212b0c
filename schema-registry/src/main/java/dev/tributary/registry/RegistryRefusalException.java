package dev.tributary.registry;

import java.io.IOException;

/** A registry answered that it will not or cannot do what it was asked for. */
public final class RegistryRefusalException extends IOException {

  private final int status;
  private final String code;

  RegistryRefusalException(int status, String code, String detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }

  /** The status of the HTTP response. */
  public int status() {
    return status;
  }

  /** Whether the same request may do later: what answered was too busy, or failed. */
  public boolean mayPass() {
    return status == 429 || status >= 500;
  }

  /** The stable code of the problem; empty when something else than a registry answered. */
  public String code() {
    return code;
  }
}
