package dev.tributary.subgraph;

import graphql.language.AbstractDescribedNode;
import graphql.language.Description;
import graphql.language.Node;
import graphql.language.SourceLocation;

/**
 * Where the nodes of a parsed document stand. The parser places a described definition at its
 * description; people look for it at the definition itself.
 */
final class PlaceFinder {
  private final String subgraph;
  private final String[] lines;

  PlaceFinder(String subgraph, String sdl) {
    this.subgraph = subgraph;
    this.lines = sdl.split("\r\n|\r|\n", -1);
  }

  Place of(Node<?> node) {
    SourceLocation location = node.getSourceLocation();
    if (location == null) {
      return new Place(subgraph, 1, 1);
    }
    Description description =
        node instanceof AbstractDescribedNode<?> described ? described.getDescription() : null;
    return description == null
        ? at(location.getLine(), location.getColumn())
        : afterString(location.getLine() - 1, location.getColumn() - 1);
  }

  Place at(int line, int column) {
    return new Place(subgraph, Math.max(line, 1), Math.max(column, 1));
  }

  private Place afterString(int line, int column) {
    String quotes = lines[line].startsWith("\"\"\"", column) ? "\"\"\"" : "\"";
    int row = line;
    int at = column + quotes.length();
    while (row < lines.length && !lines[row].startsWith(quotes, at)) {
      if (at >= lines[row].length()) {
        row++;
        at = 0;
      } else {
        at += escape(lines[row], at, quotes);
      }
    }
    return nextToken(row, at + quotes.length(), at(line + 1, column + 1));
  }

  private static int escape(String line, int at, String quotes) {
    if (line.charAt(at) != '\\') {
      return 1;
    }
    return quotes.length() == 1 ? 2 : line.startsWith("\\\"\"\"", at) ? 4 : 1;
  }

  private Place nextToken(int fromRow, int fromColumn, Place otherwise) {
    int row = fromRow;
    int at = fromColumn;
    while (row < lines.length) {
      String line = lines[row];
      while (at < line.length()
          && (Character.isWhitespace(line.charAt(at)) || line.charAt(at) == ',')) {
        at++;
      }
      if (at < line.length() && line.charAt(at) != '#') {
        return at(row + 1, at + 1);
      }
      row++;
      at = 0;
    }
    return otherwise;
  }
}
