package dev.tributary.http;

import dev.tributary.json.JsonKind;
import dev.tributary.json.JsonReader;
import dev.tributary.json.JsonText;
import dev.tributary.json.MalformedJsonException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client says over {@code graphql-transport-ws}. */
sealed interface SocketMessage {

  /**
   * @param payload the JSON object that it holds; null for none
   */
  record ConnectionInit(byte @Nullable [] payload) implements SocketMessage {}

  record Ping() implements SocketMessage {}

  record Pong() implements SocketMessage {}

  /**
   * @param payload a JSON object, in the form of a request's body
   */
  record Subscribe(String id, byte[] payload) implements SocketMessage {}

  record Complete(String id) implements SocketMessage {}

  /** None of these: the connection is closed for it. */
  record Invalid(String reason) implements SocketMessage {}

  /**
   * Reads one message.
   *
   * @param bytes of its text; whether that is UTF-8 is looked at here
   * @param maxDepth nesting that is accepted in its payload
   */
  static SocketMessage read(byte[] bytes, int maxDepth) {
    JsonReader reader = new JsonReader(bytes, 0, bytes.length, maxDepth);
    try {
      return new Members().read(reader);
    } catch (MalformedJsonException e) {
      return new Invalid("Invalid message: not valid JSON");
    }
  }

  /** Of an operation's id: it is kept, and sent with every answer. */
  int LONGEST_ID = 1_000;

  /** The members of one message. */
  final class Members {
    private @Nullable String type;
    private @Nullable String id;
    private byte @Nullable [] payload;
    private boolean isWrong;

    private Members() {}

    private SocketMessage read(JsonReader reader) {
      if (!reader.take('{')) {
        return new Invalid("Invalid message: not a JSON object");
      }
      if (!reader.take('}')) {
        do {
          reader.readKey();
          String name = JsonText.unquote(reader.bytes(), reader.valueStart(), reader.keyEnd());
          readMember(name, reader.readValue(), reader);
        } while (reader.take(','));
        reader.expect('}');
      }
      reader.expectEnd();
      String name = id;
      return isWrong || name != null && name.length() > LONGEST_ID
          ? new Invalid("Invalid message")
          : message();
    }

    private void readMember(String name, JsonKind kind, JsonReader reader) {
      switch (name) {
        case "type" -> type = string(type, kind, reader);
        case "id" -> id = string(id, kind, reader);
        case "payload" -> {
          isWrong |= payload != null || kind != JsonKind.OBJECT && kind != JsonKind.NULL;
          payload =
              kind == JsonKind.OBJECT
                  ? Arrays.copyOfRange(reader.bytes(), reader.valueStart(), reader.position())
                  : null;
        }
        default -> {}
      }
    }

    private @Nullable String string(@Nullable String before, JsonKind kind, JsonReader reader) {
      if (before != null || kind != JsonKind.STRING && kind != JsonKind.ESCAPED_STRING) {
        isWrong = true;
        return before;
      }
      return JsonText.unquote(reader.bytes(), reader.valueStart(), reader.position());
    }

    private SocketMessage message() {
      return switch (type) {
        case "connection_init" -> new ConnectionInit(payload);
        case "ping" -> new Ping();
        case "pong" -> new Pong();
        case "subscribe" ->
            id == null || id.isEmpty() || payload == null
                ? new Invalid("Invalid message: subscribe needs an id and a payload")
                : new Subscribe(id, payload);
        case "complete" ->
            id == null || id.isEmpty()
                ? new Invalid("Invalid message: complete needs an id")
                : new Complete(id);
        case null -> new Invalid("Invalid message: the type is missing");
        default -> new Invalid("Invalid message: the type is not known");
      };
    }
  }

  /**
   * The members of {@code connection_init}'s payload that count as header fields.
   *
   * @param payload a JSON object
   * @param names of them, lower case; all others are read over
   * @return null when one of them cannot be a header field's value
   */
  static @Nullable Map<String, String> fields(byte[] payload, Set<String> names, int maxDepth) {
    JsonReader reader = new JsonReader(payload, 0, payload.length, maxDepth);
    Map<String, String> fields = new HashMap<>();
    reader.expect('{');
    if (reader.take('}')) {
      return fields;
    }
    do {
      reader.readKey();
      String name =
          JsonText.unquote(reader.bytes(), reader.valueStart(), reader.keyEnd())
              .toLowerCase(Locale.ROOT);
      JsonKind kind = reader.readValue();
      // A client that has no token yet often says null.
      if (!names.contains(name) || kind == JsonKind.NULL) {
        continue;
      }
      if (kind != JsonKind.STRING && kind != JsonKind.ESCAPED_STRING) {
        return null;
      }
      String value = JsonText.unquote(reader.bytes(), reader.valueStart(), reader.position());
      if (!canStandInHeader(value) || fields.put(name, value) != null) {
        return null;
      }
    } while (reader.take(','));
    return fields;
  }

  /** As much as the head of a request has room for, half of it. */
  int LONGEST_FIELD = 16 * 1024;

  /** Visible characters of ASCII, blanks between them (RFC 9110, 5.5). */
  private static boolean canStandInHeader(String value) {
    return value.length() <= LONGEST_FIELD
        && value.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\t');
  }
}
