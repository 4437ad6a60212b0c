package dev.tributary.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tributary.operation.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CostModelTest {

  @TempDir private Path directory;

  private CostFixture fixture(String sdl) throws IOException {
    Path file = directory.resolve("cases.txt");
    Files.writeString(file, "--- subgraph one\n" + sdl);
    return CostFixture.read(file);
  }

  /** Interfaces below interfaces, each of many types: priced once per type, not once per way. */
  @Test
  @Timeout(20)
  void interfacesOfHundredsOfTypesThatNestArePricedInNoTime() throws IOException {
    String types =
        IntStream.range(0, 300)
            .mapToObj(i -> "type T" + i + " implements Node { id: ID next: Node }")
            .collect(Collectors.joining("\n"));
    CostFixture fixture =
        fixture("type Query { node: Node }\ninterface Node { id: ID next: Node }\n" + types);
    Operation operation =
        fixture.operation("{ node { " + "next { ".repeat(30) + "id" + " }".repeat(31) + " }");
    long begin = System.nanoTime();
    OperationCost cost = fixture.cost(operation, Prices.DEFAULT);
    assertThat(cost.of(Map.of()).estimated()).isEqualTo(31);
    assertThat((System.nanoTime() - begin) / 1e9).isLessThan(15);
  }

  @Test
  void theBoundsHoldWhatVariablesCanDo() throws IOException {
    CostFixture fixture =
        fixture(
            "type Query { items(first: Int): [Item] @listSize(slicingArguments: [\"first\"])"
                + " other: Item }\n type Item { id: ID }");
    OperationCost open =
        fixture.cost(
            fixture.operation("query ($n: Int) { other { id } items(first: $n) { id } }"),
            Prices.DEFAULT);
    assertThat(open.least()).isEqualTo(1);
    assertThat(open.most()).isEqualTo(Long.MAX_VALUE);
    OperationCost fixed =
        fixture.cost(fixture.operation("{ items(first: 3) { id } }"), Prices.DEFAULT);
    assertThat(fixed.least()).isEqualTo(3);
    assertThat(fixed.most()).isEqualTo(3);
  }

  @Test
  void aPriceCannotBeNegative() {
    assertThatCode(() -> new Prices(1, 0, 1, 10, -1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
