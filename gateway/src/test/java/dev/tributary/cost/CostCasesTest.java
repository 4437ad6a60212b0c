package dev.tributary.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of cost cases. {@code -Dgolden.update=true} fills in what a case comes to. */
class CostCasesTest {

  private static final Path CASES = Path.of("src/test/resources/cost");

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicContainer> everyCaseCostsWhatTheTableSays() throws IOException {
    return files().stream()
        .map(
            file -> {
              CostFixture fixture = read(file);
              if (Boolean.getBoolean("golden.update")) {
                update(file, fixture);
              }
              return DynamicContainer.dynamicContainer(
                  file.getFileName().toString(),
                  fixture.cases().stream()
                      .map(
                          one ->
                              DynamicTest.dynamicTest(
                                  one.name(),
                                  () ->
                                      assertThat(fixture.outcome(one)).isEqualTo(one.expected()))));
            });
  }

  @Test
  void theTableHasAtLeastAHundredAndTwentyCases() throws IOException {
    int cases = 0;
    for (Path file : files()) {
      cases += CostFixture.read(file).cases().size();
    }
    assertThat(cases).isGreaterThanOrEqualTo(120);
  }

  private static CostFixture read(Path file) {
    try {
      return CostFixture.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rewrites the expectations in place, everything else kept as it is. */
  private static void update(Path file, CostFixture fixture) {
    try {
      List<String> out = new ArrayList<>();
      int next = -1;
      boolean written = true;
      for (String line : Files.readAllLines(file)) {
        boolean ours = line.startsWith("= ") || line.startsWith("! ") || line.startsWith("actual ");
        if (line.startsWith("--- ")) {
          if (!written) {
            out.add(fixture.outcome(fixture.cases().get(next)));
          }
          boolean isCase = line.startsWith("--- case ");
          next += isCase ? 1 : 0;
          written = !isCase;
        }
        if (!ours) {
          out.add(line);
        }
      }
      if (!written) {
        out.add(fixture.outcome(fixture.cases().get(next)));
      }
      Files.writeString(file, String.join("\n", out) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
