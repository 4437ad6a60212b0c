package dev.tributary.connect;

import dev.tributary.connect.Template.Constant;
import java.net.URI;
import java.net.URISyntaxException;
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

  private static final Pattern AUTHORITY =
      Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)([/?#])?");

  private static final int MAX_PORT = 65_535;

  /** What is wrong with a host that is written out; null when nothing is. */
  static @Nullable String checkHost(Template template) {
    if (template.parts().isEmpty() || !(template.parts().getFirst() instanceof Constant first)) {
      return null;
    }
    Matcher authority = AUTHORITY.matcher(first.text().strip());
    if (!authority.find() || (authority.group(2) == null && template.parts().size() > 1)) {
      return null;
    }
    URI uri;
    try {
      uri = new URI(authority.group(1) + "/");
    } catch (URISyntaxException e) {
      return "This is no URL: there is no host in it";
    }
    if (uri.getUserInfo() != null) {
      return "A URL holds no credentials: send them in a header, with $config";
    }
    return uri.getHost() == null || uri.getPort() > MAX_PORT
        ? "This is no URL: there is no host and port in it"
        : null;
  }
}
