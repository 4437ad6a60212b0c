package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamReaderTest {

  private static final String STREAM =
      """
      : a comment

      event: next
      data: {"a":
      data: 1}

      data:no space
      id: 7
      retry: 1
      other

      event

      event: complete
      data:

      event: without an end
      data: x
      """;

  private static final List<String> EVENTS = List.of("next {\"a\":\n1}", " no space", "complete ");

  private static List<String> read(String stream, int piece) {
    List<String> events = new ArrayList<>();
    EventStreamReader reader =
        new EventStreamReader(
            1_000,
            (name, data) -> events.add(name + " " + new String(data, StandardCharsets.UTF_8)));
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i += piece) {
      Buffer chunk = Buffer.buffer();
      chunk.appendBytes(bytes, i, Math.min(piece, bytes.length - i));
      assertThat(reader.read(chunk)).isTrue();
    }
    return events;
  }

  @Test
  void eventsAreTheSameHoweverTheirBytesComeAndTheirLinesEnd() {
    for (String end : List.of("\n", "\r\n", "\r")) {
      String stream = STREAM.replace("\n", end);
      for (int piece = 1; piece <= stream.length(); piece++) {
        assertThat(read(stream, piece)).isEqualTo(EVENTS);
      }
    }
  }

  @Test
  void anEventThatIsTooLargeIsRefusedWhileItComes() {
    EventStreamReader reader = new EventStreamReader(10, (name, data) -> {});
    assertThat(reader.read(Buffer.buffer("data: 12\n\ndata: 34\n\n"))).isTrue();
    assertThat(reader.read(Buffer.buffer("data: 1234567890"))).isFalse();
    EventStreamReader lines = new EventStreamReader(20, (name, data) -> {});
    assertThat(lines.read(Buffer.buffer("data: 12345\n".repeat(10)))).isFalse();
  }
}
