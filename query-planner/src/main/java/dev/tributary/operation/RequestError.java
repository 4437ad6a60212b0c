package dev.tributary.operation;

import java.util.List;

/**
 * Why a request cannot be executed: an error that the client made and can mend.
 *
 * @param code stable, one of {@link ErrorCode}; for {@code extensions.code}
 * @param message one sentence for the client's developer
 * @param locations in the document, where it can be said
 */
public record RequestError(String code, String message, List<Location> locations) {

  public RequestError {
    locations = List.copyOf(locations);
  }

  /**
   * A place in the document.
   *
   * @param line from 1
   * @param column from 1
   */
  public record Location(int line, int column) {}

  static RequestError of(ErrorCode code, String message, Location... locations) {
    return new RequestError(code.name(), message, List.of(locations));
  }
}
