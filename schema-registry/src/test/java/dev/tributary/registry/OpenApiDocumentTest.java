package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API's description says that requests must keep to. */
class OpenApiDocumentTest {

  /** Those that name a report or a share are no counts. */
  private static final List<String> OTHERS = List.of("sequence", "percent");

  @ParameterizedTest
  @ValueSource(strings = {"UsageReport", "TrafficReport"})
  void theCountsOfAReportAreBoundedAsTheyAreWhenItIsRead(String report) throws Exception {
    JsonNode schema =
        RegistryJson.parse(OpenApiDocument.read()).at("/components/schemas/" + report);

    assertThat(schema.findValues("type")).isNotEmpty();
    check(report, schema);
  }

  private static void check(String at, JsonNode schema) {
    for (Map.Entry<String, JsonNode> member : schema.properties()) {
      if (!OTHERS.contains(member.getKey())) {
        check(at + "." + member.getKey(), member.getValue());
      }
    }
    if (schema.path("type").asText().equals("integer")) {
      assertThat(schema.path("maximum").asLong()).as(at).isEqualTo(UsageTotals.MOST_REPORTED);
      assertThat(schema.path("minimum").asLong(-1)).as(at).isZero();
    }
  }
}
