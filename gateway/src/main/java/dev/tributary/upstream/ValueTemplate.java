package dev.tributary.upstream;

import dev.tributary.auth.Caller;
import dev.tributary.auth.ClaimPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with places for what is known of the caller: {@code {client}}, {@code {scopes}}, and
 * {@code {claims.NAME}} or {@code {claims./JSON/POINTER}}.
 */
public final class ValueTemplate {

  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)\\}");

  private sealed interface Part {
    record Constant(String text) implements Part {}

    record Client() implements Part {}

    record Scopes() implements Part {}

    record Claim(ClaimPath path) implements Part {}
  }

  private final String source;
  private final List<Part> parts;

  private ValueTemplate(String source, List<Part> parts) {
    this.source = source;
    this.parts = List.copyOf(parts);
  }

  /**
   * @throws IllegalArgumentException when a place is not one of those
   */
  public static ValueTemplate parse(String text) {
    List<Part> parts = new ArrayList<>();
    Matcher places = PLACE.matcher(text);
    int end = 0;
    while (places.find()) {
      constant(text.substring(end, places.start()), parts);
      parts.add(part(places.group(1)));
      end = places.end();
    }
    constant(text.substring(end), parts);
    return new ValueTemplate(text, parts);
  }

  private static void constant(String text, List<Part> parts) {
    if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
      throw new IllegalArgumentException("a brace without its other: " + text);
    }
    if (!text.isEmpty()) {
      parts.add(new Part.Constant(text));
    }
  }

  private static Part part(String place) {
    if (place.equals("client")) {
      return new Part.Client();
    } else if (place.equals("scopes")) {
      return new Part.Scopes();
    } else if (place.startsWith("claims.") && place.length() > "claims.".length()) {
      return new Part.Claim(ClaimPath.parse(place.substring("claims.".length())));
    }
    throw new IllegalArgumentException(
        "{" + place + "} is none of {client}, {scopes} and {claims.NAME}");
  }

  /**
   * The text for a header field.
   *
   * @return null when something of it is not known of this caller, or cannot stand in a header
   *     field: a part of a value is worse than none
   */
  @Nullable String header(Caller caller) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      String value =
          switch (part) {
            case Part.Constant(String constant) -> constant;
            case Part.Client client -> caller.client();
            case Part.Scopes scopes ->
                caller.isAuthenticated()
                    ? String.join(" ", caller.scopes().stream().sorted().toList())
                    : null;
            case Part.Claim(ClaimPath path) -> list(path.in(caller.claims()));
          };
      if (value == null) {
        return null;
      }
      text.append(value);
    }
    return canStandInHeader(text) ? text.toString() : null;
  }

  /**
   * The JSON value for a member of a body: a claim that stands alone as it is, else a text.
   *
   * @return null when something of it is not known of this caller
   */
  @Nullable Object json(Caller caller) {
    if (parts.size() == 1) {
      switch (parts.getFirst()) {
        case Part.Claim(ClaimPath path) -> {
          return path.in(caller.claims());
        }
        case Part.Scopes scopes -> {
          return caller.isAuthenticated() ? caller.scopes().stream().sorted().toList() : null;
        }
        case Part.Client client -> {
          return caller.client();
        }
        case Part.Constant(String constant) -> {
          return constant;
        }
      }
    }
    return header(caller);
  }

  /** Elements that hold the comma between them would be read as more of them. */
  private static @Nullable String list(@Nullable Object claim) {
    if (!(claim instanceof Collection<?> elements)) {
      return scalar(claim);
    }
    List<String> texts = new ArrayList<>();
    for (Object element : elements) {
      String text = scalar(element);
      if (text == null || text.indexOf(',') >= 0) {
        return null;
      }
      texts.add(text);
    }
    return String.join(",", texts);
  }

  private static @Nullable String scalar(@Nullable Object claim) {
    return switch (claim) {
      case String text -> text;
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      case null, default -> null;
    };
  }

  /** Visible ASCII with spaces within: nothing that ends a field, or that servers read apart. */
  static boolean canStandInHeader(CharSequence text) {
    return !text.isEmpty()
        && text.charAt(0) != ' '
        && text.charAt(text.length() - 1) != ' '
        && text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
  }

  /** The JSON values of all templates that have one, by name. */
  static Map<String, Object> json(Map<String, ValueTemplate> templates, Caller caller) {
    Map<String, Object> values = new TreeMap<>();
    templates.forEach(
        (name, template) -> {
          Object value = template.json(caller);
          if (value != null) {
            values.put(name, value);
          }
        });
    return Collections.unmodifiableMap(values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ValueTemplate template && template.source.equals(source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }
}
