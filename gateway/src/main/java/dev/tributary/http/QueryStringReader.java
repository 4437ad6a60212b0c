package dev.tributary.http;

import dev.tributary.execute.GraphQlRequest;
import dev.tributary.http.Refusal.Code;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the URL form of a GraphQL request (GraphQL over HTTP, 5.3). Stricter than the URL standard:
 * a broken escape is refused, since what it stood for can only be guessed.
 */
final class QueryStringReader {

  private final RequestReader json;
  private final KnownRequests<String> known = KnownRequests.ofQueryStrings();

  QueryStringReader(RequestReader json) {
    this.json = json;
  }

  /**
   * @param queryString the raw query component; null when the URL has none
   */
  RequestReading read(@Nullable String queryString) {
    return read(queryString, null);
  }

  /**
   * @param queryString the raw query component; null when the URL has none
   * @param documentId the document that the URL's path names; null when it names none
   */
  RequestReading read(@Nullable String queryString, @Nullable String documentId) {
    String sent = queryString == null ? "" : queryString;
    RequestReading.Valid same = documentId == null ? known.find(sent) : null;
    if (same != null) {
      return json.allowed(same);
    }
    Parameters parameters = new Parameters(documentId);
    RequestReading reading = parameters.read(sent);
    if (reading instanceof RequestReading.Valid valid && parameters.areAll()) {
      known.read(sent, valid);
    }
    return reading;
  }

  private final class Parameters {
    private final List<Refusal> refusals = new ArrayList<>(0);
    private byte @Nullable [] query;
    private byte @Nullable [] operationName;
    private byte @Nullable [] variables;
    private byte @Nullable [] extensions;
    private byte @Nullable [] documentId;

    Parameters(@Nullable String documentId) {
      this.documentId = documentId == null ? null : documentId.getBytes(StandardCharsets.UTF_8);
    }

    RequestReading read(String queryString) {
      for (String pair : queryString.split("&")) {
        int equals = pair.indexOf('=');
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        // No escapes are undone in names: the four that count need none.
        switch (equals < 0 ? pair : pair.substring(0, equals)) {
          case "query" -> query = once(query, "query", value);
          case "operationName" -> operationName = once(operationName, "operationName", value);
          case "variables" -> variables = once(variables, "variables", value);
          case "extensions" -> extensions = once(extensions, "extensions", value);
          case "documentId" -> documentId = once(documentId, "documentId", value);
          default -> {}
        }
      }
      check(variables, "variables", Code.INVALID_VARIABLES);
      check(extensions, "extensions", Code.INVALID_EXTENSIONS);
      if (refusals.isEmpty() && variables != null && isObject(variables)) {
        Refusal tooLarge = json.variables().check(variables, 0, variables.length);
        if (tooLarge != null) {
          refusals.add(tooLarge);
        }
      }
      if (!refusals.isEmpty()) {
        return new RequestReading.Invalid(refusals);
      }
      String extended = extensions != null && isObject(extensions) ? text(extensions) : null;
      return switch (json.documents().find(given(query), given(documentId), extended)) {
        case Documents.Found.Missing(Refusal refusal) -> new RequestReading.Invalid(refusal);
        case Documents.Found.Text(String document) -> valid(document);
        case Documents.Found.Elsewhere elsewhere ->
            new RequestReading.Pending(
                json.documents().ask(elsewhere, this::valid, RequestReading.Invalid::new));
      };
    }

    /** Whether the operation's text is among them, and nothing that stands for one. */
    boolean areAll() {
      return query != null
          && documentId == null
          && !Documents.names(extensions == null ? null : text(extensions));
    }

    private RequestReading valid(String document) {
      String name = operationName == null ? "" : text(operationName);
      return new RequestReading.Valid(
          new GraphQlRequest(
              document,
              name.isEmpty() ? null : name,
              variables != null && isObject(variables) ? Buffer.buffer(variables) : null,
              true));
    }

    private static @Nullable String given(byte @Nullable [] parameter) {
      return parameter == null ? null : text(parameter);
    }

    private byte @Nullable [] once(byte @Nullable [] earlier, String name, String value) {
      if (earlier != null) {
        refusals.add(new Refusal(Code.DUPLICATE_KEY, "\"" + name + "\" is given more than once."));
        return earlier;
      }
      byte[] decoded = decode(value);
      if (decoded == null) {
        refusals.add(
            new Refusal(
                Code.MALFORMED_QUERY_STRING, "\"" + name + "\" holds a broken percent escape."));
        return null;
      }
      if (!isUtf8(decoded)) {
        refusals.add(new Refusal(Code.INVALID_UTF8, "\"" + name + "\" is not valid UTF-8."));
        return null;
      }
      return decoded;
    }

    private void check(byte @Nullable [] text, String name, Code code) {
      if (text != null && text.length > 0) {
        Refusal refusal = json.checkObject(text, name, code);
        if (refusal != null) {
          refusals.add(refusal);
        }
      }
    }

    /** Of a text that is known to be a JSON object, null, or nothing. */
    private static boolean isObject(byte[] json) {
      return text(json).stripLeading().startsWith("{");
    }

    private static String text(byte[] utf8) {
      return new String(utf8, StandardCharsets.UTF_8);
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      // A new decoder reports what is malformed, where the convenient methods replace it.
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }

  /** Undoes {@code +} and {@code %XX}; null when an escape is broken. */
  private static byte @Nullable [] decode(String value) {
    byte[] in = value.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '+') {
        out[length++] = ' ';
      } else if (in[i] != '%') {
        out[length++] = in[i];
      } else {
        int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
        int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        out[length++] = (byte) (high << 4 | low);
        i += 2;
      }
    }
    return Arrays.copyOf(out, length);
  }
}
