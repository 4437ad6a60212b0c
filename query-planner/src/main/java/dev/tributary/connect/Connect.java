package dev.tributary.connect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code @connect} as applied, parsed.
 *
 * @param sourceName null when the URL is absolute
 * @param id null when not written
 * @param http null when nothing is called: a value computed from variables (0.4)
 * @param batchSize {@code batch.maxSize}; null for no limit
 * @param isEntity {@code entity: true}
 */
public record Connect(
    ConnectVersion version,
    @Nullable String sourceName,
    @Nullable String id,
    @Nullable Http http,
    @Nullable Integer batchSize,
    Outcome outcome,
    Mapping selection,
    boolean isEntity) {

  /** The methods that connect knows. */
  public enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
  }

  /**
   * {@code http}.
   *
   * @param path null when not written; likewise {@code queryParams} and {@code body}
   */
  public record Http(
      Method method,
      Template url,
      List<HttpHeader> headers,
      @Nullable Mapping path,
      @Nullable Mapping queryParams,
      @Nullable Mapping body) {
    public Http {
      headers = List.copyOf(headers);
    }
  }
}
