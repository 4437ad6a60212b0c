package dev.tributary.connect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code @source}: what several connectors have in common.
 *
 * @param name unique in its service
 * @param path null when not written; likewise {@code queryParams}
 */
public record Source(
    String name,
    Template baseUrl,
    List<HttpHeader> headers,
    @Nullable Mapping path,
    @Nullable Mapping queryParams,
    Outcome outcome) {
  public Source {
    headers = List.copyOf(headers);
  }
}
