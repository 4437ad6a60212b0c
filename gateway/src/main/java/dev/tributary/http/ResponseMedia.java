package dev.tributary.http;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The media types of a GraphQL response, in our order of preference (GraphQL over HTTP, section 4).
 */
enum ResponseMedia {
  GRAPHQL_RESPONSE("application/graphql-response+json"),
  JSON("application/json");

  private final String type;
  private final String contentType;
  private final AnswerForm form;

  ResponseMedia(String type) {
    this.type = type;
    String whole = type + "; charset=utf-8";
    this.contentType = whole;
    this.form = (status, response) -> new AnswerForm.Sent(status, whole, response);
  }

  /** The value of {@code Content-Type}. */
  String contentType() {
    return contentType;
  }

  /** GraphQL responses as they are. */
  AnswerForm form() {
    return form;
  }

  /**
   * The acceptable type of highest weight (RFC 9110, 12.5.1); of equal ones our preference. A
   * client that names none gets what the specification asks for since 2025.
   *
   * @param accept all values of the {@code Accept} field
   * @return null when the client accepts neither
   */
  static @Nullable ResponseMedia negotiate(List<String> accept) {
    if (accept.isEmpty()) {
      return GRAPHQL_RESPONSE;
    }
    if (accept.size() == 1) {
      // What nearly all clients send.
      switch (accept.getFirst()) {
        case "*/*", "application/graphql-response+json" -> {
          return GRAPHQL_RESPONSE;
        }
        case "application/json" -> {
          return JSON;
        }
        default -> {}
      }
    }
    return negotiateRanges(accept);
  }

  private static @Nullable ResponseMedia negotiateRanges(List<String> accept) {
    Preference graphQl = new Preference(GRAPHQL_RESPONSE);
    Preference json = new Preference(JSON);
    boolean empty = true;
    for (String value : accept) {
      for (String element : value.split(",")) {
        if (element.isBlank()) {
          continue;
        }
        empty = false;
        MediaRange range = MediaRange.parse(element);
        if (range != null) {
          graphQl.consider(range);
          json.consider(range);
        }
      }
    }
    if (empty) {
      return GRAPHQL_RESPONSE;
    }
    if (graphQl.weight <= 0 && json.weight <= 0) {
      return null;
    }
    return graphQl.weight >= json.weight ? GRAPHQL_RESPONSE : JSON;
  }

  /** The weight of one media type: that of the most specific range that matches it. */
  private static final class Preference {
    private final ResponseMedia media;
    private int specificity = -1;
    private int weight;

    Preference(ResponseMedia media) {
      this.media = media;
    }

    void consider(MediaRange range) {
      int found = range.specificityFor(media.type);
      if (found > specificity || (found == specificity && range.weight() > weight)) {
        specificity = found;
        weight = found < 0 ? 0 : range.weight();
      }
    }
  }

  /**
   * One element of {@code Accept}.
   *
   * @param type lower case, such as {@code application/*}
   * @param utf8 whether it admits UTF-8, the only encoding that we send
   * @param weight {@code q} in thousandths
   */
  private record MediaRange(String type, boolean utf8, int weight) {

    static @Nullable MediaRange parse(String element) {
      String[] parts = element.split(";");
      boolean utf8 = true;
      int weight = 1000;
      for (int i = 1; i < parts.length; i++) {
        int equals = parts[i].indexOf('=');
        if (equals < 0) {
          continue;
        }
        String name = parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT);
        String value = parts[i].substring(equals + 1).strip();
        if (name.equals("q")) {
          weight = thousandths(value);
          if (weight < 0) {
            return null;
          }
        } else if (name.equals("charset")) {
          utf8 = ContentType.isUtf8(value);
        }
      }
      return new MediaRange(parts[0].strip().toLowerCase(Locale.ROOT), utf8, weight);
    }

    int specificityFor(String media) {
      if (!utf8) {
        return -1;
      }
      if (type.equals(media)) {
        return 2;
      }
      return switch (type) {
        case "application/*" -> 1;
        case "*/*" -> 0;
        default -> -1;
      };
    }

    /** RFC 9110, 12.4.2: at most three decimals, 0 to 1; -1 when it is not that. */
    private static int thousandths(String value) {
      if (!value.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?")) {
        return -1;
      }
      return (int) Math.round(Double.parseDouble(value) * 1000);
    }
  }
}
