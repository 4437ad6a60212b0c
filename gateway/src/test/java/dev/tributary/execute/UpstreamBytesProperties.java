package dev.tributary.execute;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever a service sends, the client gets well-formed JSON: the right answer or a clean error.
 */
class UpstreamBytesProperties {

  private static final String SDL =
      """
      type Query { list: [T] t: T! }
      type T { id: ID! s: String n: Int f: Float any: Any tags: [String!] kids: [T!] kind: Kind }
      interface Kind { k: String }
      type A implements Kind { k: String a: Int! }
      type B implements Kind { k: String b: [Int] }
      scalar Any
      """;

  private static final String GOOD =
      """
      {"data":{"list":[{"id":"1","s":"é\\n","n":1,"f":-1.5e3,"any":{"x":[1,{"y":null}]},
        "tags":["a","b"],"kids":[{"id":2,"s":null}],"kind":{"__typename":"A","k":"k","a":1}},null]},
        "errors":[{"message":"m","path":["list",0,"s"]}]}\
      """;

  private static final String SELECTION =
      "{ list { id s n f any tags kids { id s } kind { __typename k ... on A { a } ... on B { b } }"
          + " } }";

  private static final CompiledOperation OPERATION =
      TestPlan.of(SDL)
          .root("root", SELECTION)
          .entities(
              "entities",
              "list",
              "T { id }",
              "{ ... on T { s n tags kids { id n } kind { __typename k ... on A { a } } } }",
              0)
          .client(SELECTION)
          .compile();

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** The services' bytes go in twice: as an answer of a root step, and as one of an entity step. */
  private static JsonNode respond(byte[] root, byte[] entities) {
    FakeUpstream services = new FakeUpstream().answers("root", root).answers("entities", entities);
    String response = Run.text(Run.start(OPERATION, services, Map.of()));
    try {
      JsonNode json = JSON.readTree(response);
      assertThat(json.has("data")).isTrue();
      if (json.get("data").isNull()) {
        assertThat(json.has("errors")).as(response).isTrue();
      }
      return json;
    } catch (IOException e) {
      throw new AssertionError(response, e);
    }
  }

  private static final byte[] ENTITIES =
      "{\"data\":{\"_entities\":[{\"s\":\"other\",\"n\":7,\"kids\":[{\"id\":2,\"n\":3}]}]}}"
          .getBytes(UTF_8);

  @Example
  void theWholeAnswersAreMerged() {
    assertThat(respond(GOOD.getBytes(UTF_8), ENTITIES).toString())
        .isEqualTo(
            "{\"data\":{\"list\":[{\"id\":\"1\",\"s\":\"é\\n\",\"n\":1,\"f\":-1500.0,"
                + "\"any\":{\"x\":[1,{\"y\":null}]},\"tags\":[\"a\",\"b\"],"
                + "\"kids\":[{\"id\":\"2\",\"s\":null}],"
                + "\"kind\":{\"__typename\":\"A\",\"k\":\"k\",\"a\":1}},null]},"
                + "\"errors\":[{\"message\":\"m\",\"path\":[\"list\",0,\"s\"],"
                + "\"extensions\":{\"code\":\"DOWNSTREAM_SERVICE_ERROR\",\"service\":\"root\"}}]}");
  }

  @Example
  void anAnswerCutShortAnywhereIsACleanError() {
    byte[] good = GOOD.getBytes(UTF_8);
    for (int length = 0; length < good.length; length++) {
      assertThat(respond(Arrays.copyOf(good, length), ENTITIES).toString())
          .as("the first %d bytes", length)
          .isEqualTo(
              "{\"data\":{\"list\":null},\"errors\":[{\"message\":"
                  + "\"The service's answer is not a GraphQL response to what it was asked.\","
                  + "\"path\":[\"list\"],\"extensions\":{\"code\":\"UPSTREAM_INVALID_RESPONSE\","
                  + "\"service\":\"root\"}}]}");
    }
  }

  @Example
  void anEntityAnswerCutShortAnywhereLosesNothingElse() {
    for (int length = 0; length < ENTITIES.length; length++) {
      JsonNode json = respond(GOOD.getBytes(UTF_8), Arrays.copyOf(ENTITIES, length));
      assertThat(json.at("/data/list/0/f").doubleValue()).isEqualTo(-1500);
      assertThat(json.at("/data/list/0/s").textValue()).isEqualTo("é\n");
    }
  }

  @Property(seed = "20261128")
  void oneByteChangedGivesJsonStill(
      @ForAll("position") int position, @ForAll byte with, @ForAll boolean inEntities) {
    byte[] root = GOOD.getBytes(UTF_8);
    byte[] entities = ENTITIES.clone();
    byte[] changed = inEntities ? entities : root;
    changed[position % changed.length] = with;
    assertThat(respond(root, entities).has("data")).isTrue();
  }

  @Provide
  Arbitrary<Integer> position() {
    return Arbitraries.integers().between(0, GOOD.getBytes(UTF_8).length - 1);
  }

  @Property(seed = "20261128")
  void anyBytesGiveJsonStill(@ForAll byte[] root, @ForAll byte[] entities) {
    assertThat(respond(root, entities).has("data")).isTrue();
    assertThat(respond(GOOD.getBytes(UTF_8), entities).has("data")).isTrue();
  }

  /** Any JSON at all in the place of any value of the answer. */
  @Property(seed = "20261128")
  void anyJsonInAnyPlaceGivesJsonStill(
      @ForAll("values") String value, @ForAll("keys") String key, @ForAll("values") String entity) {
    String root =
        GOOD.replaceFirst("\"" + key + "\":", "\"" + key + "\":" + value + ",\"unknown\":");
    String entities = "{\"data\":{\"_entities\":[" + entity + "]},\"errors\":" + value + "}";
    assertThat(respond(root.getBytes(UTF_8), entities.getBytes(UTF_8)).has("data")).isTrue();
  }

  @Provide
  Arbitrary<String> keys() {
    return Arbitraries.of(
        "data",
        "list",
        "id",
        "s",
        "n",
        "f",
        "any",
        "tags",
        "kids",
        "kind",
        "__typename",
        "a",
        "errors",
        "message",
        "path");
  }

  @Provide
  Arbitrary<String> values() {
    Arbitrary<String> scalars =
        Arbitraries.of(
            "null",
            "true",
            "0",
            "-7",
            "2147483648",
            "1.5",
            "1e400",
            "\"\"",
            "\"A\"",
            "\"B\"",
            "\"\\u0041\"",
            "\"é\"",
            "[]",
            "{}",
            "[[]]",
            "{\"id\":\"1\"}",
            "{\"__typename\":\"B\",\"b\":[1,null]}",
            "{\"__typename\":7}",
            "[{\"id\":null}]");
    return Arbitraries.oneOf(
        scalars,
        scalars.list().ofMaxSize(3).map(items -> "[" + String.join(",", items) + "]"),
        Combinators.combine(keys(), scalars).as((key, value) -> "{\"" + key + "\":" + value + "}"));
  }
}
