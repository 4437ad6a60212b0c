package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.connect.ParameterStyles.Part;
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
    return of(values, List.of());
  }

  /**
   * @param known what is said of some parts
   * @throws RestUri.Refused when a value is too large to be sent, or no file where one should be
   */
  static MultipartForm of(ObjectNode values, List<Part> known) throws RestUri.Refused {
    List<Buffer> parts = new ArrayList<>();
    for (var property : values.properties()) {
      Part said =
          known.stream()
              .filter(part -> part.property().equals(property.getKey()))
              .findFirst()
              .orElse(new Part(property.getKey(), false, null));
      if (property.getValue() instanceof ArrayNode elements) {
        for (JsonNode element : elements) {
          add(said, element, parts);
        }
      } else {
        add(said, property.getValue(), parts);
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

  private static void add(Part said, JsonNode value, List<Buffer> parts) throws RestUri.Refused {
    if (value.isNull()) {
      return;
    }
    Buffer part = Buffer.buffer("Content-Disposition: form-data; name=\"");
    part.appendString(quoted(said.property())).appendString("\"");
    if (said.file()) {
      DataUrl file = DataUrl.of(value);
      if (file == null) {
        throw new RestUri.Refused(
            "'" + said.property() + "' is a file: give it as data:TYPE;base64,CONTENT");
      }
      String name = file.name() == null ? said.property() : file.name();
      part.appendString("; filename=\"" + quoted(name) + "\"\r\n");
      part.appendString("Content-Type: " + file.type() + "\r\n\r\n");
      parts.add(part.appendBytes(file.content()));
      return;
    }
    part.appendString("\r\n");
    String text = MappingValues.text(value);
    if (text != null) {
      if (said.type() != null) {
        part.appendString("Content-Type: " + said.type() + "\r\n");
      }
      parts.add(part.appendString("\r\n").appendString(text));
      return;
    }
    Buffer json = RestJson.bytes(value);
    if (json == null) {
      throw new RestUri.Refused("The body is too large");
    }
    String type = said.type() == null ? "application/json" : said.type();
    parts.add(part.appendString("Content-Type: " + type + "\r\n\r\n").appendBuffer(json));
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
