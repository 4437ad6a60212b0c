package dev.tributary.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A query as RFC 9535 has it, with its five functions; regular expressions are RE2's, of which
 * those of RFC 9485 are a part, and take linear time.
 */
public final class JsonPath {

  /** The longest query, in characters. */
  public static final int MOST_CHARACTERS = 2_000;

  private final PathSyntax.Query query;

  private JsonPath(PathSyntax.Query query) {
    this.query = query;
  }

  /**
   * Reads a query.
   *
   * @throws JsonPathException when the text is none; the message names the character
   */
  public static JsonPath parse(String text) throws JsonPathException {
    if (text.length() > MOST_CHARACTERS) {
      throw new JsonPathException("it is longer than " + MOST_CHARACTERS + " characters");
    }
    return new JsonPath(new PathParser(text).parse());
  }

  /**
   * The nodes that it selects, in order; a node that is selected twice is there twice.
   *
   * @param limit how many nodes are looked at on the way, at most
   * @throws JsonPathException when these are not enough
   */
  public List<Located> find(JsonNode root, StepLimit limit) throws JsonPathException {
    return new Evaluation(root, limit).nodes(query);
  }
}
