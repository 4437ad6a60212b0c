package dev.tributary.samples.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table of deliberate differences, {@code differences.txt}. */
final class Differences {

  private static final Path TABLE =
      Path.of("src/test/resources/dev/tributary/samples/reference/differences.txt");

  /** Reasons, by check and graph. */
  private final Map<String, String> reasons = new HashMap<>();

  Differences() {
    try {
      for (String line : Files.readAllLines(TABLE)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] columns = line.split(" \\| ", 3);
          reasons.put(columns[0] + " of " + columns[1], columns[2]);
        }
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Fails when there are differences that the table does not have, or none where it has one. */
  void assertDeliberate(String check, String graph, List<String> differences) {
    String reason = reasons.get(check + " of " + graph);
    if (reason == null) {
      assertThat(differences).as("%s of %s", check, graph).isEmpty();
    } else {
      assertThat(differences)
          .as("%s of %s are said to differ: %s", check, graph, reason)
          .isNotEmpty();
    }
  }

  /** What entries are about that no graph has. */
  List<String> about(List<String> checks, List<String> graphs) {
    return reasons.keySet().stream()
        .filter(
            entry ->
                checks.stream()
                    .noneMatch(
                        check ->
                            graphs.stream()
                                .anyMatch(graph -> entry.equals(check + " of " + graph))))
        .toList();
  }
}
