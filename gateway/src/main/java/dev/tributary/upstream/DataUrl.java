package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file in the form of text: {@code data:image/png;name=cat.png;base64,iVBOR...} (RFC 2397), of
 * which the content must be in Base64.
 *
 * @param name of the file, percent-encoded in the URL; null when it has none
 */
record DataUrl(String type, @Nullable String name, byte[] content) {

  private static final String UNKNOWN = "application/octet-stream";
  private static final int LONGEST_HEAD = 500;

  /** The type, parameters of tokens, and the mark of Base64: nothing that could end a header. */
  private static final Pattern HEAD =
      Pattern.compile(
          "data:((?:[A-Za-z0-9.+_-]+/[A-Za-z0-9.+_-]+)?)((?:;[A-Za-z0-9_-]+=[A-Za-z0-9.%+_~-]+)*);base64",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NAME = Pattern.compile(";(?:file)?name=([^;]+)");
  private static final Pattern CHARSET = Pattern.compile(";(charset=[A-Za-z0-9_-]+)");

  /** The file that a value is; null when it is none. */
  static @Nullable DataUrl of(JsonNode value) {
    String text = value.isTextual() ? value.textValue() : "";
    int comma = text.indexOf(',');
    if (comma < 0 || comma > LONGEST_HEAD) {
      return null;
    }
    Matcher head = HEAD.matcher(text.substring(0, comma));
    if (!head.matches()) {
      return null;
    }
    try {
      byte[] content = Base64.getDecoder().decode(text.substring(comma + 1));
      Matcher name = NAME.matcher(head.group(2));
      Matcher charset = CHARSET.matcher(head.group(2));
      String type = head.group(1).isEmpty() ? UNKNOWN : head.group(1);
      return new DataUrl(
          charset.find() ? type + ";" + charset.group(1) : type,
          name.find() ? name(name.group(1)) : null,
          content);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  /** Without directories, which no file is to be put into by who sends it. */
  private static String name(String encoded) {
    String name = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    return name.replaceAll("[\\p{Cntrl}]", "").replaceFirst("(?s)^.*[/\\\\]", "");
  }
}
