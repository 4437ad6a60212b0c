package dev.tributary.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.tributary.json.JsonKind;
import dev.tributary.json.JsonReader;
import dev.tributary.json.JsonText;
import dev.tributary.json.JsonWriter;
import dev.tributary.json.MalformedJsonException;
import dev.tributary.plan.FetchTarget.EntityGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service's answer in the parts that are kept apart.
 *
 * @param units one for each part that was asked for: its bytes; null when it is not to be kept,
 *     because it is null or an error speaks of it
 * @param given the same, with null for what is null only
 * @param errors the JSON of its errors; null when it has none
 */
record FetchAnswer(
    List<byte @Nullable []> units, List<byte @Nullable []> given, @Nullable JsonNode errors) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_DEPTH = 512;
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  /**
   * Reads an answer.
   *
   * @param group of the entities that were asked for; null when the answer is kept as a whole
   * @param asked how many
   * @return null when it is not what was asked for
   */
  static @Nullable FetchAnswer read(byte[] bytes, @Nullable EntityGroup group, int asked) {
    try {
      JsonReader reader = new JsonReader(bytes, 0, bytes.length, MAX_DEPTH);
      JsonNode errors = null;
      List<byte @Nullable []> given = null;
      boolean hasData = false;
      reader.expect('{');
      do {
        switch (key(reader)) {
          case "data" -> {
            if (group != null && reader.peek() == '{') {
              given = entities(reader, group.responseKey());
            } else {
              hasData = reader.readValue() == JsonKind.OBJECT;
            }
          }
          case "errors" -> {
            JsonKind kind = reader.readValue();
            JsonNode told = JSON.readTree(bytes, reader.valueStart(), length(reader));
            errors = kind == JsonKind.NULL || (told.isArray() && told.isEmpty()) ? null : told;
          }
          default -> reader.readValue();
        }
      } while (reader.take(','));
      reader.expect('}');
      reader.expectEnd();
      if (group == null) {
        return hasData ? new FetchAnswer(List.of(bytes), List.of(bytes), errors) : null;
      }
      if (given == null || given.size() != asked) {
        return null;
      }
      return new FetchAnswer(untouched(given, group, errors), given, errors);
    } catch (MalformedJsonException | IOException notAnAnswer) {
      return null;
    }
  }

  private static int length(JsonReader reader) {
    return reader.position() - reader.valueStart();
  }

  private static String key(JsonReader reader) {
    reader.readKey();
    return JsonText.unquote(reader.bytes(), reader.valueStart(), reader.keyEnd());
  }

  private static @Nullable List<byte @Nullable []> entities(JsonReader reader, String name) {
    List<byte @Nullable []> entities = null;
    reader.expect('{');
    if (reader.take('}')) {
      return null;
    }
    do {
      if (!key(reader).equals(name) || reader.peek() != '[') {
        reader.readValue();
        continue;
      }
      entities = new ArrayList<>();
      reader.expect('[');
      if (reader.take(']')) {
        continue;
      }
      do {
        JsonKind kind = reader.readValue();
        entities.add(
            kind == JsonKind.OBJECT
                ? Arrays.copyOfRange(reader.bytes(), reader.valueStart(), reader.position())
                : null);
      } while (reader.take(','));
      reader.expect(']');
    } while (reader.take(','));
    reader.expect('}');
    return entities;
  }

  /** What no error speaks of. One that does not say where it is speaks of all. */
  private static List<byte @Nullable []> untouched(
      List<byte @Nullable []> given, EntityGroup group, @Nullable JsonNode errors) {
    if (errors == null) {
      return given;
    }
    List<byte @Nullable []> left = new ArrayList<>(given);
    for (JsonNode error : errors) {
      JsonNode path = error.path("path");
      int index = path.path(1).isInt() ? path.path(1).intValue() : -1;
      if (!path.path(0).asText().equals(group.responseKey()) || index < 0 || index >= left.size()) {
        left.replaceAll(any -> null);
        return left;
      }
      left.set(index, null);
    }
    return left;
  }

  /**
   * The answer to a request of which some parts were known.
   *
   * @param all the parts, in order
   * @param asked which of them this answer is about
   */
  static byte[] joined(
      EntityGroup group,
      List<byte @Nullable []> all,
      @Nullable JsonNode errors,
      List<Integer> asked) {
    int size = 64;
    for (byte @Nullable [] one : all) {
      size += one == null ? 5 : one.length + 1;
    }
    JsonWriter out = new JsonWriter(size);
    out.write("{\"data\":{".getBytes(StandardCharsets.US_ASCII));
    out.string(group.responseKey());
    out.write(':');
    out.write('[');
    for (int i = 0; i < all.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      byte @Nullable [] one = all.get(i);
      out.write(one == null ? NULL : one);
    }
    out.write("]}".getBytes(StandardCharsets.US_ASCII));
    if (errors != null) {
      out.write(",\"errors\":".getBytes(StandardCharsets.US_ASCII));
      out.write(written(relocated(errors, asked)));
    }
    out.write('}');
    return out.toByteArray();
  }

  /** The service counts what it was asked for, and the executor what it asked for. */
  private static JsonNode relocated(JsonNode errors, List<Integer> asked) {
    JsonNode copy = errors.deepCopy();
    for (JsonNode error : copy) {
      if (error.path("path") instanceof ArrayNode path && path.path(1).isInt()) {
        int index = path.path(1).intValue();
        if (index >= 0 && index < asked.size()) {
          path.set(1, IntNode.valueOf(asked.get(index)));
        }
      }
    }
    return copy;
  }

  private static byte[] written(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
