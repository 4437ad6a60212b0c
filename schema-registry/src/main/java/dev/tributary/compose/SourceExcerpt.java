package dev.tributary.compose;

/** A line of a document with what is meant on it underlined, in a compiler's style. */
public final class SourceExcerpt {

  private static final int MAX_WIDTH = 160;
  private static final int BEFORE = 20;

  private SourceExcerpt() {}

  /** A document's lines, however they end. */
  public static String[] lines(String document) {
    return document.split("\r\n|\r|\n", -1);
  }

  /**
   * @param name the document's
   * @param document its lines; only the place is told when it has no such line
   * @param line from 1
   * @param column from 1
   * @return lines, each ended by a line feed
   */
  public static String of(String name, String[] document, int line, int column) {
    String margin = " ".repeat(String.valueOf(line).length());
    StringBuilder out = new StringBuilder();
    out.append("%s --> %s:%d:%d\n".formatted(margin, name, line, column));
    if (line > document.length) {
      return out.toString();
    }
    String text = document[line - 1];
    int at = Math.min(column - 1, text.length());
    // A long line is cut so that the place stays in sight.
    int from = at > MAX_WIDTH - BEFORE ? at - BEFORE : 0;
    String shown = text.substring(from, Math.min(text.length(), from + MAX_WIDTH));
    // Tabs stay tabs under the line too, so that the caret stands where the reader looks.
    String indent = text.substring(from, at).replaceAll("[^\t]", " ");
    out.append("%s |\n".formatted(margin));
    out.append("%d | %s\n".formatted(line, shown));
    out.append("%s | %s%s\n".formatted(margin, indent, "^".repeat(caret(text, at))));
    return out.toString();
  }

  /** As wide as the name, string or directive that begins there. */
  private static int caret(String line, int at) {
    int end = at;
    if (end < line.length() && line.charAt(end) == '@') {
      end++;
    }
    while (end < line.length()
        && (Character.isLetterOrDigit(line.charAt(end)) || line.charAt(end) == '_')) {
      end++;
    }
    return Math.max(1, end - at);
  }
}
