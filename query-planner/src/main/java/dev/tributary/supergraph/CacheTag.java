package dev.tributary.supergraph;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name under which cached answers are found again, to be invalidated: the format of a {@code
 * @cacheTag} (Federation 2.12), such as {@code product-{$key.id}}.
 *
 * @param parts in the order written, without empty texts
 */
public record CacheTag(List<Part> parts) {

  private static final String DIRECTIVE = "federation__cacheTag";
  private static final String NAME = "[_A-Za-z][_0-9A-Za-z]*";
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{\\$(?<of>args|key)(?<path>(?:\\." + NAME + ")+)}");

  public CacheTag {
    parts = List.copyOf(parts);
  }

  /** One piece of a format. */
  public sealed interface Part {
    /** Stands in the tag as it is. */
    record Text(String text) implements Part {}

    /**
     * The value of an argument of the field: {@code {$args.page}}.
     *
     * @param path the argument's name, and fields of input objects below it
     */
    record Argument(List<String> path) implements Part {
      public Argument {
        path = List.copyOf(path);
      }
    }

    /**
     * The value of a key field of the entity: {@code {$key.id}}.
     *
     * @param path the field's name, and fields below it
     */
    record Key(List<String> path) implements Part {
      public Key {
        path = List.copyOf(path);
      }
    }
  }

  /** What a format came to. */
  public sealed interface Parsed {}

  /** It is one. */
  public record Valid(CacheTag tag) implements Parsed {}

  /**
   * It is none.
   *
   * @param problem what is wrong, to follow the format's name in a sentence
   */
  public record Malformed(String problem) implements Parsed {}

  /** Reads a format. */
  public static Parsed parse(String format) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(format);
    int end = 0;
    while (matcher.find()) {
      text(format.substring(end, matcher.start()), parts);
      List<String> path = List.of(matcher.group("path").substring(1).split("\\.", -1));
      parts.add(matcher.group("of").equals("args") ? new Part.Argument(path) : new Part.Key(path));
      end = matcher.end();
    }
    text(format.substring(end), parts);
    if (parts.isEmpty()) {
      return new Malformed("is empty");
    }
    for (Part part : parts) {
      if (part instanceof Part.Text(String text) && (text.contains("{") || text.contains("}"))) {
        return new Malformed(
            "has braces around something other than {$args.name} or {$key.name}: \"" + text + "\"");
      }
    }
    return new Valid(new CacheTag(parts));
  }

  private static void text(String text, List<Part> into) {
    if (!text.isEmpty()) {
      into.add(new Part.Text(text));
    }
  }

  /**
   * The tags that {@code subgraph} gives an element with these directives, well-formed ones only.
   */
  public static List<CacheTag> of(List<AppliedDirective> directives, int subgraph) {
    if (directives.isEmpty()) {
      return List.of();
    }
    List<CacheTag> tags = new ArrayList<>();
    for (AppliedDirective directive : directives) {
      if (directive.name().equals(DIRECTIVE)
          && directive.isOf(subgraph)
          && directive.arguments().get("format") instanceof Value.StringValue(String format)
          && parse(format) instanceof Valid(CacheTag tag)) {
        tags.add(tag);
      }
    }
    return List.copyOf(tags);
  }
}
