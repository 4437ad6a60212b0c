package dev.tributary.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.tributary.execute.GraphQlRequest;
import dev.tributary.http.Refusal.Code;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON form of a GraphQL request (GraphQL over HTTP, 5.4.1) in one pass: the operation's
 * text is decoded, the variables stay bytes that are known to be a JSON object, and nothing else is
 * kept. Safe to share between threads.
 */
final class RequestReader {

  private final JsonFactory json;

  /**
   * @param maxDepth nesting that is accepted
   * @param maxBytes the largest body that will be given
   */
  RequestReader(int maxDepth, int maxBytes) {
    this.json =
        JsonFactory.builder()
            // The body is UTF-8 whatever its first bytes look like.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            // Names are chosen by clients: none may live longer than its request.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(maxDepth)
                    .maxStringLength(maxBytes)
                    .maxNameLength(maxBytes)
                    .build())
            .build();
  }

  /** Reads the body of a POST request. */
  RequestReading read(byte[] body) {
    Refusal encoding = invalidUtf8(body);
    if (encoding != null) {
      return new RequestReading.Invalid(encoding);
    }
    try (JsonParser parser = json.createParser(body)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        return new Members(parser, body).read();
      }
      if (first == null) {
        return invalid(Code.MALFORMED_JSON, "The body is empty: a JSON object is expected.");
      }
      if (first == JsonToken.START_ARRAY) {
        return invalid(
            Code.BATCHING_NOT_ENABLED, "Several operations in one request are not enabled.");
      }
      return invalid(Code.NOT_A_JSON_OBJECT, "The body must be a JSON object.");
    } catch (StreamConstraintsException e) {
      return invalid(
          Code.JSON_TOO_DEEP, "The body's JSON is nested too deeply or holds a huge number.");
    } catch (JsonProcessingException e) {
      return invalid(Code.MALFORMED_JSON, "The body is not valid JSON" + where(e) + ".");
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  /**
   * Checks a JSON text that a URL parameter carries.
   *
   * @param name the parameter
   * @return null when it is a JSON object or null
   */
  @Nullable Refusal checkObject(byte[] text, String name, Code code) {
    String expected = "The parameter \"" + name + "\" must be a JSON object";
    try (JsonParser parser = json.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT && first != JsonToken.VALUE_NULL) {
        return new Refusal(code, expected + ".");
      }
      parser.skipChildren();
      return parser.nextToken() == null ? null : new Refusal(code, expected + " and nothing more.");
    } catch (StreamConstraintsException e) {
      return new Refusal(Code.JSON_TOO_DEEP, expected + " that is not nested too deeply.");
    } catch (JsonProcessingException e) {
      return new Refusal(code, expected + "; it is not valid JSON" + where(e) + ".");
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  static @Nullable Refusal invalidUtf8(byte[] bytes) {
    int at = Utf8.firstInvalid(bytes);
    return at < 0 ? null : new Refusal(Code.INVALID_UTF8, "Byte " + at + " is not valid UTF-8.");
  }

  private static String where(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " (line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ")";
  }

  private static RequestReading invalid(Code code, String message) {
    return new RequestReading.Invalid(new Refusal(code, message));
  }

  /** The members of one request object. */
  private static final class Members {

    private enum Member {
      QUERY,
      OPERATION_NAME,
      VARIABLES,
      EXTENSIONS
    }

    private final JsonParser parser;
    private final byte[] body;
    private final Set<Member> seen = EnumSet.noneOf(Member.class);
    private final List<Refusal> refusals = new ArrayList<>(0);
    private @Nullable String query;
    private @Nullable String operationName;
    private @Nullable Buffer variables;

    Members(JsonParser parser, byte[] body) {
      this.parser = parser;
      this.body = body;
    }

    RequestReading read() throws IOException {
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        switch (name) {
          case "query" -> {
            once(Member.QUERY, name);
            query = string(value, name, Code.INVALID_QUERY);
          }
          case "operationName" -> {
            once(Member.OPERATION_NAME, name);
            operationName = string(value, name, Code.INVALID_OPERATION_NAME);
          }
          case "variables" -> {
            once(Member.VARIABLES, name);
            variables = object(value, name, Code.INVALID_VARIABLES);
          }
          case "extensions" -> {
            once(Member.EXTENSIONS, name);
            object(value, name, Code.INVALID_EXTENSIONS);
          }
          // Reserved for future versions of the specification: read over.
          default -> parser.skipChildren();
        }
      }
      if (parser.nextToken() != null) {
        return invalid(Code.MALFORMED_JSON, "The body holds more than one JSON value.");
      }
      if (query == null && refusals.stream().noneMatch(r -> r.code() == Code.INVALID_QUERY)) {
        refusals.add(new Refusal(Code.MISSING_QUERY, "\"query\" is missing."));
      }
      return query == null || !refusals.isEmpty()
          ? new RequestReading.Invalid(refusals)
          : new RequestReading.Valid(new GraphQlRequest(query, operationName, variables, false));
    }

    private void once(Member member, String name) {
      if (!seen.add(member)) {
        refusals.add(new Refusal(Code.DUPLICATE_KEY, "\"" + name + "\" is given more than once."));
      }
    }

    private @Nullable String string(JsonToken value, String name, Code code) throws IOException {
      if (value == JsonToken.VALUE_NULL) {
        return null;
      }
      if (value != JsonToken.VALUE_STRING) {
        parser.skipChildren();
        refusals.add(new Refusal(code, "\"" + name + "\" must be a string."));
        return null;
      }
      String text = parser.getText();
      if (hasLoneSurrogate(text)) {
        refusals.add(
            new Refusal(
                code, "\"" + name + "\" escapes half of a surrogate pair, not a character."));
        return null;
      }
      return text;
    }

    private @Nullable Buffer object(JsonToken value, String name, Code code) throws IOException {
      if (value == JsonToken.VALUE_NULL) {
        return null;
      }
      int from = (int) parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
      if (value != JsonToken.START_OBJECT) {
        refusals.add(new Refusal(code, "\"" + name + "\" must be a JSON object."));
        return null;
      }
      int to = (int) parser.currentTokenLocation().getByteOffset() + 1;
      return Buffer.buffer(to - from).appendBytes(body, from, to - from);
    }

    /** JSON's escapes can spell what no UTF-8 can carry on to a service (RFC 8259, 8.2). */
    private static boolean hasLoneSurrogate(String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (Character.isSurrogate(c)) {
          boolean pair =
              Character.isHighSurrogate(c)
                  && i + 1 < text.length()
                  && Character.isLowSurrogate(text.charAt(i + 1));
          if (!pair) {
            return true;
          }
          i++;
        }
      }
      return false;
    }
  }
}
