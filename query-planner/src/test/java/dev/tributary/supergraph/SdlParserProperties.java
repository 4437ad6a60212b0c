package dev.tributary.supergraph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.supergraph.SdlParser.Malformed;
import dev.tributary.supergraph.SdlParser.Valid;
import java.util.regex.Pattern;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Our parser and graphql-java's agree on every document, and on what is none. */
class SdlParserProperties {

  /** Half of a surrogate pair in braces: graphql-java takes two of them for a character. */
  private static final Pattern BRACED_SURROGATE = Pattern.compile("\\\\u\\{0*[dD][89a-fA-F]");

  /** Beyond Unicode: graphql-java never looks into a root's description, where it may stand. */
  private static final Pattern ESCAPE_BEYOND =
      Pattern.compile("\\\\u\\{(?!0*(?:[0-9a-fA-F]{1,5}|10[0-9a-fA-F]{4})\\})");

  /** A string before an operation type and its colon. */
  private static final Pattern ROOT_DESCRIPTION =
      Pattern.compile(
          "\"(?:[\\s,\uFEFF]|#[^\\n\\r]*[\\n\\r])*(?:query|mutation|subscription)"
              + "(?:[\\s,\uFEFF]|#[^\\n\\r]*[\\n\\r])*:");

  /**
   * graphql-java leaves blanks of a block string's blank lines in place when there are no more of
   * them than the others are indented. The specification takes them away.
   */
  private static final Pattern BLANK_LINE = Pattern.compile("(?<=\\\\n)(?: |\\\\t)+(?=\\\\n)");

  /** Ends a line (2.1.2) in block strings too, where graphql-java takes it for text. */
  private static final Pattern CARRIAGE_RETURN = Pattern.compile("\\r\\n?");

  @Property(tries = 1_000, seed = "20261128")
  void aDocumentIsReadToTheSame(@ForAll long seed) {
    String text = new RandomSdl(seed).document();
    SdlDocument expected = theirs(text);
    assertThat(expected).as(text).isNotNull();
    assertThat(printed(text, read(text))).as(text).isEqualTo(printed(text, expected));
  }

  @Property(tries = 2_000, seed = "20261128")
  void aDamagedDocumentIsRefusedByBothOrReadToTheSame(@ForAll long seed) {
    String text = new RandomSdl(seed).damaged();
    SdlDocument ours = read(text);
    SdlDocument theirs = theirs(text);
    if (!BRACED_SURROGATE.matcher(text).find() && !isUnreadByTheirs(text)) {
      assertThat(printed(text, ours)).as(text).isEqualTo(printed(text, theirs));
    }
  }

  @Property(tries = 500, seed = "20261128")
  void aPrintedDocumentIsReadAgainAsItself(@ForAll long seed) {
    SdlDocument document = read(new RandomSdl(seed).document());
    assertThat(document).isNotNull();
    String printed = SdlText.of(document);
    SdlDocument again = read(printed);
    assertThat(again).as(printed).isNotNull();
    assertThat(SdlText.of(again)).isEqualTo(printed);
  }

  @Property(tries = 1_000, seed = "20261128")
  void anyTextIsADocumentOrAProblemWithinIt(@ForAll String text) {
    if (SdlParser.parse(text) instanceof Malformed(var problems)) {
      assertThat(problems).isNotEmpty();
      assertThat(problems.getFirst().position().line()).isPositive();
    }
  }

  @Example
  void anEscapeBeyondUnicodeIsRefusedInARootsDescriptionToo() {
    String text = "schema { \"\\u{110000}\" query: Query }";
    assertThat(isUnreadByTheirs(text)).isTrue();
    assertThat(theirs(text)).isNotNull();
    assertThat(read(text)).isNull();
  }

  private static boolean isUnreadByTheirs(String text) {
    return ESCAPE_BEYOND.matcher(text).find() && ROOT_DESCRIPTION.matcher(text).find();
  }

  private static String printed(String text, @Nullable SdlDocument document) {
    if (document == null) {
      return "refused";
    }
    String printed = text.indexOf('\r') >= 0 ? SdlText.of(document) : SdlText.withOffsets(document);
    return BLANK_LINE.matcher(printed).replaceAll("");
  }

  private static @Nullable SdlDocument theirs(String text) {
    return GraphQlJavaSdl.read(CARRIAGE_RETURN.matcher(text).replaceAll("\n"));
  }

  private static @Nullable SdlDocument read(String text) {
    return SdlParser.parse(text) instanceof Valid(SdlDocument document) ? document : null;
  }
}
