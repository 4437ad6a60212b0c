package dev.tributary.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonWriterTest {

  private static String text(JsonWriter out) {
    return new String(out.toByteArray(), UTF_8);
  }

  @Test
  void growsToHoldWhatIsWritten() {
    JsonWriter out = new JsonWriter(1);
    byte[] piece = "0123456789".getBytes(UTF_8);
    for (int i = 0; i < 1000; i++) {
      out.write(piece);
    }
    assertThat(text(out)).isEqualTo("0123456789".repeat(1000));
  }

  @Test
  void takesBackAndWritesAgain() {
    JsonWriter out = new JsonWriter(16);
    out.write("keep,lose".getBytes(UTF_8));
    out.truncate(5);
    out.repeat(0, 4);
    assertThat(text(out)).isEqualTo("keep,keep");
  }

  @Test
  void repeatsAcrossItsOwnGrowth() {
    JsonWriter out = new JsonWriter(16);
    out.write("0123456789abcdef".getBytes(UTF_8));
    out.repeat(0, 16);
    assertThat(text(out)).isEqualTo("0123456789abcdef0123456789abcdef");
  }

  @Test
  void escapesWhatJsonDemandsAndNothingElse() {
    JsonWriter out = new JsonWriter(16);
    out.string("a\"b\\c/\n\r\t\b\u0001\u007fé😀");
    assertThat(text(out)).isEqualTo("\"a\\\"b\\\\c/\\n\\r\\t\\u0008\\u0001\u007fé😀\"");
  }

  @Test
  void writesNumbersInDecimal() {
    JsonWriter out = new JsonWriter(16);
    out.number(0);
    out.number(-12);
    out.number(Integer.MIN_VALUE);
    assertThat(text(out)).isEqualTo("0-12-2147483648");
  }
}
