package dev.tributary.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.connect.ConnectorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tables of docs/composition.md say what composition does, and leave nothing out. */
class CompositionCodesTest {
  /** Documented with the connectors. */
  private static final Set<String> OF_CONNECTORS =
      Arrays.stream(ConnectorCode.values()).map(Enum::name).collect(Collectors.toSet());

  private static final Set<String> RAISED = new TreeSet<>();
  private static final Set<String> HINTED = new TreeSet<>();

  @BeforeAll
  static void composeEveryFixture() {
    for (CompositionFixture fixture : CompositionFixture.all("compose")) {
      Composition composition = Composer.compose(fixture.subgraphs());
      if (composition instanceof Composition.Failed failed) {
        failed.errors().forEach(error -> RAISED.add(error.code()));
      }
      composition.hints().forEach(hint -> HINTED.add(hint.code() + " " + hint.level()));
    }
    RAISED.removeAll(OF_CONNECTORS);
    HINTED.removeIf(hint -> OF_CONNECTORS.contains(hint.split(" ")[0]));
  }

  @Test
  void everyErrorIsDocumentedAndEveryDocumentedErrorIsRaised() throws IOException {
    assertThat(documented("## Errors").keySet()).containsAll(RAISED);
    assertThat(RAISED)
        .containsAll(
            documented("## Errors").keySet().stream()
                .filter(code -> !OF_CONNECTORS.contains(code))
                .toList());
  }

  @Test
  void everyHintIsDocumentedWithItsLevelAndEveryDocumentedHintIsGiven() throws IOException {
    List<String> documented =
        documented("## Hints").entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .toList();
    assertThat(HINTED).containsExactlyInAnyOrderElementsOf(documented);
  }

  /** The first two columns of the table under a heading. */
  private static Map<String, String> documented(String heading) throws IOException {
    Map<String, String> rows = new LinkedHashMap<>();
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of("../docs/composition.md"))) {
      if (line.startsWith("## ")) {
        inside = line.equals(heading);
      } else if (inside && line.startsWith("| `")) {
        String[] columns = line.split("\\|");
        rows.put(columns[1].strip().replace("`", ""), columns[2].strip());
      }
    }
    return rows;
  }
}
