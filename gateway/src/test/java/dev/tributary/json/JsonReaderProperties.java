package dev.tributary.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The reader beside Jackson: the same documents are JSON, and the same values are in them. */
class JsonReaderProperties {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static boolean accepts(byte[] bytes, int length) {
    try {
      JsonReader reader = new JsonReader(bytes, 0, length, 512);
      reader.readValue();
      reader.expectEnd();
      return true;
    } catch (MalformedJsonException malformed) {
      return false;
    }
  }

  private static boolean jacksonAccepts(byte[] bytes) {
    try {
      return !JSON.readTree(bytes).isMissingNode();
    } catch (IOException e) {
      return false;
    }
  }

  @Property(seed = "20261128")
  void acceptsWhateverJacksonWrites(@ForAll("documents") JsonNode document)
      throws JsonProcessingException {
    byte[] compact = JSON.writeValueAsBytes(document);
    byte[] pretty = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
    byte[] ascii =
        JSON.writer()
            .with(com.fasterxml.jackson.core.json.JsonWriteFeature.ESCAPE_NON_ASCII)
            .writeValueAsBytes(document);
    assertThat(accepts(compact, compact.length)).isTrue();
    assertThat(accepts(pretty, pretty.length)).isTrue();
    assertThat(accepts(ascii, ascii.length)).isTrue();
  }

  @Property(seed = "20261128")
  void refusesEveryProperPrefixOfAnObject(@ForAll("documents") JsonNode document)
      throws JsonProcessingException {
    ObjectNode object = JsonNodeFactory.instance.objectNode().set("data", document);
    byte[] bytes = JSON.writeValueAsBytes(object);
    for (int length = 0; length < bytes.length; length++) {
      assertThat(accepts(bytes, length)).as("the first %d bytes", length).isFalse();
    }
  }

  @Property(seed = "20261128")
  void whatItAcceptsJacksonAcceptsToo(@ForAll("nearlyJson") byte[] bytes) {
    if (accepts(bytes, bytes.length)) {
      assertThat(jacksonAccepts(bytes)).as(new String(bytes, UTF_8)).isTrue();
    }
  }

  @Property(seed = "20261128")
  void neverThrowsAnythingElseOnArbitraryBytes(@ForAll byte[] bytes) {
    // The assertion is that nothing but a verdict comes out, whatever goes in.
    assertThat(accepts(bytes, bytes.length)).isIn(true, false);
  }

  @Property(seed = "20261128")
  void unquotesAndQuotesAsJacksonDoes(@ForAll String text) throws JsonProcessingException {
    String whole = new String(text.getBytes(UTF_8), UTF_8);
    byte[] quoted = JsonText.quote(whole);
    assertThat(JSON.readTree(new String(quoted, UTF_8)).textValue()).isEqualTo(whole);
    byte[] escaped =
        JSON.writer()
            .with(com.fasterxml.jackson.core.json.JsonWriteFeature.ESCAPE_NON_ASCII)
            .writeValueAsBytes(whole);
    assertThat(JsonText.unquote(escaped, 0, escaped.length)).isEqualTo(whole);
    assertThat(JsonText.unquote(quoted, 0, quoted.length)).isEqualTo(whole);
  }

  @Provide
  Arbitrary<JsonNode> documents() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(20);
    Arbitrary<JsonNode> scalars =
        Arbitraries.oneOf(
            texts.map(text -> nodes.textNode(new String(text.getBytes(UTF_8), UTF_8))),
            Arbitraries.integers().map(nodes::numberNode),
            Arbitraries.doubles().map(nodes::numberNode),
            Arbitraries.of(true, false).map(nodes::booleanNode),
            Arbitraries.just(nodes.nullNode()));
    return Arbitraries.recursive(
        () -> scalars,
        inner ->
            Arbitraries.oneOf(
                inner.list().ofMaxSize(4).map(items -> nodes.arrayNode().addAll(items)),
                Arbitraries.maps(texts.map(JsonReaderProperties::wellFormed), inner)
                    .ofMaxSize(4)
                    .map(fields -> nodes.objectNode().setAll(fields))),
        0,
        4);
  }

  private static String wellFormed(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }

  /** Pieces of JSON in any order: most are malformed, and only just. */
  @Provide
  Arbitrary<byte[]> nearlyJson() {
    return Arbitraries.of(
            List.of(
                "{", "}", "[", "]", ",", ":", "\"a\"", "\"", "\\", "\\u00e9", "é", "1", "-", "0",
                ".", "5e3", "true", "null", " ", "\n", "\u0001"))
        .list()
        .ofMaxSize(8)
        .map(pieces -> String.join("", pieces).getBytes(UTF_8));
  }

  /** So that the comparison is with strict JSON. */
  @Property(tries = 1, seed = "20261128")
  void comparesWithStrictJson() {
    assertThat(
            Arrays.stream(JsonReadFeature.values())
                .anyMatch(f -> JSON.isEnabled(f.mappedFeature())))
        .isFalse();
  }
}
