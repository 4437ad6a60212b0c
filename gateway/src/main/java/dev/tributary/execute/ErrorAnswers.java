package dev.tributary.execute;

import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.json.JsonWriter;
import dev.tributary.operation.RequestError;
import dev.tributary.telemetry.RequestRecord;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Answers that hold errors and no data (GraphQL specification, 7.1.2). */
final class ErrorAnswers {
  private ErrorAnswers() {}

  /** Writes down what a client is told whose request was not executed. Such answers are small. */
  static void tell(GraphQlAnswer answer, RequestRecord record) {
    if (answer.outcome() != Outcome.EXECUTED) {
      AnswerBytes bytes = AnswerBytes.of(answer.body());
      UpstreamError.codes(bytes).forEach(record::error);
    }
  }

  /** Nothing was executed. */
  static GraphQlAnswer of(Outcome outcome, String code, String message) {
    return new GraphQlAnswer(
        outcome, body("{", List.of(new RequestError(code, message, List.of()))));
  }

  /**
   * Nothing was executed.
   *
   * @param details further entries of the error's {@code extensions}: each a comma and a JSON
   *     member
   */
  static GraphQlAnswer of(Outcome outcome, String code, String message, byte[] details) {
    JsonWriter out = new JsonWriter(256);
    ascii(out, "{\"errors\":[{\"message\":");
    out.string(message);
    ascii(out, ",\"extensions\":{\"code\":");
    out.string(code);
    out.write(details);
    ascii(out, "}}]}");
    return new GraphQlAnswer(outcome, Buffer.buffer(out.toByteArray()));
  }

  /** The request is wrong. */
  static GraphQlAnswer refused(List<RequestError> errors) {
    return new GraphQlAnswer(Outcome.REQUEST_ERROR, body("{", errors));
  }

  /** It was executed, and nothing of it can be shown. */
  static GraphQlAnswer executed(String code, String message) {
    return new GraphQlAnswer(
        Outcome.EXECUTED,
        body("{\"data\":null,", List.of(new RequestError(code, message, List.of()))));
  }

  private static Buffer body(String begin, List<RequestError> errors) {
    JsonWriter out = new JsonWriter(256);
    ascii(out, begin);
    ascii(out, "\"errors\":[");
    for (int i = 0; i < errors.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      error(out, errors.get(i));
    }
    ascii(out, "]}");
    return Buffer.buffer(out.toByteArray());
  }

  private static void error(JsonWriter out, RequestError error) {
    ascii(out, "{\"message\":");
    out.string(error.message());
    if (!error.locations().isEmpty()) {
      ascii(out, ",\"locations\":[");
      for (int i = 0; i < error.locations().size(); i++) {
        ascii(out, i > 0 ? ",{\"line\":" : "{\"line\":");
        out.number(error.locations().get(i).line());
        ascii(out, ",\"column\":");
        out.number(error.locations().get(i).column());
        out.write('}');
      }
      out.write(']');
    }
    ascii(out, ",\"extensions\":{\"code\":");
    out.string(error.code());
    ascii(out, "}}");
  }

  private static void ascii(JsonWriter out, String text) {
    for (int i = 0; i < text.length(); i++) {
      out.write(text.charAt(i));
    }
  }
}
