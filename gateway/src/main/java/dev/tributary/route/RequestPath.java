package dev.tributary.route;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request in the one form that routes are matched against and that services are sent,
 * so that nobody behind the gateway reads another path than the gateway has decided about. What
 * servers read differently is refused: dot segments, empty segments, encoded slashes and
 * backslashes, control characters.
 *
 * @param text escapes of unreserved characters undone (RFC 3986, 6.2.2.2), those that stay in upper
 *     case
 * @param segments of the text, between its slashes
 * @param names the segments decoded and without parameters behind a semicolon, which many servers
 *     do not look at: what is matched
 */
public record RequestPath(String text, List<String> segments, List<String> names) {

  private static final int MOST_SEGMENTS = 256;

  /** Characters that stand in a segment as they are, beside letters and digits (RFC 3986, 3.3). */
  private static final String PLAIN = "-._~!$&'()*+,;=:@";

  private static final String UNRESERVED = "-._~";

  public RequestPath {
    segments = List.copyOf(segments);
    names = List.copyOf(names);
  }

  /**
   * Reads a path as it stands in the request.
   *
   * @return null when it is refused
   */
  public static @Nullable RequestPath parse(@Nullable String raw) {
    if (raw == null || raw.isEmpty() || raw.charAt(0) != '/') {
      return null;
    }
    List<String> segments = new ArrayList<>();
    List<String> names = new ArrayList<>();
    // Most are in that form already, and have no parameters: nothing is made anew for them.
    boolean asItIs = true;
    boolean named = true;
    int start = 1;
    while (true) {
      int slash = raw.indexOf('/', start);
      String given = raw.substring(start, slash < 0 ? raw.length() : slash);
      String segment = canonical(given);
      boolean inner = slash >= 0;
      if (segment == null || inner && segment.isEmpty() || segments.size() >= MOST_SEGMENTS) {
        return null;
      }
      String name = name(segment);
      if (name == null || name.equals(".") || name.equals("..")) {
        return null;
      }
      if (inner && name.isEmpty()) {
        return null;
      }
      asItIs &= segment.equals(given);
      named &= name.equals(segment);
      segments.add(segment);
      names.add(name);
      if (!inner) {
        List<String> all = List.copyOf(segments);
        return new RequestPath(
            asItIs ? raw : '/' + String.join("/", all), all, named ? all : names);
      }
      start = slash + 1;
    }
  }

  /** Null for what cannot stand in a segment. */
  private static @Nullable String canonical(String segment) {
    boolean plain = true;
    for (int i = 0; plain && i < segment.length(); i++) {
      plain = isPlain(segment.charAt(i));
    }
    if (plain) {
      return segment;
    }
    StringBuilder text = new StringBuilder(segment.length());
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c != '%') {
        if (!isPlain(c)) {
          return null;
        }
        text.append(c);
        continue;
      }
      int value = escaped(segment, i);
      if (value < 0x20 || value == 0x7F || value == '/' || value == '\\') {
        return null;
      }
      if (isUnreserved((char) value)) {
        text.append((char) value);
      } else {
        text.append(segment.substring(i, i + 3).toUpperCase(Locale.ROOT));
      }
      i += 2;
    }
    return text.toString();
  }

  /** Negative for what is no escape. */
  private static int escaped(String text, int at) {
    if (at + 2 >= text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at + 1), 16);
    int low = Character.digit(text.charAt(at + 2), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  private static boolean isPlain(char c) {
    return isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0;
  }

  private static boolean isUnreserved(char c) {
    return isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0;
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  /** Null when the escapes are no UTF-8: servers would guess. */
  private static @Nullable String name(String segment) {
    int semicolon = segment.indexOf(';');
    String text = semicolon < 0 ? segment : segment.substring(0, semicolon);
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        bytes.put((byte) escaped(text, i));
        i += 2;
      } else {
        bytes.put((byte) text.charAt(i));
      }
    }
    try {
      String decoded = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
      // An escaped semicolon is one to servers that decode first.
      int late = decoded.indexOf(';');
      return late < 0 ? decoded : decoded.substring(0, late);
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
