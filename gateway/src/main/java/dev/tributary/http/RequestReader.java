package dev.tributary.http;

import dev.tributary.execute.GraphQlRequest;
import dev.tributary.http.Refusal.Code;
import dev.tributary.json.JsonKind;
import dev.tributary.json.JsonReader;
import dev.tributary.json.JsonText;
import dev.tributary.json.MalformedJsonException;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON form of a GraphQL request (GraphQL over HTTP, 5.4.1) in one pass: the operation's
 * text is decoded, the variables stay bytes that are known to be a JSON object, and nothing else is
 * kept. Keeps nothing between requests, and is safe to share.
 */
final class RequestReader {

  private final int maxDepth;
  private final Documents documents;
  private final VariableLimits variables;
  private final int batch;
  private final KnownRequests<byte[]> known = KnownRequests.ofBodies();

  /**
   * @param maxDepth nesting that is accepted in one member
   */
  RequestReader(int maxDepth) {
    this(maxDepth, Documents.NONE, VariableLimits.defaults(), 0);
  }

  /**
   * @param maxDepth nesting that is accepted in one member
   * @param documents what requests may name in place of an operation's text
   */
  RequestReader(int maxDepth, Documents documents) {
    this(maxDepth, documents, VariableLimits.defaults(), 0);
  }

  RequestReader(HttpOptions options) {
    this(options.limits().jsonDepth(), options.documents(), options.variables(), options.batch());
  }

  private RequestReader(int maxDepth, Documents documents, VariableLimits variables, int batch) {
    this.maxDepth = maxDepth;
    this.documents = documents;
    this.variables = variables;
    this.batch = batch;
  }

  Documents documents() {
    return documents;
  }

  VariableLimits variables() {
    return variables;
  }

  /** Reads the body of a POST request. */
  RequestReading read(byte[] body) {
    return read(body, null);
  }

  /**
   * Reads the body of a POST request.
   *
   * @param documentId the document that the URL names; null when it names none
   */
  RequestReading read(byte[] body, @Nullable String documentId) {
    RequestReading.Valid same = documentId == null ? known.find(body) : null;
    return same == null ? readAnew(body, documentId) : allowed(same);
  }

  /** Lets a request pass that was read before: which operations are trusted may have changed. */
  RequestReading allowed(RequestReading.Valid same) {
    return documents.find(same.request().document(), null, null)
            instanceof Documents.Found.Missing(Refusal refusal)
        ? new RequestReading.Invalid(refusal)
        : same;
  }

  private RequestReading readAnew(byte[] body, @Nullable String documentId) {
    JsonReader reader = new JsonReader(body, 0, body.length, maxDepth);
    try {
      if (isBlank(body)) {
        return invalid(Code.MALFORMED_JSON, "The body is empty: a JSON object is expected.");
      }
      if (reader.take('{')) {
        Members members = new Members(reader, documents, variables, documentId);
        RequestReading reading = members.read();
        if (reading instanceof RequestReading.Valid valid && members.areAll()) {
          known.read(body, valid);
        }
        return reading;
      }
      if (reader.peek() == '[') {
        return batch == 0 || documentId != null
            ? invalid(
                Code.BATCHING_NOT_ENABLED, "Several operations in one request are not enabled.")
            : readBatch(reader);
      }
      reader.readValue();
      reader.expectEnd();
      return invalid(Code.NOT_A_JSON_OBJECT, "The body must be a JSON object.");
    } catch (MalformedJsonException e) {
      return new RequestReading.Invalid(
          refusal(e, Code.MALFORMED_JSON, "The body is not valid JSON"));
    }
  }

  /** Whether each operation is one is told of it alone; that all of it is JSON must be so first. */
  private RequestReading readBatch(JsonReader reader) throws MalformedJsonException {
    reader.expect('[');
    List<byte[]> elements = new ArrayList<>();
    if (!reader.take(']')) {
      do {
        if (elements.size() == batch) {
          return invalid(
              Code.BATCH_TOO_LARGE, "A request may hold " + batch + " operations at most.");
        }
        reader.readValue();
        elements.add(Arrays.copyOfRange(reader.bytes(), reader.valueStart(), reader.position()));
      } while (reader.take(','));
      reader.expect(']');
    }
    reader.expectEnd();
    if (elements.isEmpty()) {
      return invalid(Code.NOT_A_JSON_OBJECT, "There is no operation in the list.");
    }
    List<RequestReading> operations = new ArrayList<>(elements.size());
    for (byte[] element : elements) {
      operations.add(
          element[0] == '{'
              ? read(element)
              : invalid(Code.NOT_A_JSON_OBJECT, "Each operation must be a JSON object."));
    }
    return new RequestReading.Batch(operations);
  }

  /**
   * Checks a JSON text that a URL parameter carries.
   *
   * @param name the parameter
   * @return null when it is a JSON object or null
   */
  @Nullable Refusal checkObject(byte[] text, String name, Code code) {
    JsonReader reader = new JsonReader(text, 0, text.length, maxDepth);
    try {
      JsonKind kind = reader.readValue();
      reader.expectEnd();
      return kind == JsonKind.OBJECT || kind == JsonKind.NULL
          ? null
          : new Refusal(code, "The parameter \"" + name + "\" must be a JSON object.");
    } catch (MalformedJsonException e) {
      return refusal(e, code, "The parameter \"" + name + "\" is not valid JSON");
    }
  }

