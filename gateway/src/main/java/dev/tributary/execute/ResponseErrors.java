package dev.tributary.execute;

import dev.tributary.json.JsonText;
import dev.tributary.json.JsonWriter;
import dev.tributary.telemetry.RequestRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code errors} of one answer, written as they come (GraphQL specification, 7.1.2). Bounded:
 * what comes after the last one that fits is counted and not written.
 */
final class ResponseErrors {

  private static final byte[] MESSAGE = ascii("{\"message\":");
  private static final byte[] PATH = ascii(",\"path\":");
  private static final byte[] CODE = ascii(",\"extensions\":{\"code\":");
  private static final byte[] SERVICE = ascii(",\"service\":");

  private static final byte[] NOTHING = {};

  private final int maximum;
  private final byte[] requestId;
  private final JsonWriter out = new JsonWriter(256);
  private int seen;

  /** How many there are of each code. */
  private final Map<String, Integer> codes = new HashMap<>(0);

  /** Hashes of paths of errors, and of all that these begin with: see {@link #explain}. */
  private final Set<Long> errorPaths = new HashSet<>();

  private final Set<Long> errorPathPrefixes = new HashSet<>();

  ResponseErrors(int maximum) {
    this(maximum, "");
  }

  /**
   * @param requestId told with what services failed at, whose detail only operators see; empty for
   *     none
   */
  ResponseErrors(int maximum, String requestId) {
    this.maximum = maximum;
    this.requestId = requestId.isEmpty() ? NOTHING : ascii(",\"requestId\":\"" + requestId + "\"");
  }

  /** How many there were, written or not. */
  int seen() {
    return seen;
  }

  /** Whether more would not be written. */
  boolean isFull() {
    return seen >= maximum;
  }

  boolean isEmpty() {
    return seen == 0;
  }

  /**
   * Adds an error.
   *
   * @param path empty when it belongs to no field: none is written then
   * @param service null when none is to blame
   */
  void add(String message, String code, @Nullable String service, ResponsePath path) {
    if (seen++ >= maximum) {
      return;
    }
    if (seen > 1) {
      out.write(',');
    }
    codes.merge(code, 1, Integer::sum);
    out.write(MESSAGE);
    out.string(message);
    if (path.depth() > 0) {
      out.write(PATH);
      path.write(out);
    }
    out.write(CODE);
    out.string(code);
    if (service != null) {
      out.write(SERVICE);
      out.write(JsonText.quote(service));
      out.write(requestId);
    }
    out.write('}');
    out.write('}');
  }

  /**
   * Notes that what is null at, above or below this path was explained by a service. Hashes of
   * paths are kept in place of paths; a collision could at worst hide a second error.
   */
  void explain(ResponsePath path) {
    if (seen > maximum) {
      return;
    }
    long[] hashes = path.prefixHashes();
    errorPaths.add(hashes[hashes.length - 1]);
    for (long hash : hashes) {
      errorPathPrefixes.add(hash);
    }
  }

  /** Whether a null here needs no error of its own. */
  boolean isExplained(ResponsePath path) {
    if (errorPaths.isEmpty()) {
      return false;
    }
    long[] hashes = path.prefixHashes();
    if (errorPathPrefixes.contains(hashes[hashes.length - 1])) {
      return true;
    }
    for (long hash : hashes) {
      if (errorPaths.contains(hash)) {
        return true;
      }
    }
    return false;
  }

  /** Writes down what a client is told. */
  void tell(RequestRecord record) {
    codes.forEach(record::error);
  }

  /** Writes the list. */
  void write(JsonWriter to) {
    to.write('[');
    to.write(out.array(), 0, out.length());
    to.write(']');
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
