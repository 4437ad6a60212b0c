package dev.tributary.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

  private static JsonReader reader(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new JsonReader(bytes, 0, bytes.length, 8);
  }

  private static JsonReader reader(int... bytes) {
    byte[] document = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      document[i] = (byte) bytes[i];
    }
    return new JsonReader(document, 0, document.length, 8);
  }

  private static void readWhole(JsonReader reader) {
    reader.readValue();
    reader.expectEnd();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null|NULL",
        "true|TRUE",
        "false|FALSE",
        "0|INTEGER",
        "-12|INTEGER",
        "1.5|DECIMAL",
        "-0.0e+7|DECIMAL",
        "2E9|DECIMAL",
        "\"\"|STRING",
        "\"plain text of more than eight bytes\"|STRING",
        "\"a\\n\\u00e9\\/b\"|ESCAPED_STRING",
        "[1,[2],{}]|ARRAY",
        "{\"a\":{\"b\":[]}}|OBJECT",
      })
  void tellsTheKindOfAValueAndWhereItStands(String text, JsonKind kind) {
    JsonReader reader = reader("  " + text + " ");
    assertThat(reader.readValue()).isEqualTo(kind);
    assertThat(reader.valueStart()).isEqualTo(2);
    assertThat(reader.position()).isEqualTo(2 + text.length());
    reader.expectEnd();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nul",
        "nulll",
        "True",
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "0x1",
        "\"",
        "\"a",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12",
        "\"a\tb\"",
        "\"a\u0000b\"",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{",
        "{}}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":1 \"b\":2}",
        "[1}",
        "{\"a\":1]",
        "1 2",
        "[[[[[[[[[1]]]]]]]]]",
      })
  void refusesWhatIsNoJson(String text) {
    assertThatThrownBy(() -> readWhole(reader(text))).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void readsNestingUpToTheBound() {
    readWhole(reader("[[[[[[[[1]]]]]]]]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "é",
        "ñandú",
        "日本語",
        "😀",
        "\u0080",
        "\u07ff",
        "\u0800",
        "\ufffd",
        "\ud7ff",
        "\ue000",
        "mixed ascii, Ελληνικά and 日本語 in one string",
      })
  void acceptsWellFormedUtf8(String text) {
    readWhole(reader("\"" + text + "\""));
  }

  @Test
  void refusesOverlongForms() {
    assertRefused(0xC0, 0x80);
    assertRefused(0xC1, 0xBF);
    assertRefused(0xE0, 0x9F, 0xBF);
    assertRefused(0xF0, 0x8F, 0xBF, 0xBF);
  }

  @Test
  void refusesSurrogatesAndWhatIsBeyondUnicode() {
    assertRefused(0xED, 0xA0, 0x80);
    assertRefused(0xED, 0xBF, 0xBF);
    assertRefused(0xF4, 0x90, 0x80, 0x80);
    assertRefused(0xF5, 0x80, 0x80, 0x80);
    assertRefused(0xFF);
  }

  @Test
  void refusesSequencesThatBreakOff() {
    assertRefused(0x80);
    assertRefused(0xC3);
    assertRefused(0xE6, 0x97);
    assertRefused(0xE6, 0x97, 0x41);
    assertRefused(0xF0, 0x9F, 0x98);
  }

  private static void assertRefused(int... inside) {
    int[] document = new int[inside.length + 2];
    document[0] = '"';
    System.arraycopy(inside, 0, document, 1, inside.length);
    document[document.length - 1] = '"';
    assertThatThrownBy(() -> readWhole(reader(document)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void takesTheExpectedKeyInOneStepAndAnyOtherBySearch() {
    JsonReader reader = reader("{\"name\":1,\"other\" : 2}");
    reader.expect('{');
    assertThat(reader.takeExactly("\"none\":".getBytes(UTF_8))).isFalse();
    assertThat(reader.takeExactly("\"name\":".getBytes(UTF_8))).isTrue();
    assertThat(reader.readValue()).isEqualTo(JsonKind.INTEGER);
    assertThat(reader.take(',')).isTrue();
    assertThat(reader.readKey()).isEqualTo(JsonKind.STRING);
    assertThat(JsonText.unquote(reader.bytes(), reader.valueStart(), reader.keyEnd()))
        .isEqualTo("other");
    assertThat(reader.readValue()).isEqualTo(JsonKind.INTEGER);
    reader.expect('}');
    reader.expectEnd();
  }

  @Test
  void looksAtNothingOutsideItsBounds() {
    byte[] bytes = "[1] 23456".getBytes(UTF_8);
    readWhole(new JsonReader(bytes, 0, 3, 8));
    JsonReader number = new JsonReader(bytes, 4, 6, 8);
    readWhole(number);
    assertThat(number.position()).isEqualTo(6);
  }

  @Test
  void saysWhereADocumentBreaks() {
    assertThatThrownBy(() -> readWhole(reader("[1,x]")))
        .isInstanceOfSatisfying(
            MalformedJsonException.class, e -> assertThat(e.offset()).isEqualTo(3));
  }
}
