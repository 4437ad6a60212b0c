package dev.tributary.upstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** JSON of REST services: exact numbers, one value and nothing after it, bounded nesting. */
final class RestJson {
  private RestJson() {}

  /** Deeper data is refused: everything that walks it recurses. */
  private static final int MAX_NESTING = 500;

  /** Of what is made here; what is read was limited when it was received. */
  private static final int MAX_WRITTEN = 64 * 1024 * 1024;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_NESTING)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                  .build())
          .nodeFactory(MappingValues.NODES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static JsonNode read(String text) throws JsonProcessingException {
    return something(MAPPER.readTree(text));
  }

  /** UTF-8, as JSON between systems is (RFC 8259, 8.1). */
  static JsonNode read(Buffer bytes) throws JsonProcessingException {
    try {
      return something(MAPPER.readTree(bytes.getBytes()));
    } catch (JsonProcessingException notJson) {
      throw notJson;
    } catch (IOException malformed) {
      // Bytes that are no UTF-8 are reported so; memory itself does not fail.
      throw new JsonParseException(null, "The bytes are not UTF-8", malformed);
    }
  }

  private static JsonNode something(JsonNode value) throws JsonProcessingException {
    if (value.isMissingNode()) {
      throw new JsonParseException(null, "There is nothing to read");
    }
    return value;
  }

  /** Null when the value is too large to be written. */
  static @Nullable Buffer bytes(JsonNode value) {
    Bounded out = new Bounded();
    try {
      MAPPER.writeValue(out, value);
      return out.buffer;
    } catch (IOException tooLarge) {
      return null;
    }
  }

  /** Compact JSON; null when the value is too large to be written. */
  static @Nullable String text(JsonNode value) {
    Buffer bytes = bytes(value);
    return bytes == null ? null : bytes.toString(StandardCharsets.UTF_8);
  }

  /** Values share parts, so that a small one in memory may be an endless one when written. */
  private static final class Bounded extends OutputStream {
    private final Buffer buffer = Buffer.buffer();

    @Override
    public void write(int b) throws IOException {
      reserve(1);
      buffer.appendByte((byte) b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      reserve(length);
      buffer.appendBytes(bytes, offset, length);
    }

    private void reserve(int length) throws IOException {
      if (buffer.length() + length > MAX_WRITTEN) {
        throw new IOException("More than " + MAX_WRITTEN + " bytes");
      }
    }
  }
}
