package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.execute.GraphQlRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class RequestReaderProperties {

  private static final ObjectMapper json = new ObjectMapper();
  private final RequestReader reader = new RequestReader(50);

  /**
   * @param variables a JSON object, as it stands in the body
   */
  record Sent(String query, String operationName, String variables) {
    String body() throws JsonProcessingException {
      return " {\"extensions\":{\"variables\":{}},\"variables\" : "
          + variables
          + " ,\"operationName\":"
          + json.writeValueAsString(operationName)
          + ",\"x\":[{\"query\":1}],\"query\":"
          + json.writeValueAsString(query)
          + "} ";
    }
  }

  @Provide
  Arbitrary<Sent> sent() {
    // Whole code points: a lone surrogate is not text.
    Arbitrary<String> text =
        Arbitraries.integers()
            .between(0, 0x10FFFF)
            .filter(c -> c < 0xD800 || c > 0xDFFF)
            .list()
            .ofMaxSize(20)
            .map(
                points ->
                    points.stream()
                        .collect(
                            StringBuilder::new,
                            StringBuilder::appendCodePoint,
                            StringBuilder::append)
                        .toString());
    Arbitrary<String> value =
        Arbitraries.lazyOf(
            () ->
                Arbitraries.of("1.50", "-0", "1e400", "true", "null", "[ ]", "{\t}", "\"\\u00e9\""),
            () -> text.map(RequestReaderProperties::quoted),
            () -> object(text, Arbitraries.of("[[]]", "\"}\"", "\"\\\"{\"")));
    return Combinators.combine(text, text, object(text, value)).as(Sent::new);
  }

  private static Arbitrary<String> object(Arbitrary<String> names, Arbitrary<String> values) {
    return Combinators.combine(names, values)
        .as((name, value) -> quoted(name) + " :" + value)
        .list()
        .ofMaxSize(4)
        .map(members -> "{" + String.join(", ", members) + "}");
  }

  private static String quoted(String text) {
    try {
      return json.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Property(seed = "20261128")
  void whatIsSentIsReadAndVariablesKeepTheirBytes(@ForAll("sent") Sent sent)
      throws JsonProcessingException {
    RequestReading reading = reader.read(sent.body().getBytes(StandardCharsets.UTF_8));

    assertThat(reading).isInstanceOf(RequestReading.Valid.class);
    GraphQlRequest request = ((RequestReading.Valid) reading).request();
    assertThat(request.document()).isEqualTo(sent.query());
    assertThat(request.operationName()).isEqualTo(sent.operationName());
    assertThat(request.variables()).hasToString(sent.variables());
  }

  @Property(seed = "20261128")
  void aBodyCutShortAnywhereIsRefused(@ForAll("sent") Sent sent) throws JsonProcessingException {
    byte[] body = sent.body().strip().getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < body.length; length++) {
      assertThat(reader.read(Arrays.copyOf(body, length)))
          .isInstanceOf(RequestReading.Invalid.class);
    }
  }

  @Property(seed = "20261128")
  void arbitraryBytesAreReadOrRefusedAndNeverFail(@ForAll byte[] body) {
    assertThat(reader.read(body)).isNotNull();
  }

  /** The JDK's decoder is the measure. */
  @Property(seed = "20261128")
  void utf8IsJudgedAsTheJdkJudgesIt(@ForAll("almostUtf8") byte[] bytes) {
    boolean valid =
        Arrays.equals(
            new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("{\"query\":\"".getBytes(StandardCharsets.UTF_8));
    body.writeBytes(bytes);
    body.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));

    assertThat(reader.read(body.toByteArray()) instanceof RequestReading.Valid).isEqualTo(valid);
  }

  @Provide
  Arbitrary<byte[]> almostUtf8() {
    Arbitrary<Byte> lead =
        Arbitraries.of(0x41, 0x7F, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF3, 0xF4, 0xF5)
            .map(Integer::byteValue);
    Arbitrary<Byte> next =
        Arbitraries.of(0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0)
            .map(Integer::byteValue);
    return Arbitraries.frequencyOf(Tuple.of(1, lead), Tuple.of(2, next))
        .array(byte[].class)
        .ofMaxSize(8);
  }
}
