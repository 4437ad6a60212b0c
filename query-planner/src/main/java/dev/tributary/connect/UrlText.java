package dev.tributary.connect;

import dev.tributary.connect.Template.Constant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be known of a URL template before its mappings have values. */
final class UrlText {
  private UrlText() {}

  private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*)://");

  /** The scheme that the template begins with; null when it is not absolute. */
  static @Nullable String scheme(Template template) {
    if (template.parts().isEmpty() || !(template.parts().getFirst() instanceof Constant first)) {
      return null;
    }
    Matcher scheme = SCHEME.matcher(first.text().strip());
    return scheme.find() ? scheme.group(1) : null;
  }

  /** What is wrong with its text; null when nothing is. */
  static @Nullable String check(Template template) {
    for (Template.Part part : template.parts()) {
      if (part instanceof Constant(String text)) {
        for (int i = 0; i < text.length(); i++) {
          char c = text.charAt(i);
          if (c == 0 || c == '\\' || c == '<' || c == '>' || c == '"') {
            return "A URL cannot hold the character '" + c + "'";
          }
        }
      }
    }
    return null;
  }
}
