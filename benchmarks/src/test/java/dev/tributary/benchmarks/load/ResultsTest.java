package dev.tributary.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {

  private static final Results RESULTS =
      new Results("a generator", List.of(measured("Ours", 0.5, 0), measured("Theirs <2>", 4, 3)));

  private static Measurement measured(String title, double cpu, long wrong) {
    Load slow = new Load(100, 1, 10, 20, 30, 40, 50, wrong, 0);
    Load fast = new Load(900, 3, 12, 22, 32, 42, 52, 0, 0);
    Load faster = new Load(1000, 2, 14, 24, 34, 44, 54, 0, 0);
    return new Measurement(
        "heavy", title, title, false, 700, List.of(slow, fast, faster), cpu, 0.1, 6, 300);
  }

  @Test
  void aTableComparesEveryoneToTheFirstByTheMedianOfTheRounds() {
    assertThat(RESULTS.text().lines())
        .anySatisfy(
            line -> assertThat(line).startsWith("Ours").contains(" 300 ", "0.500", "1.00x", "12.0"))
        .anySatisfy(line -> assertThat(line).startsWith("Theirs").contains("8.00x").endsWith(" 3"));
  }

  @Test
  void whoeverAnsweredNothingHasNoFigures() {
    Load none = new Load(0, 6, 0, 0, 0, 0, 0, 0, 50);
    Measurement silent =
        new Measurement("slow", "x", "Silent", false, 1, List.of(none), 4470, 10, 37, 889);
    Results results = new Results("a generator", List.of(measured("Ours", 0.5, 0), silent));

    assertThat(results.text()).contains("Silent: no answer in time").doesNotContain("4470");
    assertThat(results.charts().get("slow")).doesNotContain("Silent");
  }

  @Test
  void theSameIsWrittenAsJson() {
    JsonNode json = new ObjectMapper().valueToTree(RESULTS.json());

    assertThat(json.at("/scenarios/heavy/1/cpuMillisPerRequest").asDouble()).isEqualTo(4);
    assertThat(json.at("/scenarios/heavy/1/rounds/0/wrong").asInt()).isEqualTo(3);
  }

  @Test
  void aChartHasABarForEachAndEscapesWhatIsWritten() {
    assertThat(RESULTS.charts().get("heavy"))
        .contains(">Ours<", ">Theirs &lt;2&gt;<", "width=\"430.0\"", "width=\"53.8\"");
  }
}
