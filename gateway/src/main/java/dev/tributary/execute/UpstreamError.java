package dev.tributary.execute;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One error that a service answered, as far as it is passed on: its other extensions stay inside.
 *
 * @param path the service's own: String keys and Integer indexes; empty when it gave none
 */
record UpstreamError(String message, String code, List<Object> path) {

  /** When the service gave no code of its own. */
  static final String DEFAULT_CODE = "DOWNSTREAM_SERVICE_ERROR";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads {@code errors}. Errors are rare and of unknown form: Jackson's tree is right here.
   *
   * @param text an array that {@link AnswerReader} found well-formed
   * @param maximum how many are read
   */
  static List<UpstreamError> read(AnswerReader.Slice text, int maximum, MessagePolicy policy) {
    JsonNode array;
    try {
      array = JSON.readTree(text.bytes(), text.start(), text.end() - text.start());
    } catch (IOException e) {
      // Well-formed, so only a limit of Jackson's can be behind this: a number of a thousand
      // digits. Something did go wrong in the service, and the client must learn of it.
      return List.of(
          new UpstreamError("The service answered with an error.", DEFAULT_CODE, List.of()));
    }
    List<UpstreamError> errors = new ArrayList<>();
    for (JsonNode error : array) {
      if (errors.size() == maximum) {
        break;
      }
      JsonNode message = error.path("message");
      JsonNode code = error.path("extensions").path("code");
      errors.add(
          new UpstreamError(
              message.isTextual()
                  ? policy.apply(message.textValue())
                  : "The service answered with an error.",
              code.isTextual() ? code.textValue() : DEFAULT_CODE,
              path(error.path("path"))));
    }
    return errors;
  }

  /** The codes of a response of our own, as often as each is there. */
  static List<String> codes(AnswerBytes response) {
    try {
      List<String> codes = new ArrayList<>();
      JSON.readTree(response.array(), response.start(), response.end() - response.start())
          .path("errors")
          .forEach(error -> codes.add(error.path("extensions").path("code").asText()));
      return codes;
    } catch (IOException e) {
      throw new IllegalStateException("we have written it", e);
    }
  }

  /** What is neither a key nor an index ends the path: what leads up to it is still right. */
  private static List<Object> path(JsonNode node) {
    List<Object> path = new ArrayList<>();
    for (JsonNode element : node) {
      if (element.isTextual()) {
        path.add(element.textValue());
      } else if (element.isInt() && element.intValue() >= 0) {
        path.add(element.intValue());
      } else {
        break;
      }
    }
    return List.copyOf(path);
  }
}
