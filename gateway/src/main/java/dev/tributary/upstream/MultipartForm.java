package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A body of type {@code multipart/form-data} (RFC 7578): a part for each property, several of one
 * name for a list, JSON for an object, nothing for null.
 *
 * <p>The boundary is made of a hash of all that is in the parts: nothing can hold the hash of
 * itself, and the same values make the same body, so that equal calls are still seen to be equal.
 *
 * @param contentType with the boundary
 */
record MultipartForm(String contentType, Buffer body) {

  static final String TYPE = "multipart/form-data";

  private static final int BOUNDARY_BYTES = 20;

  /**
   * @throws RestUri.Refused when a value is too large to be sent
   */
  static MultipartForm of(ObjectNode values) throws RestUri.Refused {
    List<Buffer> parts = new ArrayList<>();
    for (var property : values.properties()) {
      if (property.getValue() instanceof ArrayNode elements) {
        for (JsonNode element : elements) {
          add(property.getKey(), element, parts);
        }
      } else {
        add(property.getKey(), property.getValue(), parts);
      }
    }
    String boundary = boundary(parts);
    Buffer body = Buffer.buffer();
    for (Buffer part : parts) {
      body.appendString("--" + boundary + "\r\n").appendBuffer(part).appendString("\r\n");
    }
    body.appendString("--" + boundary + "--\r\n");
    return new MultipartForm(TYPE + "; boundary=" + boundary, body);
  }

  private static void add(String name, JsonNode value, List<Buffer> parts) throws RestUri.Refused {
    if (value.isNull()) {
      return;
    }
    Buffer part =
        Buffer.buffer("Content-Disposition: form-data; name=\"" + quoted(name) + "\"\r\n");
    String text = MappingValues.text(value);
    if (text != null) {
      parts.add(part.appendString("\r\n").appendString(text));
      return;
    }
    Buffer json = RestJson.bytes(value);
    if (json == null) {
      throw new RestUri.Refused("The body is too large");
    }
    parts.add(part.appendString("Content-Type: application/json\r\n\r\n").appendBuffer(json));
  }

  /** What would end the name, as browsers write it (HTML, "multipart/form-data encoding"). */
  private static String quoted(String name) {
    return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String boundary(List<Buffer> parts) {
    MessageDigest hash;
    try {
      hash = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
    for (Buffer part : parts) {
      hash.update(part.getBytes());
      hash.update("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    return HexFormat.of().formatHex(hash.digest(), 0, BOUNDARY_BYTES);
  }
}