  private static boolean isBlank(byte[] body) {
    for (byte b : body) {
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  private static Refusal refusal(MalformedJsonException e, Code code, String what) {
    Code refined =
        switch (e.fault()) {
          case GRAMMAR -> code;
          case ENCODING -> Code.INVALID_UTF8;
          case DEPTH -> Code.JSON_TOO_DEEP;
        };
    return new Refusal(refined, what + ": " + e.getMessage() + ".");
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
      EXTENSIONS,
      DOCUMENT_ID
    }

    private final JsonReader reader;
    private final Set<Member> seen = EnumSet.noneOf(Member.class);
    private final List<Refusal> refusals = new ArrayList<>(0);
    private @Nullable String query;
    private @Nullable String operationName;
    private final Documents documents;
    private final VariableLimits limits;
    private @Nullable Buffer variables;
    private @Nullable String documentId;
    private @Nullable String extensions;

    /**
     * @param reader within the object
     * @param documentId the document that the URL names
     */
    Members(
        JsonReader reader,
        Documents documents,
        VariableLimits limits,
        @Nullable String documentId) {
      this.reader = reader;
      this.documents = documents;
      this.limits = limits;
      this.documentId = documentId;
      if (documentId != null) {
        seen.add(Member.DOCUMENT_ID);
      }
    }

    RequestReading read() {
      if (!reader.take('}')) {
        do {
          reader.readKey();
          String name = JsonText.unquote(reader.bytes(), reader.valueStart(), reader.keyEnd());
          readMember(name, reader.readValue());
        } while (reader.take(','));
        reader.expect('}');
      }
      reader.expectEnd();
      if (refusals.stream().anyMatch(refusal -> refusal.code() == Code.INVALID_QUERY)) {
        return new RequestReading.Invalid(refusals);
      }
      return switch (documents.find(query, documentId, extensions)) {
        case Documents.Found.Missing(Refusal refusal) -> {
          refusals.add(refusal);
          yield new RequestReading.Invalid(refusals);
        }
        case Documents.Found.Text(String text) ->
            refusals.isEmpty() ? valid(text) : new RequestReading.Invalid(refusals);
        case Documents.Found.Elsewhere elsewhere ->
            refusals.isEmpty()
                ? new RequestReading.Pending(
                    documents.ask(elsewhere, this::valid, RequestReading.Invalid::new))
                : new RequestReading.Invalid(refusals);
      };
    }

    /** Whether the operation's text is among them, and nothing that stands for one. */
    boolean areAll() {
      return query != null && documentId == null && !Documents.names(extensions);
    }

    private RequestReading valid(String text) {
      return new RequestReading.Valid(new GraphQlRequest(text, operationName, variables, false));
    }

    private void readMember(String name, JsonKind value) {
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
          if (isObject(value, name, Code.INVALID_VARIABLES)) {
            int start = reader.valueStart();
            Refusal tooLarge = limits.check(reader.bytes(), start, reader.position());
            if (tooLarge != null) {
              refusals.add(tooLarge);
              return;
            }
            variables =
                Buffer.buffer(reader.position() - start)
                    .appendBytes(reader.bytes(), start, reader.position() - start);
          }
        }
        case "extensions" -> {
          once(Member.EXTENSIONS, name);
          if (isObject(value, name, Code.INVALID_EXTENSIONS)) {
            int start = reader.valueStart();
            extensions =
                new String(
                    reader.bytes(), start, reader.position() - start, StandardCharsets.UTF_8);
          }
        }
        case "documentId" -> {
          once(Member.DOCUMENT_ID, name);
          documentId = string(value, name, Code.INVALID_QUERY);
        }
        // Reserved for future versions of the specification: read over.
        default -> {}
      }
    }

    private void once(Member member, String name) {
      if (!seen.add(member)) {
        refusals.add(new Refusal(Code.DUPLICATE_KEY, "\"" + name + "\" is given more than once."));
      }
    }

    private @Nullable String string(JsonKind value, String name, Code code) {
      if (value == JsonKind.NULL) {
        return null;
      }
      if (value != JsonKind.STRING && value != JsonKind.ESCAPED_STRING) {
        refusals.add(new Refusal(code, "\"" + name + "\" must be a string."));
        return null;
      }
      String text = JsonText.unquote(reader.bytes(), reader.valueStart(), reader.position());
      if (value == JsonKind.ESCAPED_STRING && hasLoneSurrogate(text)) {
        refusals.add(
            new Refusal(
                code, "\"" + name + "\" escapes half of a surrogate pair, not a character."));
        return null;
      }
      return text;
    }

    /** False for null, which stands for nothing given, and for what is refused. */
    private boolean isObject(JsonKind value, String name, Code code) {
      if (value != JsonKind.OBJECT && value != JsonKind.NULL) {
        refusals.add(new Refusal(code, "\"" + name + "\" must be a JSON object."));
      }
      return value == JsonKind.OBJECT;
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
