package dev.tributary.samples.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.samples.behaviour.Scenario.Request;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every scenario's requests: the answers to the last byte of their meaning, and the calls made for
 * them. {@code -Dgolden.update=true} writes what comes out into the files.
 */
class BehavioursTest {

  private static final Path FOLDER =
      Path.of(System.getProperty("behaviours", "src/test/resources/behaviours"));

  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void stop() {
    VERTX.close().await();
  }

  @TestFactory
  Stream<DynamicNode> everyScenario() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(FOLDER)) {
      files = found.sorted().toList();
    }
    assertThat(files).isNotEmpty();
    return files.stream().map(Scenario::read).map(BehavioursTest::container);
  }

  private static DynamicNode container(Scenario scenario) {
    Supplier<ScenarioGateway> gateway = once(() -> new ScenarioGateway(VERTX, scenario));
    return DynamicContainer.dynamicContainer(
        scenario.toString(),
        IntStream.range(0, scenario.requests().size())
            .mapToObj(
                at ->
                    DynamicTest.dynamicTest(
                        scenario + ": " + scenario.requests().get(at).title(),
                        () -> check(gateway.get(), scenario, at))));
  }

  private static void check(ScenarioGateway gateway, Scenario scenario, int at) {
    Request request = scenario.requests().get(at);
    ScenarioGateway.Result result = gateway.run(request);
    if (UPDATE) {
      scenario.update(at, result.answer(), result.calls());
    } else {
      assertThat(result.answer()).as(request.operation()).isEqualTo(request.answer());
      assertThat(result.calls()).as(request.operation()).isEqualTo(request.calls());
    }
  }

  private static <T> Supplier<T> once(Supplier<T> make) {
    return new Supplier<>() {
      private @Nullable T made;

      @Override
      public synchronized T get() {
        if (made == null) {
          made = make.get();
        }
        return made;
      }
    };
  }
}
