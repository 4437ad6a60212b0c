package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SocketMessageProperties {

  /** Pieces of messages in any order: nearly right ones are much more likely than by chance. */
  @Provide
  Arbitrary<String> messages() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"type\"",
            "\"id\"",
            "\"payload\"",
            "\"subscribe\"",
            "\"connection_init\"",
            "\"complete\"",
            "\"ping\"",
            "\"pong\"",
            "\"query\"",
            "{}",
            "null",
            "1",
            "-",
            "\"",
            "\\",
            "\\ud800",
            "\u0000",
            " ",
            "\"x-api-key\"",
            "é",
            "\ud83d")
        .list()
        .ofMaxSize(25)
        .map(pieces -> String.join("", pieces));
  }

  @Property(tries = 5_000, seed = "20261128")
  void whateverIsSentIsAMessageOrInvalid(@ForAll("messages") String text) {
    assertThat(SocketMessage.read(text.getBytes(StandardCharsets.UTF_8), 20)).isNotNull();
  }

  @Property(tries = 2_000, seed = "20261128")
  void whateverIsSentAsTextIsAMessageOrInvalid(@ForAll String text) {
    assertThat(SocketMessage.read(text.getBytes(StandardCharsets.UTF_8), 20)).isNotNull();
  }

  @Property(tries = 2_000, seed = "20261128")
  void whateverBytesAreSentAreAMessageOrInvalid(@ForAll byte[] bytes) {
    assertThat(SocketMessage.read(bytes, 20)).isNotNull();
  }

  @Property(tries = 5_000, seed = "20261128")
  void whateverAPayloadHoldsIsReadAsHeaderFieldsOrRefused(@ForAll("messages") String text) {
    String message = "{\"type\":\"connection_init\",\"payload\":{" + text + "}}";
    if (SocketMessage.read(message.getBytes(StandardCharsets.UTF_8), 20)
            instanceof SocketMessage.ConnectionInit(byte[] payload)
        && payload != null) {
      var fields = SocketMessage.fields(payload, Set.of("x-api-key", "type", "id"), 20);
      if (fields != null) {
        assertThat(fields.values())
            .allMatch(value -> StandardCharsets.US_ASCII.newEncoder().canEncode(value))
            .noneMatch(value -> value.contains("\n") || value.contains("\r"));
      }
    }
  }
}
